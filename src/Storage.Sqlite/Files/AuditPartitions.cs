using System.Globalization;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>The months of the audit log: one table each.</summary>
internal static class AuditPartitions
{
    /// <summary>The months that have rows, oldest first.</summary>
    public static List<AuditMonth> List(Connection connection)
    {
        var tables = RecordFile.AuditTables(connection);
        return [.. tables.Select((table, place) => Of(connection, table, isOpen: place == tables.Count - 1)).OfType<AuditMonth>()];
    }

    /// <summary>Removes the oldest month and overwrites its rows (<c>secure_delete</c>). The month that is written to is never removed, nor one that others come before.</summary>
    /// <returns>False when it is not the oldest, or is still written to.</returns>
    public static bool Drop(Connection connection, int year, int month)
    {
        var table = NameOf(year, month);
        var tables = RecordFile.AuditTables(connection);
        if (tables.Count < 2 || tables[0] != table)
            return false;
        connection.Execute($"DROP TABLE {table}");
        return true;
    }

    private static string NameOf(int year, int month) => string.Create(CultureInfo.InvariantCulture, $"audit_{year:D4}{month:D2}");

    private static AuditMonth? Of(Connection connection, string table, bool isOpen)
    {
        using var ends = connection.Prepare($"SELECT (SELECT min(seq) FROM {table}), seq, hash, (SELECT count(*) FROM {table}) FROM {table} ORDER BY seq DESC LIMIT 1");
        if (!ends.Step())
            return null;
        var number = int.Parse(table.AsSpan("audit_".Length), NumberStyles.None, CultureInfo.InvariantCulture);
        return new AuditMonth(number / 100, number % 100, ends.Int64(0), ends.Int64(1), ends.Blob(2).ToArray(), ends.Int64(3), isOpen);
    }
}
