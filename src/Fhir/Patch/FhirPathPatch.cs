using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Fhir.Patch;

/// <summary>A FHIRPath Patch: a Parameters resource of operations (FHIR R4 fhirpatch.html). What it does not touch keeps its bytes.</summary>
public sealed class FhirPathPatch : ResourcePatch
{
    private static readonly FhirPathLimits s_limits = FhirPathLimits.Default with { Steps = 1_000_000 };
    private readonly IReadOnlyList<FhirPathPatchOperation> _operations;

    internal FhirPathPatch(IReadOnlyList<FhirPathPatchOperation> operations) => _operations = operations;

    /// <summary>Reads the operations of a Parameters resource. All faults are collected; the place of each is in the Parameters.</summary>
    public static PatchParseOutcome Parse(ResourceDocument parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new FhirPathPatchParser().Parse(parameters);
    }

    private protected override (ReadOnlyMemory<byte> Json, Issue? Issue) Change(ResourceDocument target)
    {
        var growth = 0L;
        var document = target;
        foreach (var operation in _operations)
        {
            growth += operation.Value?.Size ?? 0;
            if (growth > MaxGrowth)
                return (default, TooLarge(operation.Place));
            var tree = new JsonTree(document.Utf8);
            if (Fault(document, tree, operation) is { } fault)
                return (default, fault);
            tree.Prune();
            var parsed = ResourceDocument.Parse(Bytes(tree, document.Utf8.Length));
            if (parsed.Document is null)
                return (default, parsed.Issues[0] with { Location = operation.Place });
            document = parsed.Document;
        }
        return (document.Utf8, null);
    }

    private static Issue? Fault(ResourceDocument document, JsonTree tree, FhirPathPatchOperation operation)
    {
        if (Select(document, operation, out var elements) is { } fault)
            return fault;
        return operation.Kind switch
        {
            "add" => Add(tree, operation, elements),
            "insert" => Insert(tree, operation, elements),
            "delete" => Delete(tree, operation, elements),
            "replace" => Replace(tree, operation, elements),
            _ => Move(tree, operation, elements),
        };
    }

    private static Issue? Select(ResourceDocument document, FhirPathPatchOperation operation, out List<Element> elements)
    {
        elements = [];
        try
        {
            foreach (var value in operation.Path.Evaluate(new FhirPathContext(document.Root) { Resource = document.Root, RootResource = document.Root, Limits = s_limits }))
            {
                if (!value.IsElement)
                    return operation.Fault(IssueTypes.Value, "FPATCH-NOT-ELEMENT", "The path gives values, not elements of the resource.", "path");
                if (!elements.Contains(value.Element))
                    elements.Add(value.Element);
            }
            return null;
        }
        catch (FhirPathException error)
        {
            return operation.Fault(IssueTypes.Value, "FPATCH-PATH", $"The path cannot be evaluated: {error.Message}", "path");
        }
    }

    private static Issue? Add(JsonTree tree, FhirPathPatchOperation operation, List<Element> elements)
    {
        if (Single(operation, elements) is { } fault)
            return fault;
        var holder = elements[0];
        if (PatchTarget.Find(holder.Type, operation.Name!) is not { } definition)
            return operation.Fault(IssueTypes.Structure, "FPATCH-NAME", $"A {holder.Type?.Name ?? "?"} has no element '{Cut(operation.Name!)}'.", "name");
        if (WrongType(operation, definition) is { } wrong)
            return wrong;
        if (!definition.IsRepeating && holder.Child(definition.Name).Exists)
            return operation.Fault(IssueTypes.Conflict, "FPATCH-EXISTS", $"{definition.Path} is there already and does not repeat; replace it.", "path");
        var property = ElementProperty.Of(ElementProperty.ObjectOf(tree, holder), ElementProperty.JsonName(definition, operation.Value!.TypeName), definition.IsRepeating);
        property.Items.Add(operation.Value.ToJson(definition));
        property.Write();
        return null;
    }

    private static Issue? Insert(JsonTree tree, FhirPathPatchOperation operation, List<Element> elements)
    {
        if (List(operation, elements) is { } fault)
            return fault;
        if (operation.Index > elements.Count)
            return Outside(operation, "index", elements.Count);
        var property = ElementProperty.Of(tree, elements[0]);
        var at = operation.Index == elements.Count ? elements[^1].ItemIndex + 1 : elements[operation.Index].ItemIndex;
        property.Items.Insert(at, operation.Value!.ToJson(elements[0].Definition));
        property.Write();
        return null;
    }

    // Deleting what is not there changes nothing: whoever sends the same patch twice gets the same resource.
    private static Issue? Delete(JsonTree tree, FhirPathPatchOperation operation, List<Element> elements)
    {
        if (elements.Count == 0)
            return null;
        if (Single(operation, elements) is { } fault)
            return fault;
        if (!elements[0].Parent.Exists)
            return Whole(operation);
        var property = ElementProperty.Of(tree, elements[0]);
        property.Items.RemoveAt(Math.Max(0, elements[0].ItemIndex));
        property.Write();
        return null;
    }

