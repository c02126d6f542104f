using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Structures;

namespace Carewright.Sandbox.Tests.Laboratory;

/// <summary>Orders over real sockets, from the clinic to its results.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData("ORM", "ORR_O02")]
    [InlineData("OML", "ORL_O22")]
    public async Task An_order_is_answered_and_its_results_name_the_placers_number(string type, string structure)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        var answer = await clinic.AskAsync(lab.Partner, type == "ORM" ? Orders.Orm("P-1", "24331-1") : Orders.Oml("P-1", "24331-1"));
        Assert.Equal(("AA", structure, "OK", "P-1"), (answer.Text("MSA-1"), answer.Text("MSH-9.3"), answer.Text("ORC-1"), answer.Text("ORC-2.1")));
        Assert.Equal([], StructureReader.Read(answer, V2Definitions.Of("2.5.1").Structure(structure)!).Issues.Select(issue => issue.Message));
        Assert.Null(answer.Find("ORC", 2));
        Assert.False(clinic.HasMore);
        await lab.Clock.PassAsync(Played.Delay);
        var result = await clinic.NextMessageAsync();
        Sent.Check(result);
        Assert.Equal(("ORU", "P-1", "CLINIC", answer.Text("ORC-3.1"), "F"), (result.Text("MSH-9.1"), result.Text("OBR-2.1"), result.Text("OBR-2.2"), result.Text("OBR-3.1"), result.Text("OBR-25")));
        Assert.Equal(("P-77", "As ordered", "20260302084500+0000", "1234"), (result.Text("PID-3.1"), result.Text("OBR-4.2"), result.Text("OBR-7"), result.Text("OBR-16.1")));
        Assert.Equal(4, result.Segments().Count(segment => segment.Is("OBX")));
    }

    [Theory]
    [InlineData("AL|AL", "CA", "AA")]
    [InlineData("AL|NE", "CA", null)]
    [InlineData("NE|AL", "AA", null)]
    public async Task In_enhanced_mode_each_acknowledgement_that_is_asked_for_comes_and_no_other(string modes, string first, string? deferred)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        var answer = await clinic.AskAsync(lab.Partner, Orders.Oml("P-1", "3016-3", modes));
        Assert.Equal((first, first == "CA" ? "ACK" : "ORL"), (answer.Text("MSA-1"), answer.Text("MSH-9.1")));
        if (deferred is not null)
            Assert.Equal(deferred, (await clinic.Deferred.Reader.ReadAsync(TestContext.Current.CancellationToken)).Text("MSA-1"));
        await lab.Clock.PassAsync(Played.Delay);
        Assert.Equal("ORU", (await clinic.NextMessageAsync()).Text("MSH-9.1"));
        Assert.False(clinic.Deferred.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task What_is_cancelled_in_time_has_no_result_and_what_was_reported_can_no_longer_be_cancelled()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU"));
        var cancelled = await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU", "CA"));
        Assert.Equal(("AA", "CR", "CA"), (cancelled.Text("MSA-1"), cancelled.Text("ORC-1"), cancelled.Text("ORC-5")));
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-2", "GLU"));
        await lab.Clock.PassAsync(Played.Delay);
        Assert.Equal("P-2", (await clinic.NextMessageAsync()).Text("OBR-2.1"));
        Assert.Equal(("AA", "UC"), await Control(clinic, lab, Orders.Orm("P-2", "GLU", "CA")));
        Assert.Equal(("AE", "UA"), await Control(clinic, lab, Orders.Orm("P-3", "GLU", "CA")));
        Assert.False(clinic.HasMore);
    }

    [Fact]
    public async Task The_same_order_again_is_answered_as_before_and_done_once()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        var first = await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU"));
        var second = await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU", controlId: "again"));
        Assert.Equal(("OK", first.Text("ORC-3.1")), (second.Text("ORC-1"), second.Text("ORC-3.1")));
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-2", "GLU"));
        await lab.Clock.PassAsync(Played.Delay);
        Assert.Equal(["P-1", "P-2"], new[] { (await clinic.NextMessageAsync()).Text("OBR-2.1"), (await clinic.NextMessageAsync()).Text("OBR-2.1") }.Order());
        Assert.False(clinic.HasMore);
    }

    [Theory]
    [InlineData("24725-4", "NW", "OBR", "103")]
    [InlineData("29576-6", "NW", "OBR", "103")]
    [InlineData("GLU", "XO", "ORC", "103")]
    public async Task What_the_laboratory_does_not_do_is_refused_with_its_place(string code, string control, string segment, string error)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        var answer = await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", code, control));
        Assert.Equal(("AE", "UA", segment, error), (answer.Text("MSA-1"), answer.Text("ORC-1"), answer.Text("ERR-2.1"), answer.Text("ERR-3.1")));
        var other = await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", code, control, controlId: "other").Replace("ORM^O01^ORM_O01", "ADT^A01^ADT_A01", StringComparison.Ordinal));
        Assert.Equal(("AR", "200"), (other.Text("MSA-1"), other.Text("ERR-3.1")));
    }

    [Fact]
    public async Task A_cultures_final_result_never_overtakes_its_preliminary_one_even_when_that_is_refused_or_not_answered()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        clinic.Answers(AcknowledgementCode.AE, null, AcknowledgementCode.AA);
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "630-4"));
        await lab.Clock.PassAsync(Played.Delay);
        var first = await clinic.NextMessageAsync();
        // The final result is due by now, and waits for the preliminary one.
        await lab.Clock.WaitedForAsync(Played.Pause);
        lab.Clock.Advance(Played.Delay);
        var second = await clinic.NextMessageAsync();
        await lab.Clock.PassAsync(2 * Played.Pause);
        var third = await clinic.NextMessageAsync();
        Assert.Equal(first.Text("MSH-10"), second.Text("MSH-10"));
        Assert.Equal(first.Text("MSH-10"), third.Text("MSH-10"));
        var final = await clinic.NextMessageAsync();
        Assert.Equal(("P", "F"), (third.Text("OBR-25"), final.Text("OBR-25")));
        Sent.Check(third);
        Sent.Check(final);
    }

    [Fact]
    public async Task What_is_refused_three_times_is_given_up_and_told()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        clinic.Answers(AcknowledgementCode.AE, AcknowledgementCode.AR, AcknowledgementCode.AE);
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU"));
        await lab.Clock.PassAsync(Played.Delay);
        await clinic.NextAsync();
        await lab.Clock.PassAsync(Played.Pause);
        await clinic.NextAsync();
        await lab.Clock.PassAsync(2 * Played.Pause);
        await clinic.NextAsync();
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-2", "GLU"));
        await lab.Clock.PassAsync(Played.Delay);
        Assert.Equal("P-2", (await clinic.NextMessageAsync()).Text("OBR-2.1"));
        Assert.Contains(lab.Said, line => line.Contains("given up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_the_patient_is_printed()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "CMP", controlId: "evil\u001b[2Jid"));
        await lab.Clock.PassAsync(Played.Delay);
        await clinic.NextAsync();
        Assert.Contains(lab.Said, line => line.Contains("P-1", StringComparison.Ordinal));
        Assert.All(lab.Said, line =>
        {
            Assert.DoesNotContain("Example77", line, StringComparison.Ordinal);
            Assert.DoesNotContain("P-77", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', line);
        });
    }

    private static async Task<(string, string)> Control(Clinic clinic, Played lab, string order)
    {
        var answer = await clinic.AskAsync(lab.Partner, order);
        return (answer.Text("MSA-1"), answer.Text("ORC-1"));
    }
}
