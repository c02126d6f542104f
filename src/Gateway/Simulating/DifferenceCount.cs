using Carewright.Gateway.Access;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Simulating;

/// <summary>Counts the rows that one access shows and another does not.</summary>
internal sealed class DifferenceCount(IRecordStore store)
{
    private const long Most = 10_000;
    private const int Sample = 500;
    private const int Shown = 3;

    internal SimulatedCount Of(string type, CompiledAccess shows, CompiledAccess doesNot, long rows, CancellationToken cancellationToken)
    {
        if (!shows.IsAllowed)
            return SimulatedCount.None;
        if (shows.Verify is not null || doesNot.Verify is not null)
            return Estimate(type, shows, doesNot, rows, cancellationToken);
        try
        {
            var plan = Plan(type, new AllOf([shows.Where, new Not(doesNot.Where)]), Shown);
            var count = store.Count(plan, Most, cancellationToken);
            var samples = count.Value == 0 ? [] : store.Search(plan, cancellationToken).Rows;
            return new SimulatedCount(count.Value, count.IsExact ? "exact" : "at-least", 0, [.. samples.Select(row => $"{row.ResourceType}/{row.Id}")]);
        }
        catch (SearchTooCostlyException)
        {
            return Estimate(type, shows, doesNot, rows, cancellationToken);
        }
    }

    // Each row is decided by both, as a request would be.
    private SimulatedCount Estimate(string type, CompiledAccess shows, CompiledAccess doesNot, long rows, CancellationToken cancellationToken)
    {
        var sample = store.Search(Plan(type, Predicate.True, Sample), cancellationToken).Rows;
        var found = sample.Where(row => shows.Allows(row) && !doesNot.Allows(row)).Select(row => $"{row.ResourceType}/{row.Id}").ToList();
        if (sample.Count >= rows)
            return new SimulatedCount(found.Count, "exact", 0, [.. found.Take(Shown)]);
        return new SimulatedCount((long)Math.Round((double)found.Count * rows / sample.Count), "estimate", sample.Count, [.. found.Take(Shown)]);
    }

    private static SearchPlan Plan(string type, Predicate where, int count) => new(type, where, SearchOrder.Unordered, count, null, null);
}

/// <summary>Compares two compiled accesses by what they ask for.</summary>
internal static class AccessTerms
{
    /// <summary>True when both surely show the same rows; false means: count them.</summary>
    internal static bool AreSame(CompiledAccess one, CompiledAccess other) => one.IsAllowed == other.IsAllowed && Of(one.Grants) == Of(other.Grants) && Of(one.Restrictions) == Of(other.Restrictions);

    private static string Of(IReadOnlyList<CompiledGrant> grants) => string.Join('\n', grants.Select(grant => Of(grant.Conditions)).Order(StringComparer.Ordinal));

    private static string Of(IReadOnlyList<RowCondition> conditions) => string.Join('&', conditions.Select(one => $"{one.Kind}:{one.Detail}:{TextOf(one.Where)}"));

    // Lists inside predicates compare by reference, so a text stands for them.
    private static string TextOf(Predicate predicate) => predicate switch
    {
        AllOf all => $"({string.Join('&', all.Parts.Select(TextOf))})",
        AnyOf any => $"({string.Join('|', any.Parts.Select(TextOf))})",
        Not not => $"!{TextOf(not.Part)}",
        HasValue has => $"{has.Parameter}={string.Join(',', has.Values.Order())}",
        PointsTo chain => $"{chain.Parameter}>{chain.TargetType}{TextOf(chain.Target)}",
        PointedToBy chain => $"{chain.SourceType}.{chain.SourceParameter}>{TextOf(chain.Source)}",
        HasOther other => $"{other.Parameter}:{other.Second}!{string.Join(',', other.Except)}",
        _ => predicate.ToString(),
    };
}
