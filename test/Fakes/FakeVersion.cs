using System.Text;
using Carewright.Storage;
using Carewright.Storage.Indexing;

namespace Carewright.Testing.Fakes;

/// <summary>A stored resource that is only its body.</summary>
internal sealed class FakeVersion(string resourceType, string id, string json) : StoredVersion
{
    public override string ResourceType => resourceType;

    public override string Id => id;

    public override long RowId => 1;

    public override long Identity => 1;

    public override long Sequence => 1;

    public override long VersionId => 1;

    public override DateTimeOffset LastUpdated => DateTimeOffset.UnixEpoch;

    public override long LastUpdatedMicroseconds => 0;

    public override VersionAction Action => VersionAction.Create;

    public override IReadOnlyList<string> Patients => [];

    public override PackedEntries Entries => throw new NotSupportedException();

    public override ReadOnlyMemory<byte> Open() => Encoding.UTF8.GetBytes(json);
}
