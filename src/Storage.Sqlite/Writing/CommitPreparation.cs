using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
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
        // Asked for before it is sealed: at worst it is taken for older than it is, and sealed again.
        var generation = state.Keys.Layers.Private.Id;
        return new PreparedPrivate(draft, kind, key, draft.Value is null ? null : PrivateSeal.Close(state.Keys, kind, key, draft.Key, draft.Value), generation);
    }

    private PreparedVersion Prepare(VersionDraft draft)
    {
        CheckDraft(draft);
        var type = state.Encoder.Type(draft.ResourceType);
        var identity = state.Blind.Identity(draft.ResourceType, draft.Id);
        var packed = Pack(draft, type);
        var key = KeyOf(draft);
        var body = state.Seal.Close(key, new VersionBinding(draft.ResourceType, identity, draft.VersionId, draft.Action), draft);
        return new PreparedVersion(draft, type, identity, key, packed, IndexExpansion.Expand(type, state.Blind, packed), body, Before(type, draft.Expected));
    }

    private PreparedAudit Prepare(AuditDraft draft)
    {
        var at = Microseconds(draft.At);
        var keys = new IndexEntry[draft.Keys.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = new IndexEntry(state.Registry.Number("audit." + draft.Keys[i].Kind), state.Blind.AuditKey(draft.Keys[i]), 0);
        return new PreparedAudit(at, PackedEntries.Pack(keys), AuditSeal.Close(state.Keys, at, draft.Content.Span));
    }

    /// <summary>
    /// The same version by the definitions in force and the entries that the version before has now: what was made ready while a parameter was being defined, or while the row before was written anew, is not what
    /// the index must become. Null when nothing has changed. On the writer's thread.
    /// </summary>
    public PreparedVersion? Renew(PreparedVersion version, Reading.Reader reader)
    {
        var moved = state.Keys.Retired.Contains(version.Key.Id) ? Move(version) : null;
        return RenewEntries(moved ?? version, reader) ?? moved;
    }

    /// <summary>A private row under the key in force: what was sealed before a rotation began and is written after is sealed anew.</summary>
    public PreparedPrivate Renew(PreparedPrivate row) => row.Value is null || row.Generation == state.Keys.Layers.Private.Id ? row : Prepare(row.Draft);

    private PreparedVersion Move(PreparedVersion version)
    {
        var key = KeyOf(version.Draft);
        return version with { Key = key, Body = state.Seal.Close(key, new VersionBinding(version.Draft.ResourceType, version.Identity, version.Draft.VersionId, version.Draft.Action), version.Draft) };
    }

    private PreparedVersion? RenewEntries(PreparedVersion version, Reading.Reader reader)
    {
        var type = state.Encoder.Type(version.Draft.ResourceType);
        var isRewritten = version.Draft.Expected is { } expected && state.Rewritten.Contains(expected.Sequence);
        if (ReferenceEquals(type, version.Index) && !isRewritten)
            return null;
        var packed = ReferenceEquals(type, version.Index) ? version.Packed : Pack(version.Draft, type);
        var before = isRewritten ? reader.Version(version.Draft.Expected!.Sequence) : version.Draft.Expected;
        return version with { Index = type, Packed = packed, Entries = IndexExpansion.Expand(type, state.Blind, packed), Before = Before(type, before) };
    }

    private PackedEntries Pack(VersionDraft draft, TypeIndex type) =>
        draft.Action == VersionAction.Delete ? PackedEntries.Empty : state.Encoder.Encode(type, Values(draft, type), draft.Patients);

    /// <summary>The draft's values where they were extracted by what is in force; else those of R4, and those of what is added from the body.</summary>
    private static IReadOnlyList<SearchValue> Values(VersionDraft draft, TypeIndex type)
    {
        var extracted = draft.Definitions?.AddedSearchParametersOf(draft.ResourceType) ?? [];
        if (ReferenceEquals(extracted, type.Added) || (extracted.Count == 0 && type.Added.Count == 0))
            return draft.Values;
        var values = draft.Values.Where(value => !value.Parameter.IsAdded).ToList();
        var document = ResourceDocument.Parse(draft.Body).Document ?? throw new ArgumentException("A draft's body does not parse.");
        SearchExtractor.ExtractAdded(document, type.Added, (in SearchValue value) => values.Add(value));
        return values;
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
