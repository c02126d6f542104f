using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Json;

/// <summary>Turns issues into an OperationOutcome (FHIR R4 operationoutcome.html). The one place where that is done.</summary>
public static class OperationOutcomeWriter
{
    /// <summary>System of <c>details.coding</c>: this product's own issue codes.</summary>
    public const string CodeSystem = "urn:carewright:issue";

    /// <summary>
    /// Writes the resource: per issue severity, code (<see cref="Issue.Type"/>), details (<see cref="Issue.Code"/> and message), diagnostics (line, column and
    /// rule, when known) and expression (location). Without issues it has the one of <paramref name="allOk"/>, for an outcome may not be empty.
    /// </summary>
    /// <param name="issues">The issues, in the order to report them.</param>
    /// <param name="to">Where the UTF-8 JSON goes.</param>
    /// <param name="allOk">What to say when there are none.</param>
    public static void Write(IReadOnlyCollection<Issue> issues, IBufferWriter<byte> to, string allOk = "All OK")
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("resourceType"u8, "OperationOutcome"u8);
        json.WriteStartArray("issue"u8);
        foreach (var issue in issues)
            WriteIssue(json, issue);
        if (issues.Count == 0)
            WriteIssue(json, new Issue(IssueSeverity.Information, IssueTypes.Informational, "OK", allOk));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>As <see cref="Write(IReadOnlyCollection{Issue}, IBufferWriter{byte}, string)"/>, into memory of its own.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyCollection<Issue> issues)
    {
        var to = new ArrayBufferWriter<byte>(512);
        Write(issues, to);
        return to.WrittenMemory;
    }

    private static void WriteIssue(Utf8JsonWriter json, Issue issue)
    {
        json.WriteStartObject();
        json.WriteString("severity"u8, SeverityCode(issue.Severity));
        json.WriteString("code"u8, issue.Type);
        json.WriteStartObject("details"u8);
        json.WriteStartArray("coding"u8);
        json.WriteStartObject();
        json.WriteString("system"u8, CodeSystem);
        json.WriteString("code"u8, issue.Code);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("text"u8, issue.Message);
        json.WriteEndObject();
        if (Diagnostics(issue) is { } diagnostics)
            json.WriteString("diagnostics"u8, diagnostics);
        if (!string.IsNullOrEmpty(issue.Location))
        {
            json.WriteStartArray("expression"u8);
            json.WriteStringValue(issue.Location);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static string SeverityCode(IssueSeverity severity) => severity switch
    {
        IssueSeverity.Fatal => "fatal",
        IssueSeverity.Error => "error",
        IssueSeverity.Warning => "warning",
        _ => "information",
    };

    private static string? Diagnostics(Issue issue)
    {
        var place = issue.Line is null ? null : string.Create(CultureInfo.InvariantCulture, $"Line {issue.Line}, column {issue.Column}");
        return (place, issue.Spec) switch
        {
            (null, null) => null,
            (null, _) => issue.Spec,
            (_, null) => place,
            _ => $"{place} ({issue.Spec})",
        };
    }
}
