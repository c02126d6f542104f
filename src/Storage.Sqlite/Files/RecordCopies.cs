namespace Carewright.Storage.Sqlite.Files;

/// <summary>Copies of the record that were put beside it before its form was changed. They hold what was there then: also what has been erased since, and the keys of it.</summary>
internal static class RecordCopies
{
    /// <summary>Removes them.</summary>
    public static void Remove(string folder)
    {
        foreach (var copy in Directory.EnumerateFiles(folder, "record.db.before-*"))
            File.Delete(copy);
    }
}
