using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Fhir.Patch;

/// <summary>Reads the operations of a FHIRPath Patch, all faults at once (FHIR R4 fhirpatch.html#concept).</summary>
internal sealed class FhirPathPatchParser
{
    private const string Spec = "FHIR R4 fhirpatch.html";
    private readonly List<Issue> _issues = [];

    internal PatchParseOutcome Parse(ResourceDocument parameters)
    {
        var operations = new List<FhirPathPatchOperation>();
        if (parameters.ResourceType != "Parameters")
            return new(null, [Issue.Error(IssueTypes.Invalid, "FPATCH-NOT-PARAMETERS", $"A FHIRPath Patch is a Parameters resource, not a {parameters.ResourceType}.", parameters.ResourceType, Spec)]);
        if (parameters.Root.Children("parameter").Count() > ResourcePatch.MaxOperations)
            return new(null, [Issue.Error(IssueTypes.TooCostly, "FPATCH-TOO-MANY", $"A patch has at most {ResourcePatch.MaxOperations} operations.", "Parameters", Spec)]);
        foreach (var parameter in parameters.Root.Children("parameter"))
        {
            if (!parameter.Child("name").ValueEquals("operation"u8))
                Add(IssueTypes.Invalid, "FPATCH-PARAMETER", "Every parameter of a FHIRPath Patch is named 'operation'.", parameter.Location());
            else if (Operation(parameter) is { } operation)
                operations.Add(operation);
        }
        return _issues.Count > 0 ? new(null, _issues) : new(new FhirPathPatch(operations), []);
    }

    private FhirPathPatchOperation? Operation(Element parameter)
    {
        var before = _issues.Count;
        var place = parameter.Location();
        var parts = Parts(parameter);
        var kind = Text(parts, "type");
        if (kind is not ("add" or "insert" or "delete" or "replace" or "move"))
            Add(IssueTypes.Value, "FPATCH-KIND", "type is add, insert, delete, replace or move.", place);
        var path = Path(parts, place);
        var name = kind == "add" ? Needed(Text(parts, "name"), "name", place) : null;
        var value = kind is "add" or "insert" or "replace" ? Needed(parts.TryGetValue("value", out var part) ? PatchValue.Of(part) : null, "value", place) : null;
        var index = kind == "insert" ? Number(parts, "index", place) : 0;
        var (source, destination) = kind == "move" ? (Number(parts, "source", place), Number(parts, "destination", place)) : (0, 0);
        return _issues.Count == before ? new(place, kind!, path!, name, value, index, source, destination) : null;
    }

    private Dictionary<string, Element> Parts(Element parameter)
    {
        var parts = new Dictionary<string, Element>(StringComparer.Ordinal);
        foreach (var part in parameter.Children("part"))
        {
            var name = part.Child("name").GetString() ?? "";
            // What a difference says of the value before is for readers; it is no condition.
            if (name is not ("type" or "path" or "name" or "value" or "index" or "source" or "destination" or "previousValue"))
                Add(IssueTypes.Invalid, "FPATCH-PART", "An operation has the parts type, path, name, value, index, source and destination.", part.Location());
            else if (!parts.TryAdd(name, part))
                Add(IssueTypes.Invalid, "FPATCH-PART-TWICE", $"The part '{name}' stands twice.", part.Location());
        }
        return parts;
    }

    private FhirPathExpression? Path(Dictionary<string, Element> parts, string place)
    {
        if (Needed(Text(parts, "path"), "path", place) is not { } text)
            return null;
        try
        {
            return FhirPathExpression.Compile(text);
        }
        catch (FhirPathException error)
        {
            Add(IssueTypes.Value, "FPATCH-PATH-SYNTAX", $"The path is no FHIRPath: {error.Message}", parts["path"].Location());
            return null;
        }
    }

    private int Number(Dictionary<string, Element> parts, string name, string place)
    {
        if (Needed(Text(parts, name), name, place) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        if (parts.TryGetValue(name, out var part))
            Add(IssueTypes.Value, "FPATCH-NUMBER", $"{name} is a whole number from 0.", part.Location());
        return 0;
    }

    private T? Needed<T>(T? value, string name, string place)
        where T : class
    {
        if (value is null)
            Add(IssueTypes.Required, "FPATCH-MISSING", $"The operation needs the part '{name}'.", place);
        return value;
    }

    private static string? Text(Dictionary<string, Element> parts, string name) => parts.TryGetValue(name, out var part) ? part.Child("value").GetString() : null;

    private void Add(string type, string code, string message, string place)
    {
        if (_issues.Count < 100)
            _issues.Add(Issue.Error(type, code, message, place, Spec));
    }
}
