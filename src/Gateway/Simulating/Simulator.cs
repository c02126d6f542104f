using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Simulating;

/// <summary>
/// Compares the policy in force with another, over the real record: the compiled predicates of both are counted against each other. Bounded in time; what was not looked at is told. Only
/// references leave, never content.
/// </summary>
internal sealed class Simulator(IRecordStore store, IPolicySource policies, AccessCompiler access, Scribe scribe, TimeProvider clock)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private static readonly (AccessInteraction Interaction, string Name)[] s_writes = [(AccessInteraction.Create, "create"), (AccessInteraction.Update, "update"), (AccessInteraction.Delete, "delete")];
    private readonly DifferenceCount _count = new(store);

    /// <summary>The comparison, on record. Refused with 403 (operation <c>policies</c>).</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="candidate">The other policy.</param>
    /// <param name="users">Whose access is compared, each as a request of theirs would come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async ValueTask<Answer<Simulation>> RunAsync(Actor asker, AccessPolicy candidate, IReadOnlyList<Actor> users, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "policy-simulate", null, $"users={users.Count}");
        if (!policies.Current.MayOperate(asker, "policies"))
            return await scribe.RefuseAsync(asker, deed, Refusals.Forbidden("policies"), "operation policies", cancellationToken).ConfigureAwait(false);
        var simulation = Compare(candidate, users, cancellationToken);
        var samples = simulation.Changes.SelectMany(change => change.Gained.Samples.Concat(change.Lost.Samples)).Distinct(StringComparer.Ordinal).ToList();
        return await scribe.RecordAsync(scribe.Draft(asker, deed, AuditOutcome.Success, 200, samples, []), cancellationToken).ConfigureAwait(false) ? simulation : Refusals.Busy;
    }

    private Simulation Compare(AccessPolicy candidate, IReadOnlyList<Actor> users, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var (current, counts) = (policies.Current, store.Statistics().CurrentByType);
        var groups = new Dictionary<(CompiledAccess, CompiledAccess), (SimulatedChange? Change, List<string> Users)>();
        var skipped = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var user in users)
            foreach (var type in current.Types.Union(candidate.Types, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (before, after) = (access.For(current, user, AccessInteraction.Search, type), access.For(candidate, user, AccessInteraction.Search, type));
                if (groups.TryGetValue((before, after), out var known))
                    known.Users.Add(user.UserName);
                else if (clock.GetElapsedTime(begun) > s_longest)
                    skipped.Add($"{user.Role} {type}");
                else
                    groups[(before, after)] = (ChangeOf(current, candidate, user, type, before, after, counts.GetValueOrDefault(type), cancellationToken), [user.UserName]);
            }
        var changes = groups.Values.Where(group => group.Change is not null).Select(group => group.Change! with { Users = group.Users })
            .OrderBy(change => change.Role, StringComparer.Ordinal).ThenByDescending(change => change.Lost.Number + change.Gained.Number).ToList();
        return new Simulation(changes, users.Count, [.. changes.SelectMany(change => change.Users).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], [.. skipped],
            (long)clock.GetElapsedTime(begun).TotalMilliseconds);
    }

    private SimulatedChange? ChangeOf(
        AccessPolicy current, AccessPolicy candidate, Actor user, string type, CompiledAccess before, CompiledAccess after, long rows, CancellationToken cancellationToken)
    {
        var (gained, lost) = rows == 0 || AccessTerms.AreSame(before, after) ? (SimulatedCount.None, SimulatedCount.None)
            : (_count.Of(type, after, before, rows, cancellationToken), _count.Of(type, before, after, rows, cancellationToken));
        var (hiddenBefore, hiddenAfter) = before.IsAllowed && after.IsAllowed ? (before.AlwaysHidden.Elements, after.AlwaysHidden.Elements) : ((IReadOnlySet<string>)new HashSet<string>(), new HashSet<string>());
        var (may, would) = (Writes(current, user, type), Writes(candidate, user, type));
        var change = new SimulatedChange(user.Role, [], type, gained, lost, [.. hiddenAfter.Except(hiddenBefore).Order(StringComparer.Ordinal)], [.. hiddenBefore.Except(hiddenAfter).Order(StringComparer.Ordinal)],
            [.. would.Except(may)], [.. may.Except(would)]);
        var isNothing = gained.Number + lost.Number + change.NewlyHidden.Count + change.NewlyShown.Count + change.MayMore.Count + change.MayLess.Count == 0;
        return isNothing ? null : change;
    }

    private List<string> Writes(AccessPolicy policy, Actor user, string type) =>
        [.. s_writes.Where(one => access.For(policy, user, one.Interaction, type).IsAllowed).Select(one => one.Name)];
}
