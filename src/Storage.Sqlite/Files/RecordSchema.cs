using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>One step of the record file's schema. Steps are only ever added; a released one never changes.</summary>
/// <param name="Version">The schema version it leads to.</param>
/// <param name="Sql">What it does, in one transaction.</param>
internal sealed record Migration(int Version, string Sql);

/// <summary>The schema of <c>record.db</c>: hand-written, forward only. Before an existing file is changed, a copy of it is put beside it.</summary>
internal sealed class RecordSchema(IReadOnlyList<Migration> migrations)
{
    public static RecordSchema Current { get; } = new([new Migration(1, """
        CREATE TABLE store(k TEXT PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID, STRICT;
        CREATE TABLE version(seq INTEGER PRIMARY KEY, rid INTEGER, type INTEGER NOT NULL, vid INTEGER NOT NULL, action INTEGER NOT NULL, at INTEGER NOT NULL,
            key INTEGER NOT NULL, ident INTEGER NOT NULL, entries BLOB NOT NULL, body BLOB NOT NULL) STRICT;
        CREATE TABLE data_key(id INTEGER PRIMARY KEY, owner INTEGER UNIQUE, wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE private(kind INTEGER NOT NULL, key INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID, STRICT;
        CREATE TABLE parameter(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        """), new Migration(2, "CREATE TABLE rewrite(id INTEGER PRIMARY KEY, changes BLOB NOT NULL) STRICT"),
        // A record that is restored from segments of several programs may have it already.
        new Migration(3, "CREATE TABLE IF NOT EXISTS layer_key(purpose TEXT NOT NULL, generation INTEGER NOT NULL, since INTEGER NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY(purpose, generation)) WITHOUT ROWID, STRICT")]);

    /// <summary>Brings a file to the newest version.</summary>
    /// <param name="connection">The file.</param>
    /// <param name="backup">Copies the file, sealed as it is, before an older version is changed; it is given that version.</param>
    /// <exception cref="StoreFormatException">The file was written by a newer program.</exception>
    public void Upgrade(Connection connection, Action<int> backup)
    {
        var found = (int)connection.Scalar("PRAGMA user_version");
        if (found > migrations[^1].Version)
            throw new StoreFormatException($"The store has format {found}; this program knows formats up to {migrations[^1].Version}. Use a newer program.");
        if (found > 0 && found < migrations[^1].Version)
            backup(found);
        foreach (var migration in migrations.Where(step => step.Version > found))
        {
            connection.Execute("BEGIN EXCLUSIVE");
            connection.Execute(migration.Sql);
            connection.Execute($"PRAGMA user_version={migration.Version}");
            connection.Execute("COMMIT");
        }
    }
}
