using Carewright.Hl7v2;
using Carewright.Hl7v2.Profiles;
using Carewright.Hl7v2.Reading;
using Carewright.Hl7v2.Structures;
using Carewright.Kernel;

namespace Carewright.Host.CommandLine.Messages;

/// <summary>Says of a message what had to be read leniently, what of its structure is out of place or missing, and what a conformance profile does not allow.</summary>
/// <param name="profile">The profile; null: none is held against it.</param>
internal sealed class MessageCheck(ConformanceProfile? profile)
{
    private const int NameWidth = 24;

    /// <summary>Checks one message and tells a line for each thing, after one that names the message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="say">Takes the lines.</param>
    /// <returns>Whether it has no errors: it can be read, and the profile, where there is one, is for it and allows it. What is out of the structure is a warning.</returns>
    internal bool IsRight(ReadOnlyMemory<byte> bytes, string name, Action<string> say)
    {
        var (message, fault) = Hl7Message.Read(bytes);
        if (message is null)
        {
            say($"{name}: is no message");
            Tell(fault!, say);
            return false;
        }
        say($"{name}: {message.Text("MSH-9")} {message.Text("MSH-12")}, control id {message.Text("MSH-10")}, {message.SegmentCount} segments");
        foreach (var use in message.Leniencies)
            say($"  lenient  {Words(use.Leniency),-NameWidth}  {use.Count} times");
        var issues = Structure(message).Concat(Profile(message)).ToList();
        foreach (var issue in issues)
            Tell(issue, say);
        return !issues.Any(issue => issue.IsError);
    }

    private static IReadOnlyList<Issue> Structure(Hl7Message message) =>
        V2Definitions.Of(message).Structure(message) is { } structure
            ? StructureReader.Read(message, structure).Issues
            : [Issue.Warning(IssueTypes.NotSupported, "V2-STRUCTURE-UNKNOWN", $"{message.Text("MSH-9.1")}^{message.Text("MSH-9.2")} has no structure in HL7 v{V2Definitions.Of(message).Version}: its segments are not checked.", "MSH-9")];

    private IReadOnlyList<Issue> Profile(Hl7Message message) => profile is null ? []
        : profile.IsOf(message) ? profile.Check(message)
        : [Issue.Error(IssueTypes.Conflict, "V2-PROFILE-OTHER", $"The profile is for {profile.Type}{(profile.Event.Length > 0 ? "^" + profile.Event : "")}.", "MSH-9")];

    private static void Tell(Issue issue, Action<string> say) => say($"  {(issue.IsError ? "error" : "warning"),-7}  {issue.Location ?? "",-NameWidth}  {issue.Message} ({issue.Code})");

    // LineBreakInField as "line break in field".
    private static string Words(Leniency leniency) => string.Concat(leniency.ToString().Select((letter, place) => char.IsUpper(letter) ? (place > 0 ? " " : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
