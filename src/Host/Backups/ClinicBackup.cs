using Carewright.Conformance;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Host.Backups;

/// <summary>A backup of everything in a data folder that cannot be made again: the record and the log of messages, sealed, and beside them the published files they work with (packages, code systems), as they are.</summary>
internal static class ClinicBackup
{
    private static readonly string[] s_published = [ConformanceLibrary.FolderName, Clinic.TerminologyFolderName];

    /// <summary>Adds what is new.</summary>
    internal static async Task<BackupSegment> WriteAsync(Clinic clinic, DirectoryInfo data, DirectoryInfo set, CancellationToken cancellationToken)
    {
        var segment = await clinic.Store.BackupAsync(set, cancellationToken).ConfigureAwait(false);
        foreach (var name in s_published)
            Mirror(new DirectoryInfo(Path.Combine(data.FullName, name)), new DirectoryInfo(Path.Combine(set.FullName, name)), cancellationToken);
        return segment;
    }

    /// <summary>Makes a data folder of a set.</summary>
    internal static async Task<RestoredStore> RestoreAsync(DirectoryInfo set, DirectoryInfo data, ITenantKeyProvider provider, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        var restored = await SqliteRestore.RestoreAsync(set, data, provider, moment, cancellationToken).ConfigureAwait(false);
        foreach (var name in s_published)
            Mirror(new DirectoryInfo(Path.Combine(set.FullName, name)), new DirectoryInfo(Path.Combine(data.FullName, name)), cancellationToken);
        return restored;
    }

    // Files that never change once they are there, but for one that is loaded anew.
    private static void Mirror(DirectoryInfo source, DirectoryInfo target, CancellationToken cancellationToken)
    {
        if (!source.Exists)
            return;
        target.Create();
        var wanted = source.EnumerateFiles().Where(file => file.Extension is ".tgz" or ".terms").ToList();
        foreach (var gone in target.EnumerateFiles().ExceptBy(wanted.Select(file => file.Name), file => file.Name))
            gone.Delete();
        foreach (var file in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copy = new FileInfo(Path.Combine(target.FullName, file.Name));
            if (!copy.Exists || copy.Length != file.Length || copy.LastWriteTimeUtc < file.LastWriteTimeUtc)
                Copy(file, copy);
        }
    }

    // One that is removed meanwhile is not wanted in the copy either.
    private static void Copy(FileInfo file, FileInfo copy)
    {
        if (!file.Exists)
            return;
        var part = file.CopyTo(copy.FullName + ".new", overwrite: true);
        part.MoveTo(copy.FullName, overwrite: true);
    }
}
