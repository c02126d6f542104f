using System.Buffers.Binary;
using System.Globalization;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>The wrapped keys of a record file, on the connection of whoever writes it. What changes them runs within a transaction of the caller.</summary>
internal sealed class KeyTable(Connection connection)
{
    private const string EraSetting = "key-era";
    private const string LimitSetting = "retire-below";

    private long Era => Number(connection, EraSetting);

    /// <summary>Data keys with lower numbers are to be retired; 0: none.</summary>
    public long RetireBelow => Number(connection, LimitSetting);

    /// <summary>How many data keys there are.</summary>
    public long Count => connection.Scalar("SELECT count(*) FROM data_key WHERE length(wrapped) > 0");

    /// <summary>The first number that has not been given.</summary>
    public long Next => connection.Scalar("SELECT max(id) FROM data_key") + 1;

    public static long EraOf(Connection record, string schema) => Number(record, EraSetting, schema);

    public static List<StoredLayerKey> Layers(Connection record)
    {
        var layers = new List<StoredLayerKey>();
        using var statement = record.Prepare("SELECT purpose, generation, since, wrapped FROM layer_key ORDER BY purpose, generation");
        while (statement.Step())
            layers.Add(new StoredLayerKey(statement.Text(0), (int)statement.Int64(1), statement.Int64(2), statement.Blob(3).ToArray()));
        return layers;
    }

    public List<StoredLayerKey> Layers() => Layers(connection);

    /// <summary>Puts all keys of purposes in the place of those before.</summary>
    public void PutLayers(IReadOnlyList<StoredLayerKey> layers)
    {
        connection.Execute("DELETE FROM layer_key");
        using var statement = connection.Prepare("INSERT INTO layer_key(purpose, generation, since, wrapped) VALUES(?1, ?2, ?3, ?4)");
        foreach (var layer in layers)
            statement.Bind(1, layer.Purpose).Bind(2, layer.Generation).Bind(3, layer.Since).Bind(4, layer.Wrapped).Run();
    }

    public void RetireUpTo(long limit) => connection.Execute(Invariant($"INSERT OR REPLACE INTO store(k, v) VALUES('{LimitSetting}', CAST('{limit}' AS BLOB))"));

    /// <summary>Data keys after a number, retired ones included.</summary>
    public List<StoredDataKey> After(long id, int count) => Find(Invariant($"id > {id} AND length(wrapped) > 0 ORDER BY id LIMIT {count}"));

    /// <summary>Data keys that are to be retired.</summary>
    public List<StoredDataKey> ToRetire(int count) => Find(Invariant($"id < {RetireBelow} AND owner IS NOT NULL ORDER BY id LIMIT {count}"));

    /// <summary>The key of an owner that is in force.</summary>
    public StoredDataKey? Of(long owner) => Find(Invariant($"owner = {owner}")) is [var key] ? key : null;

    /// <summary>Numbers of the keys that others have taken the place of.</summary>
    public List<long> Retired() => [.. Find(Invariant($"owner IS NULL AND length(wrapped) = {StoredDataKey.RetiredLength}")).Select(key => key.Id)];

    /// <summary>Numbers of all keys of an owner.</summary>
    public List<long> IdsOf(long owner)
    {
        var ids = new List<long>();
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, owner);
        using var statement = connection.Prepare($"SELECT id FROM data_key WHERE owner = ?1 UNION ALL SELECT id FROM data_key WHERE owner IS NULL AND length(wrapped) = {StoredDataKey.RetiredLength} AND substr(wrapped, 5, 8) = ?2");
        statement.Bind(1, owner).Bind(2, bytes);
        while (statement.Step())
            ids.Add(statement.Int64(0));
        return ids;
    }

    public void Rewrap(in StoredDataKey key)
    {
        using var statement = connection.Prepare("UPDATE data_key SET wrapped = ?2 WHERE id = ?1");
        statement.Bind(1, key.Id).Bind(2, key.Wrapped).Run();
    }

    /// <summary>Makes a key nobody's.</summary>
    public void Retire(in StoredDataKey key)
    {
        using var statement = connection.Prepare("UPDATE data_key SET owner = NULL, wrapped = ?2 WHERE id = ?1");
        statement.Bind(1, key.Id).Bind(2, key.Wrapped).Run();
    }

    /// <summary>Destroys retired keys. An erased patient's row, which says that its versions are to be empty, is another thing and stays.</summary>
    public void Destroy(IReadOnlyList<long> ids)
    {
        using var statement = connection.Prepare($"DELETE FROM data_key WHERE id = ?1 AND owner IS NULL AND length(wrapped) = {StoredDataKey.RetiredLength}");
        foreach (var id in ids)
            statement.Bind(1, id).Run();
    }

    /// <summary>Says that keys are destroyed: what was sealed under them, in older copies, opens no more by the keys that are there from now on.</summary>
    public void EndEra() => connection.Execute(Invariant($"INSERT OR REPLACE INTO store(k, v) VALUES('{EraSetting}', CAST('{Era + 1}' AS BLOB))"));

    /// <summary>Puts the same body, under another key, in the place of one; not where it has been erased or moved meanwhile.</summary>
    public void Move(long sequence, long from, long to, ReadOnlySpan<byte> body)
    {
        using var statement = connection.Prepare("UPDATE version SET key = ?3, body = ?4 WHERE seq = ?1 AND key = ?2 AND length(body) > 0");
        statement.Bind(1, sequence).Bind(2, from).Bind(3, to).Bind(4, body).Run();
    }

    /// <summary>Private rows after a place, in their order.</summary>
    public List<(long Kind, long Key, byte[] Value)> PrivateAfter(long kind, long key, int count)
    {
        var rows = new List<(long, long, byte[])>();
        using var statement = connection.Prepare("SELECT kind, key, value FROM private WHERE (kind, key) > (?1, ?2) ORDER BY kind, key LIMIT ?3");
        statement.Bind(1, kind).Bind(2, key).Bind(3, count);
        while (statement.Step())
            rows.Add((statement.Int64(0), statement.Int64(1), statement.Blob(2).ToArray()));
        return rows;
    }

    private List<StoredDataKey> Find(string condition)
    {
        var keys = new List<StoredDataKey>();
        using var statement = connection.Prepare($"SELECT id, owner, wrapped FROM data_key WHERE {condition}");
        while (statement.Step())
            keys.Add(new StoredDataKey(statement.Int64(0), statement.Int64(1), statement.Blob(2).ToArray()));
        return keys;
    }

    private static long Number(Connection connection, string setting, string schema = "main") => connection.Scalar($"SELECT CAST(CAST(v AS TEXT) AS INTEGER) FROM {schema}.store WHERE k = '{setting}'");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
