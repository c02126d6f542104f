using Carewright.Fhir.Json;

namespace Carewright.Mapping.Writing.Running;

/// <summary>The resources of a record, read when they are asked for. Not safe for several threads.</summary>
internal sealed class RecordDocuments(OutboundRecord record, WritingTelling telling)
{
    private readonly Dictionary<string, ResourceDocument?> _read = new(StringComparer.Ordinal);
    private Dictionary<string, ResourceDocument>? _canonicals;

    /// <summary>What a reference leads to: by the reference itself, or a canonical URL by the resource of that URL. Absent when the record does not hold it.</summary>
    public Element Find(string reference)
    {
        if (Read(reference.Split("/_history/")[0]) is { } known)
            return known.Root;
        if (!reference.Contains(':', StringComparison.Ordinal))
            return default;
        _canonicals ??= Canonicals();
        return _canonicals.TryGetValue(reference.Split('|')[0], out var canonical) ? canonical.Root : default;
    }

    private ResourceDocument? Read(string reference)
    {
        if (_read.TryGetValue(reference, out var known) || !record.Resources.TryGetValue(reference, out var bytes))
            return known;
        var document = ResourceDocument.Parse(bytes).Document;
        if (document is null)
            telling.Tell(WritingIssues.Resource(reference.Split('/')[0] is { Length: < 65 } type && type.All(char.IsAsciiLetter) ? type : "resource"));
        _read[reference] = document;
        return document;
    }

    private Dictionary<string, ResourceDocument> Canonicals()
    {
        var found = new Dictionary<string, ResourceDocument>(StringComparer.Ordinal);
        foreach (var reference in record.Resources.Keys.Order(StringComparer.Ordinal))
            if (Read(reference) is { } document && document.Root.Child("url").GetString() is { } url)
                found.TryAdd(url, document);
        return found;
    }
}
