using Carewright.Fhir.Search;

namespace Carewright.Storage.Indexing;

/// <summary>
/// Entries of composite parameters. The parts that can be hashed (codes, references, URIs) are mixed into one hash; one part that is a range (date, number, quantity) becomes the bounds of an
/// entry whose parameter number is derived from that hash; strings take no part and are verified on the resource, as the whole tuple is.
/// </summary>
internal static class CompositeIndex
{
    /// <summary>The entries of one tuple of a resource: every combination of its parts.</summary>
    public static IEnumerable<IndexEntry> Entries(BlindIndex blind, int number, IReadOnlyList<SearchValue> tuple)
    {
        var hashes = new List<long> { 0 };
        var ranges = new List<(long Low, long High)>();
        var quantities = new List<CanonicalQuantity>();
        foreach (var component in tuple.GroupBy(value => value.Component).OrderBy(group => group.Key))
        {
            var parts = component.Select(value => HashOf(blind, value)).OfType<long>().Distinct().ToList();
            if (parts.Count > 0)
                hashes = [.. hashes.SelectMany(done => parts.Select(part => blind.Mix(done, part)))];
            ranges.AddRange(component.Select(RangeOf).OfType<(long, long)>());
            foreach (var value in component)
                if (CanonicalQuantity.TryOf(value, out var canonical))
                    quantities.Add(canonical);
        }
        foreach (var hash in hashes)
        {
            if (ranges.Count == 0)
                yield return new IndexEntry(number, hash, 0);
            foreach (var (low, high) in ranges)
                yield return new IndexEntry(blind.Derive(number, hash), low, high);
            foreach (var quantity in quantities)
                yield return new IndexEntry(blind.Derive(number, WithQuality(blind, hash, quantity)), quantity.Low, quantity.High);
        }
    }

    /// <summary>The hash of a tuple's other parts together with what its quantity measures.</summary>
    public static long WithQuality(BlindIndex blind, long hash, in CanonicalQuantity quantity) => blind.Mix(hash, blind.Hash(HashKind.Quality, quantity.Quality));

    /// <summary>The hash of the hashable components of an operand, in order; and whether one of the others is a range.</summary>
    public static long Hash(BlindIndex blind, IReadOnlyList<SearchOperand> components, out SearchOperand? range, out bool isComplete)
    {
        var hash = 0L;
        range = null;
        isComplete = true;
        foreach (var component in components)
        {
            if (HashOf(blind, component.Value) is { } part)
                hash = blind.Mix(hash, part);
            else if (component.Value.Kind is SearchKind.Token or SearchKind.Reference)
                isComplete = false;
            if (RangeOf(component.Value) is not null)
                range = component;
        }
        return hash;
    }

    private static long? HashOf(BlindIndex blind, SearchValue value) => value switch
    {
        { Kind: SearchKind.Token, Text: { } code } => blind.Hash(HashKind.Code, code),
        { Kind: SearchKind.Reference, Text: { } text } => blind.Hash(HashKind.Reference, text),
        { Kind: SearchKind.Uri, Text: { } text } => blind.Hash(HashKind.Uri, text),
        _ => null,
    };

    private static (long Low, long High)? RangeOf(SearchValue value) => value.Kind switch
    {
        SearchKind.Date => (value.Low, value.High),
        SearchKind.Number or SearchKind.Quantity => (SortableNumber.Of(value.NumberLow), SortableNumber.Of(value.NumberHigh)),
        _ => null,
    };
}
