using Carewright.Storage.Indexing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>
/// What the parts of one search share: the reader with its snapshot, how much may still be examined, and the answers of chains already asked for. Decides conditions on rows, chains included.
/// </summary>
internal sealed class SearchRun(StoreState state, Reader reader, CancellationToken cancellationToken) : IPredicateJoins
{
    /// <summary>Rows that one search looks at before it is refused as too costly; an opened row counts ten.</summary>
    public const int MostExamined = 200_000;

    private const int CostOfOpening = 10;
    private readonly Dictionary<(object Chain, long Hash), bool> _answers = [];
    private int _examined;

    public StoreState State => state;

    public Reader Reader => reader;

    /// <summary>Counts the work done, and stops it when it becomes too much.</summary>
    public void Examine(int rows = 1)
    {
        _examined += rows;
        if (_examined > MostExamined)
            throw new SearchTooCostlyException("The search would have to look at too many rows. Narrow it: name the patient, a code, an identifier or a shorter span of time.");
        if ((_examined & 63) == 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>The current version of a resource if it is of the type and all conditions hold; null otherwise.</summary>
    /// <param name="sequence">Sequence number of its current version.</param>
    /// <param name="target">What it must be.</param>
    /// <param name="accept">A last word on the row's entries before it is copied, or null.</param>
    public SealedVersion? Match(long sequence, in MatchTarget target, RowTest? accept)
    {
        Examine();
        if (!reader.OpenRow(sequence))
            return null;
        SealedVersion? version = null;
        try
        {
            var row = reader.View(sequence);
            if (row.Action != VersionAction.Delete && row.Facts is var facts && facts.TypeNumber == target.Type
                && (accept is null || accept(facts)) && PredicateEvaluator.Holds(target.Where, facts, this) && !row.IsErased)
                version = reader.Materialise(sequence);
        }
        finally
        {
            reader.CloseRow();
        }
        if (version is null || target.Verify is null)
            return version;
        Examine(CostOfOpening);
        return target.Verify(version) ? version : null;
    }

    /// <inheritdoc />
    public bool Holds(PointsTo chain, RowFacts row)
    {
        var entries = new PackedReader(row.Entries);
        if (!entries.Seek(chain.Parameter))
            return false;
        var target = new MatchTarget(state.Encoder.TypeNumber(chain.TargetType), chain.Target, chain.Verify);
        while (entries.NextOf())
            if (Answer(chain, entries.Current.Value, target))
                return true;
        return false;
    }

    /// <inheritdoc />
    public bool Holds(PointedToBy chain, RowFacts row)
    {
        if (_answers.TryGetValue((chain, row.Identity), out var known))
            return known;
        var target = new MatchTarget(state.Encoder.TypeNumber(chain.SourceType), chain.Source, chain.Verify);
        var answer = PairOf(chain, row.Identity) is var (pair, mixed) && pair != 0 ? AnyMatch(pair, mixed, target) : AnyMatch(chain.SourceParameter, row.Identity, target);
        _answers[(chain, row.Identity)] = answer;
        return answer;
    }

    /// <summary>The pair of the index that has the patient's resources with the one code that is asked for; number 0 when there is none.</summary>
    private (int Number, long Value) PairOf(PointedToBy chain, long patient)
    {
        if (state.Encoder.Type(chain.SourceType).Pairs is not { } pairs || pairs.Patient != chain.SourceParameter)
            return default;
        foreach (var part in chain.Source is AllOf all ? all.Parts : [chain.Source])
            foreach (var (token, number) in pairs.Tokens)
                if (part switch
                {
                    HasValue { Values: [var only] } has when has.Parameter == token => only,
                    InRange range when range.Parameter == token && range.LowAtLeast == range.LowAtMost => range.LowAtLeast,
                    _ => (long?)null,
                } is { } code)
                    return (number, state.Blind.Mix(patient, code));
        return default;
    }

    private bool Answer(PointsTo chain, long hash, in MatchTarget target)
    {
        if (_answers.TryGetValue((chain, hash), out var known))
            return known;
        var answer = AnyMatch(BuiltInParameter.Identity, hash, target);
        _answers[(chain, hash)] = answer;
        return answer;
    }

    private bool AnyMatch(int parameter, long value, in MatchTarget target)
    {
        using var cursor = new MergedCursor(reader, backward: true);
        cursor.Seek(IndexKey.Last(parameter, value), IndexKey.First(parameter, value));
        while (cursor.Next())
            if (Match(reader.CurrentSequence(cursor.Current.Row), target, null) is not null)
                return true;
        return false;
    }
}

/// <summary>Decides on a row's facts.</summary>
internal delegate bool RowTest(RowFacts row);

/// <summary>What a row must be.</summary>
/// <param name="Type">Number of its type.</param>
/// <param name="Where">What must hold on its entries.</param>
/// <param name="Verify">What must hold on the opened row, or null.</param>
internal readonly record struct MatchTarget(int Type, Predicate Where, Func<StoredVersion, bool>? Verify);
