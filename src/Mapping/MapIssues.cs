using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping;

/// <summary>All issues of maps and mapping, each with its code. None quotes a value of a message.</summary>
internal static class MapIssues
{
    private const string Guide = "HL7 v2-to-FHIR 1.0";

    public static Issue Syntax(MapPlace place, string message) => At(place, IssueTypes.Structure, "MAP-SYNTAX", message);

    public static Issue Name(MapPlace place, string message) => At(place, IssueTypes.NotFound, "MAP-NAME", message);

    public static Issue Target(MapPlace place, string message) => At(place, IssueTypes.Value, "MAP-TARGET", message);

    public static Issue Unknown(string type) =>
        Issue.Error(IssueTypes.NotSupported, "V2-MAP-NONE", $"There is no map for messages of type {type}.", "MSH-9", Guide);

    public static Issue NoPlace(string segment, string location) =>
        new(IssueSeverity.Warning, IssueTypes.Structure, "V2-MAP-SEGMENT", $"The map has no place for {segment} here; nothing was made of it.", location, Guide);

    public static Issue Unread(string path) =>
        new(IssueSeverity.Information, IssueTypes.Informational, "V2-MAP-UNREAD", $"{path} has a value that the map does nothing with.", path, Guide);

    public static Issue Nowhere(string segment) =>
        new(IssueSeverity.Information, IssueTypes.Informational, "V2-MAP-NOWHERE", $"A {segment} adds to something that the message does not make here; nothing was made of it.", segment, Guide);

    public static Issue Value(string path, string wanted) =>
        Issue.Warning(IssueTypes.Value, "V2-MAP-VALUE", $"{path} cannot be read as {wanted}; it was left out.", path, Guide);

    public static Issue Code(string path, string table) =>
        Issue.Warning(IssueTypes.CodeInvalid, "V2-MAP-CODE", $"The code in {path} is not in the table {table}.", path, Guide);

    public static Issue Period(string path) =>
        Issue.Warning(IssueTypes.Value, "V2-MAP-PERIOD", $"{path} does not lie after the beginning, as far as both say; it was left out.", path, "FHIR R4 datatypes.html#period");

    public static Issue Incomplete(string element, string missing, string path) =>
        Issue.Warning(IssueTypes.Required, "V2-MAP-INCOMPLETE", $"{element} was left out: it needs {missing}, which the message does not say.", path, Guide);

    public static Issue Required(string resource, string missing, string path) =>
        Issue.Error(IssueTypes.Required, "V2-MAP-REQUIRED", $"{resource} needs {missing}, which the message does not say.", path, Guide);

    public static Issue Needed(string label) =>
        Issue.Error(IssueTypes.Required, "V2-MAP-NEEDED", $"The message names no {label}.", null, Guide);

    public static Issue Link(string link) =>
        Issue.Error(IssueTypes.Required, "V2-MAP-LINK", $"The message asks for {link} and does not say of what.", null, "HL7 v2.8 ch. 3.6");

    public static Issue Calculated(MapPlace place) =>
        Issue.Warning(IssueTypes.Processing, "V2-MAP-FHIRPATH", "The expression could not be evaluated; the element was left out.", place.ToString());

    public static Issue TooMany(string path) =>
        Issue.Error(IssueTypes.TooCostly, "V2-MAP-SIZE", "The message says more than one message may.", path);

    private static Issue At(MapPlace place, string type, string code, string message) =>
        new(IssueSeverity.Error, type, code, message, place.ToString(), "docs/architecture/mapping.md", place.Line);
}
