using System.Buffers.Binary;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>
/// What rewriting rows has changed in the index, kept in the record until the index file has it. Changes of a commit can be told again from the versions it wrote; these cannot, since the row no longer says what it
/// said before. Written in the transaction that rewrites the rows; the index file's mark says up to which number it has them.
/// </summary>
internal sealed class RewriteLog(Connection connection)
{
    private const string ForgottenSetting = "rewrites-forgotten";
    private const int EntryBytes = sizeof(int) + (3 * sizeof(long)) + 1;

    /// <summary>Number of the last changes; they count from 1.</summary>
    public long Last { get; private set; } = Math.Max(connection.Scalar("SELECT max(id) FROM rewrite"), connection.Scalar($"SELECT CAST(CAST(v AS TEXT) AS INTEGER) FROM store WHERE k = '{ForgottenSetting}'"));

    /// <summary>Up to here nothing is kept: an index file that has not come as far cannot be brought up to date.</summary>
    public long Forgotten => connection.Scalar($"SELECT CAST(CAST(v AS TEXT) AS INTEGER) FROM store WHERE k = '{ForgottenSetting}'");

    /// <summary>Keeps changes, within a transaction, and returns the number they have when that is durable.</summary>
    public long Add(IReadOnlyList<DeltaEntry> changes)
    {
        var bytes = new byte[changes.Count * EntryBytes];
        for (var i = 0; i < changes.Count; i++)
            Encode(changes[i], bytes.AsSpan(i * EntryBytes));
        using var statement = connection.Prepare("INSERT INTO rewrite(id, changes) VALUES(?1, ?2)");
        statement.Bind(1, Last + 1).Bind(2, bytes).Run();
        return Last + 1;
    }

    /// <summary>Tells that what was added is durable.</summary>
    public void Added(long number) => Last = number;

    /// <summary>The changes after a number, in their order.</summary>
    public List<DeltaEntry> After(long number)
    {
        var changes = new List<DeltaEntry>();
        using var statement = connection.Prepare("SELECT changes FROM rewrite WHERE id > ?1 ORDER BY id");
        statement.Bind(1, number);
        while (statement.Step())
            for (var bytes = statement.Blob(0); !bytes.IsEmpty; bytes = bytes[EntryBytes..])
                changes.Add(Decode(bytes));
        return changes;
    }

    /// <summary>Forgets changes up to a number: the index file has them, or is made again from the rows.</summary>
    public void Forget(long number)
    {
        // Said before it is done: nothing may be missing that is believed to be there.
        using var setting = connection.Prepare($"INSERT OR REPLACE INTO store(k, v) VALUES('{ForgottenSetting}', CAST(CAST(?1 AS TEXT) AS BLOB))");
        setting.Bind(1, number).Run();
        using var deletion = connection.Prepare("DELETE FROM rewrite WHERE id <= ?1");
        deletion.Bind(1, number).Run();
    }

    private static void Encode(in DeltaEntry entry, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, entry.Key.Parameter);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], entry.Key.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], entry.Key.Second);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], entry.Key.Row);
        bytes[28] = entry.IsRemoved ? (byte)1 : (byte)0;
    }

    private static DeltaEntry Decode(ReadOnlySpan<byte> bytes) => new(
        new IndexKey(
            BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..])),
        bytes[28] == 1);
}
