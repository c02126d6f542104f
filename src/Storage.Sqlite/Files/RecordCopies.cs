namespace Carewright.Storage.Sqlite.Files;

/// <summary>Copies of the record and of the log of messages that were put beside them before their form was changed. They hold what was there then: also what has been erased since, and the keys of it.</summary>
internal static class RecordCopies
{
    /// <summary>Removes them.</summary>
    public static void Remove(string folder)
    {
        foreach (var copy in Directory.EnumerateFiles(folder, "*.db.before-*"))
            File.Delete(copy);
    }
}
