using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Patch;

/// <summary>The difference of two resources as a FHIRPath Patch (FHIR R4 fhirpatch.html): applied to the first, it gives the second, but for order of properties.</summary>
public static class ResourceDiff
{
    /// <summary>
    /// A Parameters resource as UTF-8 JSON, without operations when both say the same. <c>meta.versionId</c>, <c>meta.lastUpdated</c> and the id are never part of it; the rest of meta only
    /// when asked for.
    /// </summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The second, of the same type.</param>
    /// <param name="includeMeta">Whether profiles, labels and tags are compared as well.</param>
    /// <exception cref="ArgumentException">The types differ.</exception>
    public static ReadOnlyMemory<byte> Between(ResourceDocument from, ResourceDocument to, bool includeMeta = false)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.ResourceType != to.ResourceType)
            throw new ArgumentException("Resources of two types cannot be compared.", nameof(to));
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Parameters");
            var walk = new DiffWalk(json, includeMeta);
            walk.Compare(from.Root, to.Root, from.ResourceType);
            walk.End();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}

/// <summary>Walks two elements side by side and writes the operations that lead from one to the other.</summary>
internal sealed class DiffWalk(Utf8JsonWriter json, bool includeMeta)
{
    private static readonly HashSet<string> s_keywords = new(["and", "as", "contains", "div", "implies", "in", "is", "mod", "or", "xor"], StringComparer.Ordinal);
    private bool _any;

    internal void Compare(Element left, Element right, string path)
    {
        var (before, after) = (Group(left), Group(right));
        // What goes entirely goes last: an element that lost all its parts on the way would be gone itself.
        foreach (var name in before.Keys.Union(after.Keys).Where(name => !IsSkipped(left, name)).OrderBy(name => !after.ContainsKey(name)).ToList())
        {
            var (ours, theirs) = (before.GetValueOrDefault(name, []), after.GetValueOrDefault(name, []));
            var inner = $"{path}.{(s_keywords.Contains(name) ? $"`{name}`" : name)}";
            if ((ours.Count > 0 ? ours : theirs)[0].ItemIndex >= 0)
                CompareLists(ours, theirs, path, inner, name);
            else if (ours.Count == 0)
                Add(path, name, theirs[0]);
            else if (theirs.Count == 0)
                Delete(inner);
            else
                CompareOne(ours[0], theirs[0], inner);
        }
    }

    internal void End()
    {
        if (_any)
            json.WriteEndArray();
    }

    private bool IsSkipped(Element holder, string name) => holder.Parent.Exists
        ? name is "versionId" or "lastUpdated" && holder.Name == "meta" && !holder.Parent.Parent.Exists
        : name == "id" || (name == "meta" && !includeMeta);

    private void CompareOne(Element left, Element right, string path)
    {
        if (Same(left, right))
            return;
        if (left.Type == right.Type && !left.IsPrimitive && !right.IsPrimitive && left.Type is { IsResource: false })
            Compare(left, right, path);
        else
            Start("replace", path, null, right);
    }

    // What both lists begin and end with stays; of the rest, items at the same place are changed in place, and those that are too many or too few are taken out or put in.
    private void CompareLists(List<Element> left, List<Element> right, string path, string list, string name)
    {
        if (left.Count == 0)
        {
            right.ForEach(item => Add(path, name, item));
            return;
        }
        var start = 0;
        while (start < left.Count && start < right.Count && Same(left[start], right[start]))
            start++;
        var end = 0;
        while (end < left.Count - start && end < right.Count - start && Same(left[^(end + 1)], right[^(end + 1)]))
            end++;
        var (ours, theirs) = (left.Count - end, right.Count - end);
        for (var i = start; i < Math.Min(ours, theirs); i++)
            CompareOne(left[i], right[i], At(list, i));
        for (var i = ours - 1; i >= Math.Max(start, theirs); i--)
            Delete(At(list, i));
        for (var i = Math.Max(start, ours); i < theirs; i++)
            Insert(list, i, right[i]);
    }

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    private static Dictionary<string, List<Element>> Group(Element element)
    {
        var groups = new Dictionary<string, List<Element>>(StringComparer.Ordinal);
        foreach (var child in element.Children())
        {
            if (child.Definition is null)
                continue;
            if (!groups.TryGetValue(child.Name, out var group))
                groups[child.Name] = group = [];
            group.Add(child);
        }
        return groups;
    }

    private static bool Same(Element left, Element right) => left.Type == right.Type && Compact(left.RawJson).SequenceEqual(Compact(right.RawJson)) && Compact(PatchValueWriter.Extras(left)).SequenceEqual(Compact(PatchValueWriter.Extras(right)));

    private static ReadOnlySpan<byte> Compact(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty)
            return raw;
        var to = new ArrayBufferWriter<byte>(raw.Length);
        JsonCompactor.Copy(raw, to);
        return to.WrittenSpan;
    }

    private void Add(string path, string name, Element value) => Start("add", path, name, value);

    private void Delete(string path) => Start("delete", path, null, default);

    private void Insert(string path, int index, Element value) => Start("insert", path, null, value, index);

    private void Start(string type, string path, string? name, Element value, int index = -1)
    {
        if (!_any)
            json.WriteStartArray("parameter");
        _any = true;
        json.WriteStartObject();
        json.WriteString("name", "operation");
        json.WriteStartArray("part");
        Part("type", "valueCode", type);
        Part("path", "valueString", path);
        if (name is not null)
            Part("name", "valueString", name);
        if (index >= 0)
        {
            json.WriteStartObject();
            json.WriteString("name", "index");
            json.WriteNumber("valueInteger", index);
            json.WriteEndObject();
        }
        if (value.Exists)
            PatchValueWriter.Write(json, "value", value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Part(string name, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString(kind, value);
        json.WriteEndObject();
    }
}
