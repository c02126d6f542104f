using Carewright.Hl7v2;
using Carewright.Hl7v2.Mllp;
using Carewright.Mllp;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Tests.Misbehaving;

public sealed class MisbehaviourTests
{
    [Fact]
    public void Each_way_has_a_name_of_its_own_and_partners_that_can_do_it()
    {
        Assert.Equal(Misbehaviour.Known.Count, Misbehaviour.Known.DistinctBy(each => each.Name).Count());
        Assert.All(Misbehaviour.Known, each => Assert.True(each.Departing is null ^ each.Receiving is null));
        Assert.All(Misbehaviour.Known, each => Assert.Subset(PartnerKind.All.Select(kind => kind.Name).ToHashSet(), each.Partners.ToHashSet()));
    }

    [Fact]
    public async Task A_late_result_leaves_long_after_it_is_due()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "late");
        await lab.Clock.PassAsync(11 * Played.Delay);
        Assert.Equal("P-1", (await clinic.NextMessageAsync()).Text("OBR-2.1"));
    }

    [Fact]
    public async Task A_duplicate_has_the_same_bytes()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "duplicate");
        await lab.Clock.PassAsync(Played.Delay);
        Assert.Equal((await clinic.NextAsync()).Bytes, (await clinic.NextAsync()).Bytes);
    }

    [Fact]
    public async Task A_correction_follows_the_final_result_with_another_control_id()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "corrected");
        await lab.Clock.PassAsync(Played.Delay);
        var final = await clinic.NextMessageAsync();
        await lab.Clock.PassAsync(Played.Delay);
        var corrected = await clinic.NextMessageAsync();
        Sent.Check(corrected);
        Assert.Equal(("F", "C", "C"), (final.Text("OBX-11"), corrected.Text("OBX-11"), corrected.Text("OBR-25")));
        Assert.Equal(final.Text("OBR-3.1"), corrected.Text("OBR-3.1"));
        Assert.NotEqual(final.Text("MSH-10"), corrected.Text("MSH-10"));
    }

    [Fact]
    public async Task A_garbled_message_comes_broken_first_and_then_whole_under_the_same_control_id()
    {
        var broken = new HashSet<string>();
        for (var seed = 1UL; seed <= 6; seed++)
        {
            await using var clinic = await Clinic.StartAsync();
            await using var lab = await OrderedAsync(clinic, "garbled", setup => setup with { Seed = seed });
            await lab.Clock.PassAsync(Played.Delay);
            var (first, second) = (await clinic.NextAsync(), await clinic.NextMessageAsync());
            Assert.NotEqual(first.Bytes, second.Bytes.ToArray());
            Assert.Equal(Hl7Message.Parse(first.Bytes).Text("MSH-10"), second.Text("MSH-10"));
            broken.Add(first.Bytes.Length < second.Bytes.Length ? "cut" : first.Bytes.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF) ? "bytes" : "order");
            Sent.Check(second);
        }
        Assert.True(broken.Count >= 2, string.Join(", ", broken));
    }

    [Fact]
    public async Task A_result_of_somebody_else_has_other_identifiers_name_and_date_of_birth()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "unknown-patient");
        await lab.Clock.PassAsync(Played.Delay);
        var result = await clinic.NextMessageAsync();
        Sent.Check(result);
        Assert.Equal("P-1", result.Text("OBR-2.1"));
        Assert.Equal("NOWHERE", result.Text("PID-3.4"));
        Assert.NotEqual("Example77", result.Text("PID-5.1"));
        Assert.NotEqual("19800214", result.Text("PID-7"));
    }

    [Fact]
    public async Task A_result_of_another_order_names_a_number_that_nobody_has_placed()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "wrong-order");
        await lab.Clock.PassAsync(Played.Delay);
        var result = await clinic.NextMessageAsync();
        Sent.Check(result);
        Assert.StartsWith("X", result.Text("OBR-2.1"), StringComparison.Ordinal);
        Assert.Equal(result.Text("OBR-2.1"), result.Text("ORC-2.1"));
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_a_message_is_followed_by_the_whole_message_on_another()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await OrderedAsync(clinic, "disconnect");
        await lab.Clock.PassAsync(Played.Delay);
        Arrival[] came = [await clinic.NextAsync(), await clinic.NextAsync()];
        Assert.NotEqual(came[0].Connection, came[1].Connection);
        Assert.Single(came, each => each.Fault == FrameFault.Unfinished);
        Assert.Equal("P-1", Hl7Message.Parse(Assert.Single(came, each => each.Fault is null).Bytes).Text("OBR-2.1"));
    }

    [Fact]
    public async Task A_silent_partner_takes_a_message_and_never_answers_and_ends_none_the_less()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic, misbehaviours: "silent");
        var reply = await clinic.TryAskAsync(lab.Partner, Orders.Orm("P-1", "GLU"), TimeSpan.FromSeconds(2));
        Assert.Equal(MllpOutcome.Unknown, reply.Outcome);
        Assert.DoesNotContain(lab.Said, line => line.Contains("taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_third_message_is_refused_when_that_is_asked_for()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic, setup => setup with { MisbehavesEvery = 3 }, "refuse");
        var codes = new List<string>();
        for (var i = 1; i <= 6; i++)
            codes.Add((await clinic.AskAsync(lab.Partner, Orders.Orm($"P-{i}", "GLU"))).Text("MSA-1"));
        Assert.Equal([true, true, false, true, true, false], codes.Select(code => code == "AA"));
        Assert.All(codes, code => Assert.Contains(code, new[] { "AA", "AE", "AR" }));
    }

    [Fact]
    public async Task Several_ways_take_turns()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic, misbehaviours: ["duplicate", "wrong-order"]);
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU"));
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-2", "GLU"));
        await clinic.AskAsync(lab.Partner, Orders.Orm("P-3", "GLU"));
        await lab.Clock.WaitedForAsync(Played.Delay);
        var numbers = new List<string>();
        // The lanes of three orders leave when each has been set: time passes until all have.
        while (numbers.Count < 5)
        {
            lab.Clock.Advance(Played.Delay);
            numbers.Add((await clinic.NextMessageAsync()).Text("OBR-2.1"));
        }
        Assert.Equal(["P-1", "P-1", "P-3", "P-3", "X"], numbers.Select(number => number[0] == 'X' ? "X" : number).Order());
    }

    private static async Task<Played> OrderedAsync(Clinic clinic, string misbehaviour, Func<PartnerSetup, PartnerSetup>? change = null)
    {
        var lab = await Played.StartAsync("lab", clinic, change, misbehaviour);
        Assert.Equal("AA", (await clinic.AskAsync(lab.Partner, Orders.Orm("P-1", "GLU"))).Text("MSA-1"));
        return lab;
    }
}
