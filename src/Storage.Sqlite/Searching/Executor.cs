using Carewright.Storage.Indexing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>
/// Runs search plans. It turns short chains into values, picks one way to walk the index (a pair, an order, the posting lists of named values, a range, or the type's list), and decides everything
/// else on the candidates' own rows.
/// </summary>
internal sealed class Executor(StoreState state, ReaderPool readers)
{
    /// <summary>Matches that are sorted in memory at most.</summary>
    public const int MostSorted = 20_000;

    /// <summary>Resources at the other end of a chain that are looked up beforehand.</summary>
    private const int MostChained = 1_000;

    /// <summary>Rows for which a chain is decided one by one rather than looked up beforehand.</summary>
    private const int FewJoined = 256;

    public SearchPage Search(SearchPlan plan, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Count, 1);
        var fingerprint = plan.Cursor is null ? (long?)null : PageToken.Fingerprint(state.Blind, plan);
        var mark = plan.Cursor is null ? (PageMark?)null : PageToken.Read(state.Keys, fingerprint!.Value, plan.Cursor);
        using var lease = readers.Rent();
        lease.Reader.Begin();
        var run = new SearchRun(state, lease.Reader, cancellationToken);
        var rows = new List<StoredVersion>(Math.Min(plan.Count, 64));
        var next = Walk(run, plan, mark, rows);
        lease.Reader.End();
        return new SearchPage(rows, next is null ? null : PageToken.Write(state.Keys, fingerprint ?? PageToken.Fingerprint(state.Blind, plan), next.Value));
    }

    public SearchCount Count(SearchPlan plan, long cap, CancellationToken cancellationToken)
    {
        using var lease = readers.Rent();
        lease.Reader.Begin();
        var type = state.Encoder.TypeNumber(plan.ResourceType);
        if (plan.Where is AllOf { Parts.Count: 0 } && plan.Verify is null)
        {
            var all = lease.Reader.Snapshot.Coverage.Counts.GetValueOrDefault(type);
            lease.Reader.End();
            return new SearchCount(Math.Min(all, cap), all <= cap);
        }
        var count = Count(new SearchRun(state, lease.Reader, cancellationToken), plan, type, cap);
        lease.Reader.End();
        return count;
    }

    public bool Matches(StoredVersion version, Predicate predicate)
    {
        // Security labels and most filters are decided on the row alone; every row that leaves is asked, so no reader is rented for them.
        if (PredicateEvaluator.IsLocal(predicate))
            return PredicateEvaluator.Holds(predicate, version.Entries);
        using var lease = readers.Rent();
        lease.Reader.Begin();
        var facts = new RowFacts(state.Encoder.TypeNumber(version.ResourceType), version.Identity, version.LastUpdatedMicroseconds, version.Entries.Bytes.Span);
        var holds = PredicateEvaluator.Holds(predicate, facts, new SearchRun(state, lease.Reader, CancellationToken.None));
        lease.Reader.End();
        return holds;
    }

    private SearchCount Count(SearchRun run, SearchPlan plan, int type, long cap)
    {
        var conditions = Conditions(run, plan);
        var target = new MatchTarget(type, new AllOf(conditions), plan.Verify);
        using var candidates = Natural(run, plan, type, conditions, null, out _, out _);
        var count = 0L;
        for (var sequence = candidates.Next(); sequence != 0; sequence = candidates.Next())
        {
            if (run.Match(sequence, target, candidates.Accept) is null)
                continue;
            if (count == cap)
                return new SearchCount(cap, false);
            count++;
        }
        return new SearchCount(count, true);
    }

    private PageMark? Walk(SearchRun run, SearchPlan plan, PageMark? mark, List<StoredVersion> rows)
    {
        var type = state.Encoder.TypeNumber(plan.ResourceType);
        var conditions = Conditions(run, plan);
        var target = new MatchTarget(type, new AllOf(conditions), plan.Verify);
        if (plan.Order.InMemoryKey is not null)
            return SortedPage.ByText(run, plan, target, Natural(run, plan, type, conditions, null, out _, out _), mark, rows);
        if (plan.Order.Parameter != SearchOrder.Any)
            return new OrderedWalk(run, plan, target, conditions).Page(mark, rows, () => Natural(run, plan, type, conditions, null, out _, out _));
        using var candidates = Natural(run, plan, type, conditions, mark, out var mode, out var ordinal);
        var last = PageReader.Fill(run, plan, target, candidates, rows);
        return last is { } key ? new PageMark(mode, ordinal, false, key, null) : null;
    }

    /// <summary>Candidates in whatever order is cheapest; the same one again when a page goes on.</summary>
    private static Candidates Natural(SearchRun run, SearchPlan plan, int type, List<Predicate> conditions, PageMark? mark, out WalkMode mode, out int ordinal)
    {
        ordinal = -1;
        mode = WalkMode.Ordered;
        if (plan.Pair is { } pair)
            return OrderedWalk.PairCandidates(run, pair, type, descending: true, mark?.Key);
        mode = WalkMode.Rows;
        if (mark is null or { Mode: WalkMode.Rows } && new StreamBuilder(run, type).Build(conditions) is { } stream)
            return new RowCandidates(run, stream, mark?.Key.Row);
        if (mark is null or { Mode: WalkMode.Range } && Range(conditions, type) is var driver and >= 0)
        {
            (mode, ordinal) = (WalkMode.Range, driver);
            var bounds = (InRange)conditions[driver];
            return OrderedWalk.RangeCandidates(run, type, new WalkOrder(bounds.Parameter, bounds.LowAtLeast, bounds.LowAtMost, Descending: true) { HighAtLeast = bounds.HighAtLeast, HighAtMost = bounds.HighAtMost }, mark?.Key);
        }
        mode = WalkMode.TypeList;
        var (least, most) = OrderedWalk.Bounds(conditions, type);
        return OrderedWalk.RangeCandidates(run, type, new WalkOrder(type, least, most, Descending: true), mark?.Key);
    }

    /// <summary>
    /// The range to walk, newest first: one that is bounded above, where there is one, since the walk then begins beside its matches; `date=ge...` alone begins at the newest of all. -1 when there is none.
    /// </summary>
    private static int Range(List<Predicate> conditions, int type)
    {
        var bounded = conditions.FindIndex(condition => condition is InRange range && range.Parameter != type && range.LowAtMost != long.MaxValue);
        return bounded >= 0 ? bounded : conditions.FindIndex(condition => condition is InRange range && range.Parameter != type);
    }

    /// <summary>
    /// The conditions that must all hold, with chains replaced by the values they come to, where those are few. Where another condition leaves few rows anyhow, chains are decided on these: a physician's whole panel is not
    /// looked up to find one patient's results.
    /// </summary>
    private List<Predicate> Conditions(SearchRun run, SearchPlan plan)
    {
        var conditions = new List<Predicate>();
        Flatten(plan.Where, conditions);
        if (plan.Pair is not null || !conditions.Exists(IsChained) || IsNarrow(run, plan, conditions))
            return conditions;
        for (var i = 0; i < conditions.Count; i++)
            conditions[i] = Resolve(run, conditions[i]);
        return conditions;
    }

    private bool IsNarrow(SearchRun run, SearchPlan plan, List<Predicate> conditions) =>
        new StreamBuilder(run, state.Encoder.TypeNumber(plan.ResourceType)).Fewest([.. conditions.Where(condition => !IsChained(condition))], FewJoined) is < FewJoined;

    private static bool IsChained(Predicate condition) => condition is PointsTo or PointedToBy || (condition is AnyOf any && any.Parts.Any(IsChained));

    private static void Flatten(Predicate predicate, List<Predicate> conditions)
    {
        if (predicate is AllOf all)
            foreach (var part in all.Parts)
                Flatten(part, conditions);
        else
            conditions.Add(predicate);
    }

    private Predicate Resolve(SearchRun run, Predicate condition) => condition switch
    {
        PointsTo chain => Chained(run, chain.TargetType, chain.Target, chain.Verify) is { } targets
            ? new HasValue(chain.Parameter, [.. targets.Select(target => target.Identity).Distinct()]) : chain,
        PointedToBy chain => Chained(run, chain.SourceType, chain.Source, chain.Verify) is { } sources
            ? new HasValue(BuiltInParameter.Identity, [.. sources.SelectMany(source => Values(source, chain.SourceParameter)).Distinct()]) : chain,
        AnyOf any when IsChained(any) => new AnyOf([.. any.Parts.Select(part => Resolve(run, part))]),
        _ => condition,
    };

    /// <summary>The resources at the other end of a chain; null when there are more than is worth looking up beforehand.</summary>
    private List<SealedVersion>? Chained(SearchRun run, string resourceType, Predicate where, Func<StoredVersion, bool>? verify)
    {
        var type = state.Encoder.TypeNumber(resourceType);
        var plan = new SearchPlan(resourceType, where, SearchOrder.Unordered, 1, null, verify);
        var conditions = Conditions(run, plan);
        if (conditions.Count == 0 || new StreamBuilder(run, type).Fewest(conditions, MostChained) is >= MostChained)
            return null;
        var target = new MatchTarget(type, new AllOf(conditions), verify);
        var found = new List<SealedVersion>();
        var examined = 0;
        using var candidates = Natural(run, plan, type, conditions, null, out _, out _);
        for (var sequence = candidates.Next(); sequence != 0; sequence = candidates.Next())
        {
            if (++examined > MostChained * 4 || found.Count > MostChained)
                return null;
            if (run.Match(sequence, target, candidates.Accept) is { } match)
                found.Add(match);
        }
        return found;
    }

    private static List<long> Values(SealedVersion version, int parameter)
    {
        var values = new List<long>();
        var reader = version.Entries.Read();
        if (reader.Seek(parameter))
            while (reader.NextOf())
                values.Add(reader.Current.Value);
        return values;
    }
}
