using System.Globalization;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The file of the log. Partners, control ids and patients are keyed hashes; everything else that was in a message is sealed. What is set free is overwritten.</summary>
internal static class LogSchema
{
    // Had no generations; written by no release.
    private const int Forgotten = 1;

    /// <summary>The schema; forward only, as the record's.</summary>
    private static readonly RecordSchema s_schema = new([new Migration(2, """
        CREATE TABLE message(seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, changed INTEGER NOT NULL, direction INTEGER NOT NULL, state INTEGER NOT NULL,
            generation INTEGER NOT NULL, partner INTEGER NOT NULL, control INTEGER NOT NULL, same INTEGER NOT NULL, head BLOB NOT NULL, body BLOB) STRICT;
        CREATE INDEX message_partner ON message(partner, seq);
        CREATE INDEX message_control ON message(control, seq);
        CREATE INDEX message_same ON message(same) WHERE same <> 0;
        CREATE INDEX message_open ON message(state, seq) WHERE state IN (1, 3, 4);
        CREATE TABLE patient(hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(hash, seq)) WITHOUT ROWID, STRICT;
        CREATE TABLE tally(partner INTEGER NOT NULL, state INTEGER NOT NULL, n INTEGER NOT NULL, generation INTEGER NOT NULL, name BLOB NOT NULL, PRIMARY KEY(partner, state)) WITHOUT ROWID, STRICT;
        CREATE TABLE era(n INTEGER NOT NULL) STRICT;
        INSERT INTO era(n) VALUES(0);
        """), new Migration(3, "CREATE INDEX message_heard ON message(partner, seq) WHERE direction = 1")]);

    /// <summary>Opens the file for its one writer, and brings it to the newest form.</summary>
    /// <exception cref="StoreFormatException">It has a form that this program does not know.</exception>
    public static Connection Open(string path)
    {
        var connection = Connection.Open(path, readOnly: false);
        try
        {
            connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000");
            if (connection.Scalar("PRAGMA user_version") == Forgotten)
                throw new StoreFormatException($"'{path}' was written before the first release and cannot be read any more. Move it away to begin another.");
            s_schema.Upgrade(connection, version => Copy(connection, $"{path}.before-{version.ToString(CultureInfo.InvariantCulture)}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Copies a log as it is at one moment, also while it is in use.</summary>
    public static void Copy(Connection connection, string path) => connection.Execute($"VACUUM INTO '{path.Replace("'", "''", StringComparison.Ordinal)}'");
}
