using System.Text.Json.Nodes;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Controls;

/// <summary>
/// What was found and done after a rejected run. It is a DetectedIssue without a patient: what it is about (<c>implicated</c>) and what was done (<c>mitigation</c>) have their elements, and who may write one is decided by the policy, apart from who may enter runs.
/// </summary>
/// <param name="Kit">Logical id of the kit's Device.</param>
/// <param name="At">When it was written down.</param>
/// <param name="Found">What was found.</param>
/// <param name="Done">What was done.</param>
/// <param name="By">Who: a reference, or null.</param>
internal sealed record CorrectiveAction(string Kit, DateTimeOffset At, string Found, string Done, string? By)
{
    /// <summary>The DetectedIssue.</summary>
    /// <param name="rejected">References of the Observations of the run that was rejected.</param>
    internal JsonObject Write(IEnumerable<string> rejected)
    {
        var mitigation = new JsonObject { ["action"] = new JsonObject { ["text"] = Done }, ["date"] = Nodes.Instant(At) };
        var issue = new JsonObject
        {
            ["resourceType"] = "DetectedIssue",
            ["status"] = "final",
            ["code"] = Nodes.Concept(Kinds, InHouseNames.Action),
            ["identifiedDateTime"] = Nodes.Instant(At),
            ["implicated"] = new JsonArray([.. rejected.Prepend($"Device/{Kit}").Select(Nodes.To)]),
            ["detail"] = Found,
            ["mitigation"] = new JsonArray(mitigation),
        };
        if (By is { } who)
            (issue["author"], mitigation["author"]) = (Nodes.To(who), Nodes.To(who));
        return issue;
    }

    /// <summary>The action of a DetectedIssue; null when it is none, or was taken back.</summary>
    internal static CorrectiveAction? Read(JsonObject issue)
    {
        var mitigation = issue.Many("mitigation").FirstOrDefault();
        var kit = issue.Many("implicated").Select(one => one.Text("reference")).FirstOrDefault(one => one?.StartsWith("Device/", StringComparison.Ordinal) == true);
        if (issue.Text("status") != "final" || issue.One("code").Code(Kinds) != InHouseNames.Action || kit is null || issue.Moment("identifiedDateTime") is not { } at || mitigation is null)
            return null;
        return new CorrectiveAction(kit["Device/".Length..], at, issue.Text("detail") ?? "", mitigation.One("action").Text("text") ?? "", issue.Reference("author"));
    }
}
