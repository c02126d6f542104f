using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>The parameters that viewing and exporting the log share.</summary>
/// <param name="Filter">What to show.</param>
/// <param name="Issues">What is wrong with the parameters.</param>
internal sealed partial record AuditRequest(AuditFilter Filter, IReadOnlyList<Issue> Issues)
{
    private static readonly string[] s_actions = ["create", "read", "update", "delete", "execute"];

    /// <summary>Reads the filters; any parameter that is neither a filter nor in <paramref name="others"/> is an issue: a filter is never dropped silently.</summary>
    public static AuditRequest Read(IQueryCollection query, params string[] others)
    {
        var issues = new List<Issue>();
        foreach (var name in query.Keys.Except(["user", "patient", "action", "from", "to", .. others], StringComparer.Ordinal))
            issues.Add(Wrong(name.Length <= 40 ? name : "", "There is no such parameter."));
        foreach (var name in query.Where(pair => pair.Value.Count > 1).Select(pair => pair.Key))
            issues.Add(Wrong(name, "Give it once."));
        var filter = new AuditFilter(
            Value(query, "user") is { } user ? AccountRules.Fold(user) : null,
            PatientOf(query, issues),
            ActionOf(query, issues),
            TimeOf(query, "from", issues)?.Low,
            TimeOf(query, "to", issues)?.High);
        return new AuditRequest(filter, issues);
    }

    public static Issue Wrong(string parameter, string message) => Issue.Error(IssueTypes.Value, "AUDIT-PARAMETER", message, parameter);

    public static string? Value(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value ? value : null;

    public static string CursorOf(long sequence) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture)));

    public static long? SequenceOf(IQueryCollection query, List<Issue> issues)
    {
        if (Value(query, "cursor") is not { } cursor)
            return null;
        if (cursor.Length <= 40 && Base64Url.IsValid(cursor) && long.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return sequence;
        issues.Add(Wrong("cursor", "Not a cursor of this log."));
        return null;
    }

    private static string? PatientOf(IQueryCollection query, List<Issue> issues)
    {
        if (Value(query, "patient") is not { } patient)
            return null;
        if (Patient().Match(patient) is { Success: true } match)
            return "Patient/" + match.Groups["id"].Value;
        issues.Add(Wrong("patient", "Must be the id of a Patient."));
        return null;
    }

    private static string? ActionOf(IQueryCollection query, List<Issue> issues)
    {
        var action = Value(query, "action");
        if (action is not null && !s_actions.Contains(action, StringComparer.Ordinal))
            issues.Add(Wrong("action", $"Must be one of {string.Join(", ", s_actions)}."));
        return action;
    }

    private static FhirSpan? TimeOf(IQueryCollection query, string name, List<Issue> issues)
    {
        if (Value(query, name) is not { } text)
            return null;
        if (FhirSpan.Parse(text) is { } span)
            return span;
        issues.Add(Wrong(name, "Must be a FHIR dateTime: 2026, 2026-01, 2026-01-31 or 2026-01-31T09:30:00Z."));
        return null;
    }

    [GeneratedRegex(@"^(Patient/)?(?<id>[A-Za-z0-9\-.]{1,64})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Patient();
}
