using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>Encodes and seals drafts on the caller's thread; a large commit uses several.</summary>
internal sealed class CommitPreparation(StoreState state)
{
    private const int WorthSharing = 16;

    public CommitWork Prepare(CommitRequest request)
    {
        var versions = new PreparedVersion[request.Versions.Count];
        if (versions.Length < WorthSharing)
            for (var i = 0; i < versions.Length; i++)
                versions[i] = Prepare(request.Versions[i]);
        else
            Parallel.For(0, versions.Length, i => versions[i] = Prepare(request.Versions[i]));
        return new CommitWork(versions, [.. request.Audit.Select(Prepare)], request.Guards, Privates(request));
    }

    public CommitWork Prepare(string kind, string key, byte[]? value) => new([], [], [], [Prepare(new PrivateDraft(kind, key, value))]);

    private PreparedPrivate[] Privates(CommitRequest request)
    {
        if (request.Private.Count == 0 && request.Versions.All(version => version.Private.Count == 0))
            return [];
        return [.. request.Private.Concat(request.Versions.SelectMany(version => version.Private)).Select(Prepare)];
    }

    private PreparedPrivate Prepare(PrivateDraft draft)
    {
        var (kind, key) = (state.Blind.Hash(HashKind.Private, draft.Kind), state.Blind.Hash(HashKind.Private, draft.Kind, draft.Key));
        return new PreparedPrivate(kind, key, draft.Value is null ? null : PrivateSeal.Close(state.Keys, kind, key, draft.Key, draft.Value));
    }

    private PreparedVersion Prepare(VersionDraft draft)
    {
        CheckDraft(draft);
        var type = state.Encoder.Type(draft.ResourceType);
        var identity = state.Blind.Identity(draft.ResourceType, draft.Id);
        var packed = draft.Action == VersionAction.Delete ? PackedEntries.Empty : state.Encoder.Encode(draft.ResourceType, draft.Values, draft.Patients);
        var key = KeyOf(draft);
        var body = state.Seal.Close(key, new VersionBinding(draft.ResourceType, identity, draft.VersionId, draft.Action), draft);
        return new PreparedVersion(draft, type.Number, identity, key, packed, IndexExpansion.Expand(type, state.Blind, packed), body, Before(type, draft.Expected));
    }

    private PreparedAudit Prepare(AuditDraft draft)
    {
        var at = Microseconds(draft.At);
        var keys = new IndexEntry[draft.Keys.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = new IndexEntry(state.Registry.Number("audit." + draft.Keys[i].Kind), state.Blind.AuditKey(draft.Keys[i]), 0);
        return new PreparedAudit(at, PackedEntries.Pack(keys), AuditSeal.Close(state.Keys, at, draft.Content.Span));
    }

    private IndexedVersion? Before(TypeIndex type, StoredVersion? expected) =>
        expected is null or { IsDeleted: true } ? null : new IndexedVersion(expected.Sequence, expected.LastUpdatedMicroseconds, IndexExpansion.Expand(type, state.Blind, expected.Entries));

    /// <summary>A resource of exactly one patient's compartment is sealed with that patient's key; a deletion names the same patients as the version before it.</summary>
    private DataKey KeyOf(VersionDraft draft) =>
        state.Keys.ForOwner(draft.Patients.Count == 1 ? state.Blind.Hash(HashKind.Reference, draft.Patients[0]) : 0);

    private static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static void CheckDraft(VersionDraft draft)
    {
        var next = (draft.Expected?.VersionId ?? 0) + 1;
        if (draft.VersionId != next)
            throw new ArgumentException($"The draft has version {draft.VersionId}, where {next} follows.");
        if (draft.Expected is null && draft.Action != VersionAction.Create)
            throw new ArgumentException("A first version is a create.");
        if (draft.Action == VersionAction.Delete && !draft.Body.IsEmpty)
            throw new ArgumentException("A deletion has no body.");
    }
}
