using System.Collections.Immutable;
using Carewright.Fhir.Definitions;

namespace Carewright.Storage.Indexing.Catalogue;

/// <summary>
/// Which search parameters beyond those of R4 a store has, how far each is on each resource type, and what is to be done next: the durable state of indexing in the background, and every step it can take.
/// Immutable; a step is a function of a state, made durable by who takes it.
/// </summary>
/// <param name="NextGeneration">What the next definition is numbered.</param>
/// <param name="Extraction">The rules of types that <paramref name="Types"/> does not name.</param>
/// <param name="Entries">The definitions, by generation.</param>
/// <param name="Types">Types that differ from the ordinary.</param>
internal sealed record CatalogueState(int NextGeneration, int Extraction, ImmutableList<CatalogueEntry> Entries, ImmutableDictionary<string, CatalogueType> Types)
{
    /// <summary>The state of a store that has nothing in it.</summary>
    public static CatalogueState Empty { get; } = new(1, TypeIndex.ExtractionVersion, [], ImmutableDictionary.Create<string, CatalogueType>(StringComparer.Ordinal));

    /// <summary>The concrete types that a parameter is about.</summary>
    public static ImmutableHashSet<string> TypesOf(SearchParameterDefinition definition)
    {
        var bases = definition.Bases.Select(FhirModel.R4.FindType).OfType<TypeDefinition>().ToList();
        return FhirModel.R4.ResourceTypes.Where(type => bases.Exists(type.IsSubtypeOf)).Select(type => type.Name).ToImmutableHashSet(StringComparer.Ordinal);
    }

    public CatalogueType TypeOf(string type) => Types.TryGetValue(type, out var found) ? found : new CatalogueType(Extraction, false, null);

