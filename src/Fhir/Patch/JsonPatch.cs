using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Patch;

/// <summary>
/// A JSON Patch (RFC 6902) over the JSON form of a resource. An array or object that loses all it held goes with its name, because FHIR has no empty ones (FHIR R4 json.html).
/// </summary>
public sealed class JsonPatch : ResourcePatch
{
    private readonly IReadOnlyList<JsonPatchOperation> _operations;

    internal JsonPatch(IReadOnlyList<JsonPatchOperation> operations) => _operations = operations;

    /// <summary>Reads <c>application/json-patch+json</c>. All faults are collected; the place of each is <c>[index]</c> of the operation.</summary>
    /// <param name="utf8">A JSON array of operations.</param>
    public static PatchParseOutcome Parse(ReadOnlyMemory<byte> utf8) => JsonPatchParser.Parse(utf8);

    private protected override (ReadOnlyMemory<byte> Json, Issue? Issue) Change(ResourceDocument target)
    {
        var root = new JsonTree(target.Utf8);
        var growth = 0L;
        foreach (var operation in _operations)
        {
            if (Fault(root, operation, ref growth) is { } fault)
                return (default, fault);
            if (growth > MaxGrowth)
                return (default, TooLarge(operation.Place));
        }
        root.Prune();
        return (Bytes(root, target.Utf8.Length), null);
    }

    private static Issue? Fault(JsonTree root, JsonPatchOperation operation, ref long growth) => operation.Kind switch
    {
        "add" => Add(root, operation, Value(operation, ref growth)),
        "remove" => Remove(root, operation, operation.Path),
        "replace" => Replace(root, operation, Value(operation, ref growth)),
        "move" => Move(root, operation),
        "copy" => Copy(root, operation, ref growth),
        _ => Test(root, operation),
    };

    private static JsonTree Value(JsonPatchOperation operation, ref long growth)
    {
        growth += operation.Value.Length;
        return new JsonTree(operation.Value);
    }

    private static Issue? Add(JsonTree root, JsonPatchOperation operation, JsonTree value)
    {
        var path = operation.Path;
        if (path.IsRoot)
        {
            root.Become(value);
            return null;
        }
        switch (path.FindParent(root))
        {
            case { IsObject: true } holder:
                holder.Set(path.Last, value);
                return null;
            case { IsArray: true } holder:
                var index = path.Last == "-" ? holder.Items.Count : JsonPointer.Index(path.Last, holder.Items.Count + 1);
                if (index < 0)
                    return operation.Fault(IssueTypes.Value, "PATCH-INDEX", $"'{Cut(path.Text)}' is no place of that array: it has {holder.Items.Count.ToString(CultureInfo.InvariantCulture)} items.", "RFC 6902 section 4.1");
                holder.Items.Insert(index, value);
                return null;
            default:
                return Missing(operation, path);
        }
    }

    private static Issue? Remove(JsonTree root, JsonPatchOperation operation, JsonPointer path)
    {
        if (path.IsRoot)
            return operation.Fault(IssueTypes.Value, "PATCH-ROOT", "The resource as a whole cannot be removed.", "RFC 6902 section 4.2");
        switch (path.FindParent(root))
        {
            case { IsObject: true } holder when holder.Remove(path.Last):
                return null;
            case { IsArray: true } holder when JsonPointer.Index(path.Last, holder.Items.Count) is >= 0 and var index:
                holder.Items.RemoveAt(index);
                return null;
            default:
                return Missing(operation, path);
        }
    }

    private static Issue? Replace(JsonTree root, JsonPatchOperation operation, JsonTree value)
    {
        if (operation.Path.Find(root) is not { } target)
            return Missing(operation, operation.Path);
        target.Become(value);
        return null;
    }

    private static Issue? Move(JsonTree root, JsonPatchOperation operation)
    {
        var from = operation.From!;
        if (from.IsProperPrefixOf(operation.Path))
            return operation.Fault(IssueTypes.Value, "PATCH-INTO-ITSELF", "Nothing can be moved into itself.", "RFC 6902 section 4.4");
        if (from.Find(root) is not { } value)
            return Missing(operation, from);
        return Remove(root, operation, from) ?? Add(root, operation, value);
    }

    private static Issue? Copy(JsonTree root, JsonPatchOperation operation, ref long growth)
    {
        if (operation.From!.Find(root) is not { } value)
            return Missing(operation, operation.From);
        var copy = value.Copy(out var size);
        growth += size;
        return Add(root, operation, copy);
    }

    private static Issue? Test(JsonTree root, JsonPatchOperation operation)
    {
        if (operation.Path.Find(root) is not { } value)
            return Missing(operation, operation.Path);
        return JsonEquality.AreEqual(value, new JsonTree(operation.Value))
            ? null
            : operation.Fault(IssueTypes.Conflict, "PATCH-TEST", $"The test of '{Cut(operation.Path.Text)}' does not hold.", "RFC 6902 section 4.6");
    }

    private static Issue Missing(JsonPatchOperation operation, JsonPointer path) =>
        operation.Fault(IssueTypes.NotFound, "PATCH-NO-TARGET", $"There is nothing at '{Cut(path.Text)}'.", "RFC 6902 section 4");

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200];
}

/// <summary>One operation of a JSON Patch, checked.</summary>
/// <param name="Index">Its place in the patch.</param>
/// <param name="Kind"><c>add remove replace move copy test</c>.</param>
/// <param name="Path">Where.</param>
/// <param name="From">From where, of move and copy.</param>
/// <param name="Value">JSON of add, replace and test.</param>
internal sealed record JsonPatchOperation(int Index, string Kind, JsonPointer Path, JsonPointer? From, ReadOnlyMemory<byte> Value)
{
    internal string Place => string.Create(CultureInfo.InvariantCulture, $"[{Index}]");

    internal Issue Fault(string type, string code, string message, string spec) => Issue.Error(type, code, message, Place, spec);
}
