using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Reading;

/// <summary>read, vread and instance history (FHIR R4 http.html#read, #vread, #history).</summary>
internal sealed class Reader(IRecordStore store, AccessCompiler access, Scribe scribe)
{
    internal async ValueTask<Answer<ReleasedResource>> ReadAsync(Actor actor, string type, string id, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "read", type) { Address = $"{type}/{id}" };
        var allowed = access.For(actor, AccessInteraction.Read, type);
        var row = store.Read(type, id);
        if (!allowed.IsAllowed)
            return await RefuseAsync(actor, deed, allowed, row, Refusals.Forbidden($"read {type}"), cancellationToken).ConfigureAwait(false);
        if (row is null || !allowed.Shows(row))
            return await RefuseAsync(actor, deed, allowed, row, Refusals.NotFound(type, id), cancellationToken).ConfigureAwait(false);
        if (row.IsDeleted)
            return await scribe.RefuseAsync(actor, deed, Refusals.Gone(type, id), null, cancellationToken).ConfigureAwait(false);
        return await ReleaseAsync(actor, deed, row, allowed, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<Answer<ReleasedResource>> ReadVersionAsync(Actor actor, string type, string id, long versionId, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "vread", type) { Address = $"{type}/{id}/_history/{versionId}" };
        var allowed = access.For(actor, AccessInteraction.Read, type);
        var row = store.ReadVersion(type, id, versionId);
        if (!allowed.IsAllowed)
            return await RefuseAsync(actor, deed, allowed, row, Refusals.Forbidden($"read {type}"), cancellationToken).ConfigureAwait(false);
        if (row is null || !MayLeave(allowed, row, store.Read(type, id)))
            return await RefuseAsync(actor, deed, allowed, row, Refusals.NotFound(type, $"{id}/_history/{versionId}"), cancellationToken).ConfigureAwait(false);
        if (row.IsDeleted)
            return await scribe.RefuseAsync(actor, deed, Refusals.Gone(type, id), null, cancellationToken).ConfigureAwait(false);
        return await ReleaseAsync(actor, deed, row, allowed, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<Answer<ReleasedHistory>> HistoryAsync(Actor actor, string type, string id, HistoryWindow window, long? beforeVersion, int count, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "history", type) { Address = $"{type}/{id}" };
        var allowed = access.For(actor, AccessInteraction.Read, type);
        var current = store.Read(type, id);
        if (!allowed.IsAllowed)
            return await RefuseAsync(actor, deed, allowed, current, Refusals.Forbidden($"read {type}"), cancellationToken).ConfigureAwait(false);
        if (current is null || !allowed.Shows(current))
            return await RefuseAsync(actor, deed, allowed, current, Refusals.NotFound(type, id), cancellationToken).ConfigureAwait(false);
        var rows = store.History(type, id, beforeVersion, count + 1);
        var visible = rows.Take(count).Where(row => window.Holds(store, row) && MayLeave(allowed, row, current)).ToList();
        var released = visible.ConvertAll(row => Releaser.Release(row, allowed));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [.. visible.Select(VersionReference)], PatientsOf(visible));
        if (!await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        return new ReleasedHistory(released, rows.Count > count ? rows[count - 1].VersionId : null);
    }

    /// <summary>
    /// A past version leaves only if the actor may see it and the resource as it is now: a label that was added later covers the past as well.
    /// A resource that is deleted now is judged by the version alone.
    /// </summary>
    internal static bool MayLeave(CompiledAccess allowed, StoredVersion row, StoredVersion? current) =>
        allowed.Shows(row) && (current is null || current.IsDeleted || current.VersionId == row.VersionId || allowed.Allows(current));

    private async ValueTask<Answer<ReleasedResource>> ReleaseAsync(Actor actor, Deed deed, StoredVersion row, CompiledAccess allowed, CancellationToken cancellationToken)
    {
        var released = Releaser.Release(row, allowed);
        var reference = deed.Interaction == "vread" ? VersionReference(row) : released.Reference;
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [reference], row.Patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? released : Refusals.Busy;
    }

    // A hidden row answers like an absent one, but the log tells them apart.
    private ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, CompiledAccess allowed, StoredVersion? row, Refusal refusal, CancellationToken cancellationToken) =>
        row is null ? scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken) : scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, row, cancellationToken);

    private static string VersionReference(StoredVersion row) => $"{row.ResourceType}/{row.Id}/_history/{row.VersionId}";

    internal static IReadOnlyList<string> PatientsOf(IEnumerable<StoredVersion> rows)
    {
        var patients = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
            patients.UnionWith(row.Patients);
        return [.. patients];
    }
}

/// <summary>Versions of one resource, newest first.</summary>
/// <param name="Versions">The versions that may leave.</param>
/// <param name="NextBefore">Ask for versions before this one for the next page; null at the end.</param>
public sealed record ReleasedHistory(IReadOnlyList<ReleasedResource> Versions, long? NextBefore);
