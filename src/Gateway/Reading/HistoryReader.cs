using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Reading;

/// <summary>
/// History of a type and of everything, newest first (FHIR R4 http.html#history). Versions that the actor may not see do not leave and are not counted; a type that the actor may not read is
/// refused by name, and left out of the history of everything.
/// </summary>
internal sealed class HistoryReader(IRecordStore store, AccessCompiler access, Scribe scribe)
{
    /// <summary>
    /// Versions are numbered as they are committed, but carry the time at which they were made: a walk back in time goes on a little, so that one that waited is not missed.
    /// </summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(10);

    /// <summary>How often one request goes on looking when a page of the feed holds too little that may leave.</summary>
    private const int Rounds = 5;

    internal async ValueTask<Answer<ReleasedHistory>> RunAsync(Actor actor, string? type, HistoryWindow window, long? before, int count, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "history", type);
        if (type is not null && access.For(actor, AccessInteraction.Read, type) is { IsAllowed: false } denied)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden($"read {type}"), denied.Rule, cancellationToken).ConfigureAwait(false);
        var (rows, next) = Collect(actor, type, window, before, count, cancellationToken);
        var released = rows.ConvertAll(row => Releaser.Release(row.Version, row.Access));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, released.ConvertAll(one => $"{one.Reference}/_history/{one.VersionId}"), Reader.PatientsOf(rows.Select(row => row.Version)));
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedHistory(released, next) : Refusals.Busy;
    }

    private (List<(StoredVersion Version, CompiledAccess Access)> Rows, long? Next) Collect(
        Actor actor, string? type, HistoryWindow window, long? before, int count, CancellationToken cancellationToken)
    {
        var rows = new List<(StoredVersion, CompiledAccess)>();
        var next = before;
        for (var round = 0; round < Rounds; round++)
        {
            var page = store.ChangesBackward(type, next, window.Since - s_slack, count - rows.Count, cancellationToken);
            foreach (var version in page.Versions)
            {
                var allowed = access.For(actor, AccessInteraction.Read, version.ResourceType);
                if (allowed.IsAllowed && window.Holds(store, version) && Reader.MayLeave(allowed, version, store.Read(version.ResourceType, version.Id)))
                    rows.Add((version, allowed));
            }
            next = page.NextBefore;
            if (next is null || rows.Count == count)
                break;
        }
        return (rows, next);
    }
}

/// <summary>Which versions a history gives.</summary>
/// <param name="Since">Made at this time or later (<c>_since</c>).</param>
/// <param name="AtFrom">Current at some time between this (<c>_at</c>) …</param>
/// <param name="AtTo">… and this.</param>
public readonly record struct HistoryWindow(DateTimeOffset? Since, DateTimeOffset? AtFrom, DateTimeOffset? AtTo)
{
    // Current at some time of the period: made before it ended, and not followed by another before it began.
    internal bool Holds(IRecordStore store, StoredVersion version)
    {
        if (Since is { } since && version.LastUpdated < since)
            return false;
        if (AtFrom is not { } from || AtTo is not { } to)
            return true;
        return version.LastUpdated <= to && (store.ReadVersion(version.ResourceType, version.Id, version.VersionId + 1) is not { } follower || follower.LastUpdated > from);
    }
}
