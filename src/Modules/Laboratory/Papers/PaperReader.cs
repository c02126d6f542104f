using System.Text.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.Laboratory.Papers;

/// <summary>Reads for one paper what it is about, each resource once, as the person may see it. What may not be seen, or is not there, is not on the paper.</summary>
/// <param name="gateway">The record.</param>
/// <param name="actor">Who prints.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class PaperReader(RecordGateway gateway, Actor actor, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, JsonElement> _read = new(StringComparer.Ordinal);

    /// <summary>What was read, for the record of the print.</summary>
    internal IReadOnlyList<string> References => [.. _read.Where(one => one.Value.ValueKind == JsonValueKind.Object).Select(one => one.Key)];

    /// <summary>A resource by <c>Type/id</c>; undefined when the person may not see it, it is not there, or it is of no such type.</summary>
    internal async Task<JsonElement> ReadAsync(string? reference, params string[] types)
    {
        if (reference?.Split('/') is not [var type, var id] || !types.Contains(type) || id.Length is 0 or > 64)
            return default;
        if (_read.TryGetValue(reference, out var known))
            return known;
        var answer = await gateway.ReadAsync(actor, type, id, cancellationToken).ConfigureAwait(false);
        return _read[reference] = answer.IsRefused ? default : Parse(answer.Value);
    }

    /// <summary>What a search finds, at most 100.</summary>
    internal async Task<IReadOnlyList<JsonElement>> SearchAsync(string type, string parameter, string value)
    {
        var request = SearchRequest.Parse(type, [new(parameter, value), new("_count", "100")], gateway.Definitions, SearchHandling.Strict).Request;
        if (request is null)
            return [];
        var answer = await gateway.SearchAsync(actor, request, request.ToQueryString(), cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            return [];
        foreach (var entry in answer.Value.Entries)
            _read[entry.Resource.Reference] = Parse(entry.Resource);
        return [.. answer.Value.Entries.Select(entry => _read[entry.Resource.Reference])];
    }

    private static JsonElement Parse(ReleasedResource resource)
    {
        using var json = JsonDocument.Parse(resource.Json);
        return json.RootElement.Clone();
    }
}
