using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>What a record file says about itself: its tenant, its wrapped keys, its dictionaries (table <c>store</c>).</summary>
internal static class StoreSetting
{
    /// <summary>A setting of a record file; null when it has none of that name.</summary>
    public static byte[]? Of(Connection record, string key)
    {
        using var statement = record.Prepare("SELECT v FROM main.store WHERE k = ?1");
        return statement.Bind(1, key).Step() ? statement.Blob(0).ToArray() : null;
    }
}
