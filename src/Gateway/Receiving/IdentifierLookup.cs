using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Finds rows by several business identifiers, as conditions do (<see cref="ConditionalMatch.FindEverywhere"/>): a thing that the actor may not see is there all the same, and is refused, not made twice. Nothing leaves by it;
/// what is done with the rows is audited.
/// </summary>
internal sealed class IdentifierLookup(ConditionalMatch conditions)
{
    private const int Most = 10;

    internal (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) Find(Actor actor, string type, IReadOnlyList<string> identifiers, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<long, StoredVersion>();
        foreach (var identifier in identifiers)
        {
            if (Parse(type, identifier) is not { } request)
                continue;
            var (found, refusal) = conditions.FindEverywhere(actor, request, Most, cancellationToken);
            if (refusal is not null)
                return ([], refusal);
            foreach (var row in found)
                rows[row.RowId] = row;
        }
        return ([.. rows.Values], null);
    }

    /// <summary>An identifier as a search token (FHIR R4 search.html#escaping); null without a system or a value: the number 12345 of somebody is not that of somebody else.</summary>
    /// <param name="identifier"><c>system|value</c>, without escapes.</param>
    internal static string? TokenOf(string identifier)
    {
        var bar = identifier.IndexOf('|', StringComparison.Ordinal);
        return bar <= 0 || bar == identifier.Length - 1 ? null : $"{SearchEscapes.Encode(identifier[..bar])}|{SearchEscapes.Encode(identifier[(bar + 1)..])}";
    }

    private static SearchRequest? Parse(string type, string identifier) =>
        RecordIdentifier.IdOf(identifier) is { } id ? SearchRequest.Parse(type, [new("_id", SearchEscapes.Encode(id))], FhirModel.R4, SearchHandling.Strict).Request
        : TokenOf(identifier) is { } token ? SearchRequest.Parse(type, [new("identifier", token)], FhirModel.R4, SearchHandling.Strict).Request : null;
}
