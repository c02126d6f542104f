using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>
/// Somebody with keys and a record file: tries every key on every sealed thing in the file, by no index and no number, and says how many open.
/// </summary>
internal static class Thief
{
    /// <summary>The data keys that a tenant key opens in a record file, by every form and generation that there is.</summary>
    public static List<byte[]> DataKeys(string record, TenantId tenant, byte[] tenantKey)
    {
        var keys = new List<byte[]>();
        using var file = Connection.Open(record, readOnly: true);
        using var rows = file.Prepare("SELECT id, coalesce(owner, 0), wrapped FROM data_key WHERE length(wrapped) > 0");
        using var key = new TenantKey(tenant, 1, tenantKey);
        while (rows.Step())
        {
            var stored = new StoredDataKey(rows.Int64(0), rows.Int64(1), rows.Blob(2).ToArray());
            if (Try(() => key.UnwrapDataKey(stored.Sealed, stored.Id, stored.OwnerOnce)) is { } opened)
                keys.Add(opened);
        }
        return keys;
    }

    /// <summary>How many versions in a record file open by one of some data keys.</summary>
    public static int Versions(string record, TenantId tenant, IReadOnlyList<byte[]> dataKeys, Func<SealedRow, bool>? which = null) => Rows(record).Count(row => (which is null || which(row)) && row.OpensBy(tenant, dataKeys));

    /// <summary>How many private rows open by the key that is derived from a tenant key.</summary>
    public static int Privates(string record, TenantId tenant, byte[] tenantKey)
    {
        var opened = 0;
        using var file = Connection.Open(record, readOnly: true);
        using var rows = file.Prepare("SELECT kind, key, value FROM private");
        using var ring = new KeyRing(tenant, tenantKey, new NoKeys(), 1);
        while (rows.Step())
        {
            var (kind, key, value) = (rows.Int64(0), rows.Int64(1), rows.Blob(2).ToArray());
            if (Try(() => PrivateSeal.Open(ring, kind, key, value).Value) is not null)
                opened++;
        }
        return opened;
    }

    /// <summary>How many audit records after a sequence number open by the key that is derived from a tenant key.</summary>
    public static int Audits(string record, TenantId tenant, byte[] tenantKey, long after)
    {
        var opened = 0;
        using var file = Connection.Open(record, readOnly: true);
        using var ring = new KeyRing(tenant, tenantKey, new NoKeys(), 1);
        foreach (var table in RecordFile.AuditTables(file))
        {
            using var rows = file.Prepare($"SELECT seq, at, sealed FROM {table} WHERE seq > {after}");
            while (rows.Step())
            {
                var (sequence, at, value) = (rows.Int64(0), rows.Int64(1), rows.Blob(2).ToArray());
                if (Try(() => AuditSeal.Open(ring, sequence, at, value)) is not null)
                    opened++;
            }
        }
        return opened;
    }

    /// <summary>The sealed versions in a record file.</summary>
    public static List<SealedRow> Rows(string record)
    {
        var result = new List<SealedRow>();
        using var file = Connection.Open(record, readOnly: true);
        using var rows = file.Prepare("SELECT v.seq, p.name, v.ident, v.vid, v.action, v.key, v.body FROM version v JOIN parameter p ON p.number = v.type WHERE length(v.body) > 0 ORDER BY v.seq");
        while (rows.Step())
            result.Add(new SealedRow(rows.Int64(0), rows.Int64(5), new VersionBinding(rows.Text(1), rows.Int64(2), rows.Int64(3), (VersionAction)rows.Int64(4)), rows.Blob(6).ToArray()));
        return result;
    }

    private static byte[]? Try(Func<byte[]> open)
    {
        try
        {
            return open();
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }
}

/// <summary>A sealed version as it lies in a file.</summary>
internal sealed record SealedRow(long Sequence, long KeyId, VersionBinding Binding, byte[] Body)
{
    private static readonly BodyCodec s_codec = new([BodyCodec.ShippedDictionary()]);

    public bool OpensBy(TenantId tenant, IReadOnlyList<byte[]> dataKeys)
    {
        using var ring = new KeyRing(tenant, new byte[32], new NoKeys(), 2);
        var seal = new VersionSeal(ring, s_codec);
        return dataKeys.Any(key => OpensBy(seal, key));
    }

    private bool OpensBy(VersionSeal seal, byte[] key)
    {
        try
        {
            return seal.Open(new DataKey(1, 0, key, isSaved: true), Binding, Body).Body is not null;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }
}

/// <summary>A source without keys: what is opened is opened by what one has in hand.</summary>
internal sealed class NoKeys : IDataKeySource
{
    public StoredDataKey? FindByOwner(long owner) => null;

    public StoredDataKey? FindById(long id) => null;
}
