namespace Carewright.Mapping.Writing;

/// <summary>What a message is written from. Not changed while it is written.</summary>
/// <param name="Foci">References of what the message is about, in the order in which it is to say it: <c>ServiceRequest/a</c>.</param>
/// <param name="Find">A resource as UTF-8 JSON, by its reference or, where a resource names it so, by its canonical URL; null: it is not known to the writer, and a reference to it gives nothing.</param>
public sealed record OutboundRecord(IReadOnlyList<string> Foci, Func<string, ReadOnlyMemory<byte>?> Find)
{
    /// <summary>A record that is all there: resources by reference, those with a <c>url</c> by that, too.</summary>
    public static OutboundRecord Of(IReadOnlyList<string> foci, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var canonicals = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (_, json) in resources.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (Fhir.Json.ResourceDocument.Parse(json).Document?.Root.Child("url").GetString() is { } url)
                canonicals.TryAdd(url, json);
        return new OutboundRecord(foci, reference => resources.TryGetValue(reference, out var json) || canonicals.TryGetValue(reference, out json) ? json : null);
    }
}
