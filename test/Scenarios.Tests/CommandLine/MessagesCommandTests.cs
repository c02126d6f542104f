using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary><c>messages</c>: what a file of HL7 v2 messages is told at the command line.</summary>
public sealed class MessagesCommandTests : IDisposable
{
    private const string Header = "MSH|^~\\&|LAB|NORTH|||20260302||ORU^R01^ORU_R01|C1|P|2.5.1\r";
    private const string Good = Header + "PID|1||M1^^^NORTH^MR||Example77^Anna\rOBR|1|||2345-7^Glucose^LN\rOBX|1|NM|2345-7^Glucose^LN||99|mg/dL|||||F\r";
    private const string Profile = """
        <HL7v2xConformanceProfile HL7Version="2.5.1"><MetaData Name="Test"/><HL7v2xStaticDef MsgType="ORU" EventType="R01" MsgStructID="ORU_R01">
          <Segment Name="MSH" Usage="R" Min="1" Max="1"><Field Name="Field Separator" Usage="R" Min="1" Max="1"/><Field Name="Encoding Characters" Usage="R" Min="1" Max="1"/><Field Name="Sending Application" Usage="R" Min="1" Max="1" ConstantValue="LIS"/></Segment>
        </HL7v2xStaticDef></HL7v2xConformanceProfile>
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_without_faults_is_named_and_ends_with_0()
    {
        var run = (await CommandRun.RunAsync("messages", "check", _folder.Write("good.hl7", Good))).Expect(0);
        Assert.Contains("good.hl7 1: ORU", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 checked, none has errors", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lenient", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_leniently_and_what_is_out_of_place_is_told_and_is_no_error()
    {
        var run = (await CommandRun.RunAsync("messages", "check", _folder.Write("odd.hl7", Good.Replace("\r", "\n", StringComparison.Ordinal) + "SCH|1\n"))).Expect(0);
        Assert.Contains("line feed", run.Output, StringComparison.Ordinal);
        Assert.Contains("V2-SEGMENT-PLACE", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_names_what_it_does_not_allow_with_its_place_and_ends_with_1()
    {
        var (message, profile) = (_folder.Write("good.hl7", Good), _folder.Write("profile.xml", Profile));
        var run = (await CommandRun.RunAsync("messages", "check", message, "--profile", profile)).Expect(1);
        Assert.Matches("error +MSH\\[1\\]-3", run.Output);
        var other = (await CommandRun.RunAsync("messages", "check", _folder.Write("adt.hl7", Good.Replace("ORU^R01^ORU_R01", "ADT^A31", StringComparison.Ordinal)), "--profile", profile)).Expect(1);
        Assert.Contains("ORU^R01", other.Output, StringComparison.Ordinal);
        Says(await CommandRun.RunAsync("messages", "check", message, "--profile", message), "good.hl7");
    }

    [Fact]
    public async Task Each_message_of_a_batch_is_checked()
    {
        var run = (await CommandRun.RunAsync("messages", "check", _folder.Write("batch.hl7", "BHS|^~\\&\r" + Good + Good.Replace("C1", "C2", StringComparison.Ordinal) + "BTS|2\r"))).Expect(0);
        Assert.Contains("control id C2", run.Output, StringComparison.Ordinal);
        Assert.Contains("none.hl7", (await CommandRun.RunAsync("messages", "check", _folder.Write("none.hl7", "nothing"))).Expect(1).Output, StringComparison.Ordinal);
        Says(await CommandRun.RunAsync("messages", "show", _folder.File("none.hl7")), "none.hl7");
        Says(await CommandRun.RunAsync("messages", "check", _folder.File("absent.hl7")), "absent.hl7");
    }

    [Fact]
    public async Task A_message_is_shown_as_a_tree_or_by_one_path()
    {
        var file = _folder.Write("good.hl7", Good);
        var tree = (await CommandRun.RunAsync("messages", "show", file)).Expect(0).Output;
        Assert.Contains("ORDER_OBSERVATION", tree, StringComparison.Ordinal);
        Assert.Matches("PID-5 .*: Example77 \\^ Anna", tree);
        Assert.Equal("Anna", (await CommandRun.RunAsync("messages", "show", file, "PID-5.2")).Expect(0).Output.Trim());
        Assert.Equal("", (await CommandRun.RunAsync("messages", "show", file, "PID-9")).Expect(1).Output.Trim());
        Says(await CommandRun.RunAsync("messages", "show", file, "nonsense"), "nonsense");
    }

    private static void Says(CommandRun run, string words)
    {
        run.Expect(1);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }
}
