using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage;

/// <summary>The clear columns of a version's row.</summary>
/// <param name="Sequence">Place in the change feed.</param>
/// <param name="RowId">Surrogate of the resource.</param>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="VersionId">FHIR version id.</param>
/// <param name="Action">What the version did.</param>
/// <param name="LastUpdatedMicroseconds">Since 1970-01-01 UTC.</param>
/// <param name="Identity">Keyed hash of <c>Type/id</c>.</param>
/// <param name="KeyId">Number of the data key.</param>
public readonly record struct VersionHeader(
    long Sequence, long RowId, string ResourceType, long VersionId, VersionAction Action, long LastUpdatedMicroseconds, long Identity, long KeyId);

/// <summary>A version as any provider reads it: header, packed entries and sealed body in memory, opened on demand.</summary>
public sealed class SealedVersion : StoredVersion
{
    private readonly VersionHeader _header;
    private readonly VersionSeal _seal;
    private readonly ReadOnlyMemory<byte> _sealed;
    private volatile OpenedVersion? _opened;

    /// <summary>A version over its row.</summary>
    /// <param name="header">The clear columns.</param>
    /// <param name="entries">The packed entries.</param>
    /// <param name="body">The sealed body.</param>
    /// <param name="seal">Opens it.</param>
    public SealedVersion(in VersionHeader header, PackedEntries entries, ReadOnlyMemory<byte> body, VersionSeal seal)
    {
        _header = header;
        Entries = entries;
        _sealed = body;
        _seal = seal;
    }

    /// <inheritdoc />
    public override string ResourceType => _header.ResourceType;

    /// <inheritdoc />
    public override string Id => (_opened ?? OpenOnce()).Id;

    /// <inheritdoc />
    public override long RowId => _header.RowId;

    /// <inheritdoc />
    public override long Identity => _header.Identity;

    /// <inheritdoc />
    public override long Sequence => _header.Sequence;

    /// <inheritdoc />
    public override long VersionId => _header.VersionId;

    /// <inheritdoc />
    public override DateTimeOffset LastUpdated => DateTimeOffset.UnixEpoch.AddTicks(_header.LastUpdatedMicroseconds * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc />
    public override long LastUpdatedMicroseconds => _header.LastUpdatedMicroseconds;

    /// <inheritdoc />
    public override VersionAction Action => _header.Action;

    /// <inheritdoc />
    public override PackedEntries Entries { get; }

    /// <summary>Number of the data key it is sealed with.</summary>
    public long KeyId => _header.KeyId;

    /// <inheritdoc />
    public override IReadOnlyList<string> Patients => (_opened ?? OpenOnce()).Patients;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Open() => (_opened ?? OpenOnce()).Body;

    private OpenedVersion OpenOnce() =>
        _opened = _seal.Open(_header.KeyId, new VersionBinding(_header.ResourceType, _header.Identity, _header.VersionId, _header.Action), _sealed.Span);
}
