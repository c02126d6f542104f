using Carewright.Kernel;

namespace Carewright.Fhir.Json;

/// <summary>Collects what is wrong with a JSON text. Messages name structure only, never values.</summary>
internal struct JsonIssues(int most)
{
    private List<Issue>? _issues;

    internal readonly bool IsFull => _issues is not null && _issues.Count > most;

    internal readonly IReadOnlyList<Issue> ToList() => _issues ?? (IReadOnlyList<Issue>)[];

    internal void Add(in JsonRule rule, string message, string? location, ReadOnlySpan<byte> bytes, long offset)
    {
        if (IsFull)
            return;
        _issues ??= [];
        if (_issues.Count == most)
        {
            _issues.Add(Issue.Error(IssueTypes.Processing, "JSON-MORE-ISSUES", "There are more problems than are reported."));
            return;
        }
        var (line, column) = TextPosition.Of(bytes, (int)offset);
        _issues.Add(new Issue(rule.Severity, rule.Type, rule.Code, message, location, rule.Spec, line, column));
    }
}

/// <summary>One way in which JSON can be wrong: the stable code, the FHIR issue type and the published rule.</summary>
internal readonly record struct JsonRule(string Code, string Type, string Spec, IssueSeverity Severity = IssueSeverity.Error)
{
    internal static readonly JsonRule Syntax = new("JSON-SYNTAX", IssueTypes.Structure, "RFC 8259", IssueSeverity.Fatal);
    internal static readonly JsonRule Depth = new("JSON-DEPTH", IssueTypes.TooCostly, "RFC 8259 section 9", IssueSeverity.Fatal);
    internal static readonly JsonRule InvalidUtf8 = new("JSON-INVALID-UTF8", IssueTypes.Structure, "RFC 8259 section 8.1", IssueSeverity.Fatal);
    internal static readonly JsonRule NotObject = new("JSON-NOT-OBJECT", IssueTypes.Structure, "FHIR R4 json.html#resources", IssueSeverity.Fatal);
    internal static readonly JsonRule NoResourceType = new("JSON-NO-RESOURCE-TYPE", IssueTypes.Structure, "FHIR R4 json.html#resources");
    internal static readonly JsonRule UnknownResourceType = new("JSON-UNKNOWN-RESOURCE-TYPE", IssueTypes.Structure, "FHIR R4 resourcelist.html");
    internal static readonly JsonRule WrongResourceType = new("JSON-WRONG-RESOURCE-TYPE", IssueTypes.Structure, "FHIR R4 json.html#resources");
    internal static readonly JsonRule UnknownElement = new("JSON-UNKNOWN-ELEMENT", IssueTypes.Structure, "FHIR R4 json.html");
    internal static readonly JsonRule DuplicateProperty = new("JSON-DUPLICATE-PROPERTY", IssueTypes.Structure, "FHIR R4 json.html");
    internal static readonly JsonRule DuplicateChoice = new("JSON-DUPLICATE-CHOICE", IssueTypes.Structure, "FHIR R4 formats.html#choice");
    internal static readonly JsonRule ArrayExpected = new("JSON-ARRAY-EXPECTED", IssueTypes.Structure, "FHIR R4 json.html#repeat");
    internal static readonly JsonRule ArrayUnexpected = new("JSON-ARRAY-UNEXPECTED", IssueTypes.Structure, "FHIR R4 json.html#repeat");
    internal static readonly JsonRule EmptyArray = new("JSON-EMPTY-ARRAY", IssueTypes.Structure, "FHIR R4 json.html#null");
    internal static readonly JsonRule UnequalArrays = new("JSON-UNEQUAL-ARRAYS", IssueTypes.Structure, "FHIR R4 json.html#primitive");
    internal static readonly JsonRule Null = new("JSON-NULL", IssueTypes.Structure, "FHIR R4 json.html#null");
    internal static readonly JsonRule EmptyObject = new("JSON-EMPTY-OBJECT", IssueTypes.Structure, "FHIR R4 json.html#null");
    internal static readonly JsonRule EmptyString = new("JSON-EMPTY-STRING", IssueTypes.Value, "FHIR R4 datatypes.html#string");
    internal static readonly JsonRule ObjectExpected = new("JSON-OBJECT-EXPECTED", IssueTypes.Structure, "FHIR R4 json.html");
    internal static readonly JsonRule PrimitiveExpected = new("JSON-PRIMITIVE-EXPECTED", IssueTypes.Structure, "FHIR R4 json.html#primitive");
    internal static readonly JsonRule WrongKind = new("JSON-WRONG-KIND", IssueTypes.Value, "FHIR R4 json.html#primitive");
    internal static readonly JsonRule LoneSurrogate = new("JSON-LONE-SURROGATE", IssueTypes.Value, "FHIR R4 datatypes.html#string");
}