    /// <summary>Every type that has something to do or something added.</summary>
    public IEnumerable<string> Concerned() => Entries.SelectMany(entry => entry.Types.Except(entry.Cleared)).Concat(Types.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>The parameters that shall be, in place of those that were.</summary>
    /// <param name="wanted">All of them.</param>
    /// <param name="isEmpty">Whether a type has no resources: it is whole at once.</param>
    /// <param name="now">The time.</param>
    public CatalogueState Define(IReadOnlyList<SearchParameterDefinition> wanted, Func<string, bool> isEmpty, DateTimeOffset now)
    {
        var entries = Entries.ConvertAll(entry => Keep(entry, wanted, now));
        var generation = NextGeneration;
        foreach (var definition in wanted.Where(one => !entries.Exists(entry => entry.IsWanted && CatalogueEntry.IsSame(entry.Definition, one))))
        {
            var types = TypesOf(definition);
            entries = entries.Add(new CatalogueEntry(generation++, definition.Copy(), types, true, [.. types.Where(isEmpty)], ImmutableDictionary<string, DateTimeOffset>.Empty, []));
        }
        return (this with { NextGeneration = generation, Entries = entries }).Settled(isEmpty, now);
    }

    /// <summary>Some types are to be indexed anew.</summary>
    public CatalogueState Ask(IEnumerable<string> types) =>
        this with { Types = Types.SetItems(types.Select(type => KeyValuePair.Create(type, TypeOf(type) with { IsAsked = true, Pass = null }))) };

    /// <summary>Whether a type has work that can be done now.</summary>
    /// <param name="type">The type.</param>
    /// <param name="clearable">Entries that were retired before this may be cleared.</param>
    public bool NeedsPass(string type, DateTimeOffset clearable) =>
        TypeOf(type) is { Pass: not null } or { IsAsked: true } || TypeOf(type).Extraction < TypeIndex.ExtractionVersion
        || Entries.Exists(entry => entry.IsWanted && entry.Covers(type) && !entry.Whole.Contains(type)) || Clearable(type, clearable).Any();

    /// <summary>Whether anything waits for its time to be cleared.</summary>
    public bool HasRetired => Entries.Exists(entry => entry.Retired.Keys.Any(type => !entry.Cleared.Contains(type)));

    /// <summary>Begins the walk over a type.</summary>
    public CatalogueState Begin(string type, long total, DateTimeOffset clearable)
    {
        var before = TypeOf(type);
        var isFull = before.IsAsked || before.Extraction < TypeIndex.ExtractionVersion;
        var pass = new CataloguePass(NextGeneration - 1, isFull, [.. Clearable(type, clearable).Select(entry => entry.Generation)], long.MinValue, long.MinValue, 0, total);
        return this with { Types = Types.SetItem(type, before with { Pass = pass }) };
    }

    /// <summary>The walk has come to a place.</summary>
    public CatalogueState Advance(string type, long lastUpdated, long sequence, long done) =>
        TypeOf(type) is { Pass: { } pass } known
            ? this with { Types = Types.SetItem(type, known with { Pass = pass with { LastUpdated = lastUpdated, Sequence = sequence, Done = done } }) }
            : this;

    /// <summary>The walk has come to its end.</summary>
    public CatalogueState Finish(string type, Func<string, bool> isEmpty, DateTimeOffset now)
    {
        if (TypeOf(type) is not { Pass: { } pass } known)
            return this;
        var entries = Entries.ConvertAll(entry => !entry.Covers(type) ? entry : entry with
        {
            Whole = entry.Generation <= pass.Generation && !entry.Retired.ContainsKey(type) ? entry.Whole.Add(type) : entry.Whole,
            Cleared = pass.Clearing.Contains(entry.Generation) ? entry.Cleared.Add(type) : entry.Cleared,
        });
        var done = pass.IsFull ? new CatalogueType(TypeIndex.ExtractionVersion, false, null) : known with { Pass = null };
        var types = done is { IsAsked: false } && done.Extraction == Extraction ? Types.Remove(type) : Types.SetItem(type, done);
        return (this with { Entries = entries, Types = types }).Settled(isEmpty, now);
    }

    /// <summary>What is written with every version of a type. What is being cleared is not.</summary>
    public IReadOnlyList<AddedParameter> Added(string type)
    {
        var clearing = TypeOf(type).Pass?.Clearing ?? [];
        return [.. Entries.Where(entry => entry.Covers(type) && !entry.Cleared.Contains(type) && !clearing.Contains(entry.Generation))
            .Select(entry => new AddedParameter(entry.Definition, entry.Generation, entry.Whole.Contains(type), InForce(type, entry.Definition.Code) == entry))];
    }

    /// <summary>What a code is searched by on a type; null for nothing.</summary>
    public CatalogueEntry? InForce(string type, string code) =>
        Entries.FindLast(entry => entry.Definition.Code == code && entry.IsWanted && entry.Answers(type)) ?? Entries.FindLast(entry => entry.Definition.Code == code && entry.Answers(type));

    /// <summary>The definition that a code shall have on a type; null for none.</summary>
    public CatalogueEntry? Wanted(string type, string code) => Entries.Find(entry => entry.IsWanted && entry.Definition.Code == code && entry.Covers(type));

    private IEnumerable<CatalogueEntry> Clearable(string type, DateTimeOffset before) =>
        Entries.Where(entry => !entry.Cleared.Contains(type) && entry.Retired.TryGetValue(type, out var since) && since <= before);

    /// <summary>A definition that is still wanted stays; one with a successor answers until that is whole; any other is not searched by from now on.</summary>
    private static CatalogueEntry Keep(CatalogueEntry entry, IReadOnlyList<SearchParameterDefinition> wanted, DateTimeOffset now)
    {
        if (entry.IsWanted && wanted.Any(one => CatalogueEntry.IsSame(one, entry.Definition)))
            return entry;
        var successor = wanted.FirstOrDefault(one => one.Url == entry.Definition.Url && one.Code == entry.Definition.Code);
        var served = successor is null ? [] : TypesOf(successor);
        return (entry with { IsWanted = false }).RetireIn(entry.Types.Where(type => !served.Contains(type) || !entry.Whole.Contains(type)), now);
    }

    /// <summary>Retires what has a whole successor; what an empty type holds is nothing, so that it is cleared at once; forgets what is gone.</summary>
    private CatalogueState Settled(Func<string, bool> isEmpty, DateTimeOffset now)
    {
        var entries = Entries.ConvertAll(entry => entry.IsWanted ? entry : entry.RetireIn(entry.Types.Where(type => HasSuccessor(entry, type)), now));
        entries = entries.ConvertAll(entry => entry.Retired.Count == 0 ? entry : entry with { Cleared = entry.Cleared.Union(entry.Retired.Keys.Where(isEmpty)) });
        return this with { Entries = entries.RemoveAll(entry => entry.IsGone) };
    }

    private bool HasSuccessor(CatalogueEntry entry, string type) => Entries.Exists(other => other.IsWanted && other.Definition.Code == entry.Definition.Code && other.Answers(type));
}
