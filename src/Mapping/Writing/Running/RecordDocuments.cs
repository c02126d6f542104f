using Carewright.Fhir.Json;

namespace Carewright.Mapping.Writing.Running;

/// <summary>The resources of a record, read when they are asked for. Not safe for several threads.</summary>
internal sealed class RecordDocuments(OutboundRecord record, WritingTelling telling)
{
    private readonly Dictionary<string, ResourceDocument?> _read = new(StringComparer.Ordinal);

    /// <summary>What a reference, or a canonical URL, leads to; absent when the record does not know it.</summary>
    public Element Find(string reference) => Read(reference.Contains(':', StringComparison.Ordinal) ? reference.Split('|')[0] : reference.Split("/_history/")[0])?.Root ?? default;

    private ResourceDocument? Read(string reference)
    {
        if (_read.TryGetValue(reference, out var known))
            return known;
        var bytes = record.Find(reference);
        var document = bytes is { } json ? ResourceDocument.Parse(json).Document : null;
        if (bytes is not null && document is null)
            telling.Tell(WritingIssues.Resource(reference.Split('/')[0] is { Length: < 65 } type && type.All(char.IsAsciiLetter) ? type : "resource"));
        _read[reference] = document;
        return document;
    }
}
