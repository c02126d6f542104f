using System.Globalization;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Backups;

/// <summary>
/// A segment before it is sealed: a record file that has only the versions and audit rows after a sequence number, and the small tables whole. Data keys are in a file of their own, with the same schema.
/// </summary>
internal static class SegmentFile
{
    private const string NoDictionaries = " WHERE k NOT GLOB 'dictionary-*'";

    private static readonly string[] s_keyTables = ["data_key", "layer_key"];

    /// <summary>Copies out of a record that is in use, as of one moment.</summary>
    /// <param name="record">The record file.</param>
    /// <param name="segment">Where the segment goes; must not be there.</param>
    /// <param name="keys">Where the data keys go; must not be there.</param>
    /// <param name="after">The sequence number after which to begin.</param>
    public static SegmentContent Write(string record, string segment, string keys, long after)
    {
        using var target = Connection.Open(segment, readOnly: false);
        target.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
        target.Execute($"ATTACH '{Quoted(keys)}' AS keys; PRAGMA keys.journal_mode=OFF; ATTACH '{Quoted(record)}' AS source");
        target.Execute("BEGIN");
        var tables = Tables(target, "source");
        foreach (var (name, sql) in tables)
        {
            target.Execute(sql);
            if (s_keyTables.Contains(name))
                target.Execute($"{In("keys", name, sql)}; INSERT INTO keys.{name} SELECT * FROM source.{name}");
            else if (name != "rewrite")
                target.Execute($"INSERT INTO main.{name} SELECT * FROM source.{name}{Restriction(name, after)}");
        }
        var era = KeyTable.EraOf(target, "source");
        var ground = Invariant($"{Math.Max(target.Scalar("SELECT max(id) FROM source.rewrite"), new RewriteLog(target).Forgotten)} {target.Scalar("SELECT count(*) FROM source.store WHERE k GLOB 'dictionary-*'")}{(era > 0 ? Invariant($" {era}") : "")}");
        target.Execute(Invariant($"PRAGMA main.user_version={target.Scalar("PRAGMA source.user_version")}"));
        var generation = (int)target.Scalar("SELECT max(generation) FROM source.layer_key WHERE purpose = 'tenant'");
        target.Execute("COMMIT");
        var growing = tables.Where(table => IsGrowing(table.Name)).Select(table => target.Scalar($"SELECT max(seq) FROM main.{table.Name}"));
        return new SegmentContent(after, growing.Append(after).Max(), ground, Math.Max(1, generation), StoreSetting.Of(target, StoredKey.Setting) ?? [], StoreSetting.Of(target, StoredKey.RecoverySetting) ?? []);
    }

    /// <summary>Adds a later segment's rows to a record that is being restored.</summary>
    /// <param name="record">The record as it is so far.</param>
    /// <param name="segment">What comes next.</param>
    /// <param name="isWhole">Whether accounts, settings and other rows without a sequence number are taken, too: not from a segment that is cut.</param>
    public static void Add(string record, string segment, bool isWhole)
    {
        using var target = Connection.Open(record, readOnly: false);
        target.Execute($"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; ATTACH '{Quoted(segment)}' AS source");
        target.Execute("BEGIN");
        foreach (var (name, sql) in Tables(target, "source").Where(table => table.Name != "rewrite" && !s_keyTables.Contains(table.Name)))
        {
            if (target.Scalar($"SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = '{name}'") == 0)
                target.Execute(sql);
            if (IsGrowing(name) || name == "parameter")
                target.Execute($"INSERT OR IGNORE INTO main.{name} SELECT * FROM source.{name}");
            else if (isWhole)
                target.Execute($"DELETE FROM main.{name}{(name == "store" ? NoDictionaries : "")}; INSERT INTO main.{name} SELECT * FROM source.{name}");
        }
        target.Execute("COMMIT");
    }

    /// <summary>Takes away what came after a moment; returns the last sequence number that is left.</summary>
    public static long Cut(string record, DateTimeOffset moment)
    {
        using var target = Connection.Open(record, readOnly: false);
        target.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
        var tables = Tables(target, "main").Where(table => IsGrowing(table.Name)).Select(table => table.Name).ToList();
        // In the order in which things were done: a clock that was put back does not bring a later row before an earlier one.
        var last = tables.Select(name => target.Scalar(Invariant($"SELECT min(seq) FROM {name} WHERE at > {moment.ToUnixTimeMilliseconds() * 1000}"))).Where(first => first > 0).DefaultIfEmpty(long.MaxValue).Min() - 1;
        foreach (var name in tables)
            target.Execute(Invariant($"DELETE FROM {name} WHERE seq > {last}"));
        return tables.Max(name => target.Scalar($"SELECT max(seq) FROM {name}"));
    }

    /// <summary>Puts the data keys into a restored record, and empties the rows of patients whose key has been destroyed since.</summary>
    /// <returns>How many rows were emptied.</returns>
    public static long PutKeys(string record, string keys)
    {
        using var target = Connection.Open(record, readOnly: false);
        target.Execute($"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; ATTACH '{Quoted(keys)}' AS keys");
        target.Execute("BEGIN");
        foreach (var (name, sql) in Tables(target, "keys"))
        {
            if (target.Scalar($"SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = '{name}'") == 0)
                target.Execute(sql);
            target.Execute($"DELETE FROM main.{name}; INSERT INTO main.{name} SELECT * FROM keys.{name}");
        }
        target.Execute("UPDATE version SET ident = 0, entries = x'', body = x'' WHERE key IN (SELECT id FROM main.data_key WHERE owner IS NULL AND length(wrapped) = 0) AND length(body) > 0");
        var emptied = target.Changes();
        target.Execute("COMMIT");
        return emptied;
    }

    // SQLite keeps the statement as it was written, but for what stands before the table's name.
    private static string In(string schema, string table, string sql) => $"CREATE TABLE {schema}.{sql[sql.IndexOf(table, StringComparison.Ordinal)..]}";

    private static string Restriction(string table, long after) => table switch
    {
        _ when IsGrowing(table) => Invariant($" WHERE seq > {after}"),
        "store" when after > 0 => NoDictionaries,
        _ => "",
    };

    private static bool IsGrowing(string table) => table == "version" || table.StartsWith("audit_", StringComparison.Ordinal);

    private static List<(string Name, string Sql)> Tables(Connection connection, string schema)
    {
        var tables = new List<(string, string)>();
        using var statement = connection.Prepare($"SELECT name, sql FROM {schema}.sqlite_schema WHERE type = 'table' ORDER BY name");
        while (statement.Step())
            tables.Add((statement.Text(0), statement.Text(1)));
        return tables;
    }

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What was copied into a segment.</summary>
/// <param name="After">It has what came after this sequence number.</param>
/// <param name="Through">The last sequence number in it.</param>
/// <param name="Ground">See <see cref="Carewright.Storage.Backups.BackupSegment"/>.</param>
/// <param name="Generation">Generation of the tenant key in force.</param>
/// <param name="TenantKey">The tenant key as the record has it wrapped.</param>
/// <param name="RecoveryKey">The same for the recovery kit; empty when there is none.</param>
internal sealed record SegmentContent(long After, long Through, string Ground, int Generation, byte[] TenantKey, byte[] RecoveryKey);
