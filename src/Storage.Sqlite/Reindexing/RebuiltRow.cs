using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>What a current row's entries are by the definitions of the moment, and what that changes. Made on any thread; written by the writer if the row is still current then.</summary>
/// <param name="RowId">The resource.</param>
/// <param name="Sequence">Its version.</param>
/// <param name="Entries">What is to lie in the row; null when that does not change.</param>
/// <param name="Changes">What is to change in the index.</param>
internal sealed record RebuiltRow(long RowId, long Sequence, byte[]? Entries, IReadOnlyList<DeltaEntry> Changes)
{
    public bool IsUnchanged => Entries is null && Changes.Count == 0;

    /// <summary>Works it out from the opened body.</summary>
    /// <param name="state">The store.</param>
    /// <param name="type">How its type is indexed.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="SealBrokenException">The body cannot be opened.</exception>
    public static RebuiltRow Of(StoreState state, TypeIndex type, SealedVersion version)
    {
        var packed = state.Encoder.Encode(type, Values(type, version), version.Patients);
        if (packed.Bytes.Span.SequenceEqual(version.Entries.Bytes.Span))
            return new RebuiltRow(version.RowId, version.Sequence, null, []);
        var changes = new List<DeltaEntry>();
        var now = IndexExpansion.Expand(type, state.Blind, packed);
        var before = Before(state, type, version) ?? [];
        changes.AddRange(before.Except(now).Select(entry => Change(entry, version.RowId, isRemoved: true)));
        changes.AddRange(now.Except(before).Select(entry => Change(entry, version.RowId, isRemoved: false)));
        return new RebuiltRow(version.RowId, version.Sequence, packed.Bytes.ToArray(), changes);
    }

    /// <summary>All values of a resource, by R4 and by what is added for its type.</summary>
    public static List<SearchValue> Values(TypeIndex type, StoredVersion version)
    {
        var document = ResourceDocument.Parse(version.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var values = new List<SearchValue>();
        SearchExtractor.Extract(document, (in SearchValue value) => values.Add(value));
        SearchExtractor.ExtractAdded(document, type.Added, (in SearchValue value) => values.Add(value));
        return values;
    }

    /// <summary>What the row says now; null when that cannot be read, which is one of the reasons to make it anew.</summary>
    private static List<IndexEntry>? Before(StoreState state, TypeIndex type, SealedVersion version)
    {
        try
        {
            return IndexExpansion.Expand(type, state.Blind, version.Entries);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private static DeltaEntry Change(in IndexEntry entry, long row, bool isRemoved) => new(new IndexKey(entry.Parameter, entry.Value, entry.Second, row), isRemoved);
}