    private static Issue? Replace(JsonTree tree, FhirPathPatchOperation operation, List<Element> elements)
    {
        if (Single(operation, elements) is { } fault)
            return fault;
        var element = elements[0];
        if (!element.Parent.Exists)
            return Whole(operation);
        if (element.Definition is { } known && WrongType(operation, known) is { } wrong)
            return wrong;
        var property = ElementProperty.Of(tree, element);
        var value = operation.Value!.ToJson(element.Definition);
        var name = element.Definition is { } definition ? ElementProperty.JsonName(definition, operation.Value.TypeName) : ElementProperty.JsonName(element);
        if (name == ElementProperty.JsonName(element))
        {
            property.Items[Math.Max(0, element.ItemIndex)] = value;
        }
        else
        {
            property.Items.Clear();
            var other = ElementProperty.Of(ElementProperty.ObjectOf(tree, element.Parent), name, isArray: false);
            other.Items.Add(value);
            other.Write();
        }
        property.Write();
        return null;
    }

    private static Issue? Move(JsonTree tree, FhirPathPatchOperation operation, List<Element> elements)
    {
        if (List(operation, elements) is { } fault)
            return fault;
        if (operation.Source >= elements.Count)
            return Outside(operation, "source", elements.Count - 1);
        if (operation.Destination >= elements.Count)
            return Outside(operation, "destination", elements.Count - 1);
        var property = ElementProperty.Of(tree, elements[0]);
        var (from, to) = (elements[operation.Source].ItemIndex, elements[operation.Destination].ItemIndex);
        var moved = property.Items[from];
        property.Items.RemoveAt(from);
        property.Items.Insert(to, moved);
        property.Write();
        return null;
    }

    private static Issue? WrongType(FhirPathPatchOperation operation, ElementDefinition definition)
    {
        if (operation.Value!.TypeName is not { } type || !definition.IsChoice || definition.Types.Any(one => one.Type.Name == type))
            return null;
        return operation.Fault(IssueTypes.Value, "FPATCH-TYPE", $"{definition.Path} cannot be a {type}.", "value");
    }

    private static Issue? Single(FhirPathPatchOperation operation, List<Element> elements) => elements.Count switch
    {
        1 => null,
        0 => operation.Fault(IssueTypes.NotFound, "FPATCH-NO-TARGET", "The path leads to nothing.", "path"),
        _ => operation.Fault(IssueTypes.MultipleMatches, "FPATCH-SEVERAL", $"The path leads to {elements.Count.ToString(CultureInfo.InvariantCulture)} elements; it must lead to one.", "path"),
    };

    private static Issue? List(FhirPathPatchOperation operation, List<Element> elements)
    {
        if (elements.Count == 0)
            return operation.Fault(IssueTypes.NotFound, "FPATCH-NO-TARGET", "The path leads to nothing; the first item of a list is put there by add.", "path");
        var first = elements[0];
        return first.ItemIndex >= 0 && elements.TrueForAll(one => one.Parent == first.Parent && one.Name == first.Name)
            ? null
            : operation.Fault(IssueTypes.Value, "FPATCH-NO-LIST", "The path must lead to the items of one list.", "path");
    }

    private static Issue Outside(FhirPathPatchOperation operation, string part, int most) =>
        operation.Fault(IssueTypes.Value, "FPATCH-INDEX", $"{part} is from 0 to {most.ToString(CultureInfo.InvariantCulture)} here.", part);

    private static Issue Whole(FhirPathPatchOperation operation) =>
        operation.Fault(IssueTypes.Value, "FPATCH-ROOT", "The resource as a whole can be neither deleted nor replaced.", "path");

    private static string Cut(string text) => text.Length <= 64 ? text : text[..64];
}

/// <summary>One operation of a FHIRPath Patch, checked.</summary>
/// <param name="Place">Where it stands: <c>Parameters.parameter[0]</c>.</param>
/// <param name="Kind"><c>add insert delete replace move</c>.</param>
/// <param name="Path">The compiled path.</param>
/// <param name="Name">Name of the element to add.</param>
/// <param name="Value">Value of add, insert and replace.</param>
/// <param name="Index">Place of insert.</param>
/// <param name="Source">Place to move from.</param>
/// <param name="Destination">Place to move to, counted after the item has been taken out.</param>
internal sealed record FhirPathPatchOperation(string Place, string Kind, FhirPathExpression Path, string? Name, PatchValue? Value, int Index, int Source, int Destination)
{
    internal Issue Fault(string type, string code, string message, string part) => Issue.Error(type, code, message, $"{Place}.part.where(name='{part}')", "FHIR R4 fhirpatch.html");
}
