using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Writing;

/// <summary>All issues of writing, each with its code. None quotes a value.</summary>
internal static class WritingIssues
{
    private const string Page = "docs/architecture/mapping.md";

    public static Issue Unknown(string message) =>
        Issue.Error(IssueTypes.NotSupported, "V2-WRITE-NONE", $"There is no map that writes messages of type {message}.", "MSH-9", Page);

    public static Issue Control() =>
        Issue.Error(IssueTypes.Value, "V2-WRITE-CONTROL", "A control id has 1 to 199 visible ASCII characters.", "MSH-10", "HL7 v2.5.1 ch. 2.15.9.10");

    public static Issue Focus(int number, string wanted) =>
        Issue.Error(IssueTypes.NotFound, "V2-WRITE-FOCUS", $"What the message is about, number {number}, is not at hand as {wanted}.", "MSH", Page);

    public static Issue Several(string what) =>
        Issue.Error(IssueTypes.BusinessRule, "V2-WRITE-SEVERAL", $"What the message is about has several {what}, or some have none; a message is of one.", what, Page);

    public static Issue Resource(string type) =>
        Issue.Warning(IssueTypes.Structure, "V2-WRITE-RESOURCE", $"A {type} that is referred to cannot be read; it counts as not known.", type, "FHIR R4 json.html");

    public static Issue Required(string path, string target) =>
        Issue.Error(IssueTypes.Required, "V2-WRITE-REQUIRED", $"{target} needs {path}, which the record does not say.", path, "HL7 v2.5.1");

    public static Issue Code(string path, string table) =>
        Issue.Warning(IssueTypes.CodeInvalid, "V2-WRITE-CODE", $"The code in {path} is not in the table {table}.", path, Page);

    public static Issue Value(string path, string target) =>
        Issue.Warning(IssueTypes.Value, "V2-WRITE-VALUE", $"{path} cannot be written to {target}; it was left out.", path, Page);

    public static Issue More(string path, string target) =>
        new(IssueSeverity.Information, IssueTypes.Incomplete, "V2-WRITE-MORE", $"{path} has more than {target} holds; the rest was left out.", path, Page);

    public static Issue Lines(string path, string target) =>
        new(IssueSeverity.Information, IssueTypes.Informational, "V2-WRITE-LINES", $"{path} has several lines, which {target} cannot hold; they stand on one.", path, "HL7 v2.5.1 ch. 2.7.6");

    public static Issue Letters(string path) =>
        Issue.Warning(IssueTypes.Value, "V2-WRITE-LETTERS", $"{path} has characters that no text may have; they were left out.", path, "FHIR R4 datatypes.html#string");

    public static Issue Calculated(MapPlace place) =>
        Issue.Error(IssueTypes.Processing, "V2-WRITE-FHIRPATH", "An expression of the map could not be evaluated.", place.ToString(), Page);

    public static Issue TooMany() =>
        Issue.Error(IssueTypes.TooCostly, "V2-WRITE-SIZE", "The message would have more segments than one message may.", "MSH", Page);
}
