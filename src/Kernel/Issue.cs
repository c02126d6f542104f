namespace Carewright.Kernel;

/// <summary>How grave an <see cref="Issue"/> is (FHIR R4 valueset-issue-severity.html).</summary>
public enum IssueSeverity
{
    /// <summary>The action failed and nothing after it was checked.</summary>
    Fatal,

    /// <summary>The input is not acceptable.</summary>
    Error,

    /// <summary>The input is acceptable; somebody should look at it.</summary>
    Warning,

    /// <summary>Something worth knowing.</summary>
    Information,
}

/// <summary>
/// One thing that is wrong with an input, or worth saying about it. Every parser and validator collects issues and goes on,
/// so that the sender learns of all of them at once; each protocol turns them into its own words in one place.
/// </summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Type">The FHIR issue type, one of <see cref="IssueTypes"/> (FHIR R4 valueset-issue-type.html).</param>
/// <param name="Code">This product's own stable code, unique across the code base, such as <c>JSON-UNKNOWN-ELEMENT</c>.</param>
/// <param name="Message">A sentence for a person. It may quote structure (element names, types) and codes, never free text of a patient.</param>
/// <param name="Location">FHIRPath of the element (<c>Patient.name[0].family</c>), or the place in the protocol's own terms; null when it has none.</param>
/// <param name="Spec">The rule that says so (<c>FHIR R4 json.html#null</c>); null when no published rule applies.</param>
/// <param name="Line">1-based line in the source text, or null.</param>
/// <param name="Column">1-based column in the source text, counted in bytes, or null.</param>
public sealed record Issue(
    IssueSeverity Severity,
    string Type,
    string Code,
    string Message,
    string? Location = null,
    string? Spec = null,
    int? Line = null,
    int? Column = null)
{
    /// <summary>True for <see cref="IssueSeverity.Fatal"/> and <see cref="IssueSeverity.Error"/>: the input may not be accepted.</summary>
    public bool IsError => Severity is IssueSeverity.Fatal or IssueSeverity.Error;

    /// <summary>An <see cref="IssueSeverity.Error"/>; parameters as in the primary constructor.</summary>
    public static Issue Error(string type, string code, string message, string? location = null, string? spec = null) =>
        new(IssueSeverity.Error, type, code, message, location, spec);

    /// <summary>A <see cref="IssueSeverity.Warning"/>; parameters as in the primary constructor.</summary>
    public static Issue Warning(string type, string code, string message, string? location = null, string? spec = null) =>
        new(IssueSeverity.Warning, type, code, message, location, spec);
}
