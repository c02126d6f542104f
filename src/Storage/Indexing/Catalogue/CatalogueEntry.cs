using System.Collections.Immutable;
using Carewright.Fhir.Definitions;

namespace Carewright.Storage.Indexing.Catalogue;

/// <summary>One definition of a search parameter beyond those of R4, from the moment it is wanted until its last entry is gone. Immutable.</summary>
/// <param name="Generation">Its number among all definitions the store ever had.</param>
/// <param name="Definition">The parameter.</param>
/// <param name="Types">The concrete resource types it is about.</param>
/// <param name="IsWanted">False once another has taken its place, or it is gone.</param>
/// <param name="Whole">Types all of whose resources have its entries.</param>
/// <param name="Retired">Types in which it is not searched by any more, and since when.</param>
/// <param name="Cleared">Types that have none of its entries left.</param>
internal sealed record CatalogueEntry(
    int Generation,
    SearchParameterDefinition Definition,
    ImmutableHashSet<string> Types,
    bool IsWanted,
    ImmutableHashSet<string> Whole,
    ImmutableDictionary<string, DateTimeOffset> Retired,
    ImmutableHashSet<string> Cleared)
{
    public bool Covers(string type) => Types.Contains(type);

    public bool IsGone => Cleared.Count == Types.Count;

    /// <summary>Whether a search of the type can be answered by it.</summary>
    public bool Answers(string type) => Whole.Contains(type) && !Retired.ContainsKey(type);

    /// <summary>No longer searched by in a type.</summary>
    public CatalogueEntry RetireIn(IEnumerable<string> types, DateTimeOffset now) =>
        this with { Retired = Retired.AddRange(types.Where(type => !Retired.ContainsKey(type)).Select(type => KeyValuePair.Create(type, now))) };

    /// <summary>Whether two definitions extract and compare alike.</summary>
    public static bool IsSame(SearchParameterDefinition left, SearchParameterDefinition right) =>
        left.Code == right.Code && left.Url == right.Url && left.Type == right.Type && left.Expression == right.Expression
        && left.Bases.Order(StringComparer.Ordinal).SequenceEqual(right.Bases.Order(StringComparer.Ordinal)) && left.Targets.Order(StringComparer.Ordinal).SequenceEqual(right.Targets.Order(StringComparer.Ordinal))
        && left.Components.Select(part => (part.Definition, part.Expression)).SequenceEqual(right.Components.Select(part => (part.Definition, part.Expression)));
}

/// <summary>How one resource type stands. Immutable.</summary>
/// <param name="Extraction">The rules (<see cref="TypeIndex.ExtractionVersion"/>) that all its rows were written by at least.</param>
/// <param name="IsAsked">Somebody has asked for it to be indexed anew.</param>
/// <param name="Pass">The work on it; null when there is none.</param>
internal sealed record CatalogueType(int Extraction, bool IsAsked, CataloguePass? Pass);

/// <summary>A walk over the current rows of a type that makes their entries what the definitions say. Immutable.</summary>
/// <param name="Generation">Definitions up to this one are whole at its end.</param>
/// <param name="IsFull">What is searched by already may change as well: its rules did, or it was damaged.</param>
/// <param name="Clearing">Generations whose entries are gone at its end.</param>
/// <param name="LastUpdated">Where it has come to: place in the type's list.</param>
/// <param name="Sequence">The same.</param>
/// <param name="Done">Rows looked at.</param>
/// <param name="Total">Rows at its beginning.</param>
internal sealed record CataloguePass(int Generation, bool IsFull, ImmutableArray<int> Clearing, long LastUpdated, long Sequence, long Done, long Total);
