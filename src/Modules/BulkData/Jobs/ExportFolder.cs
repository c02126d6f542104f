using Carewright.BulkData.Sealing;

namespace Carewright.BulkData.Jobs;

/// <summary>Where sealed files lie: one folder per job. Names on the disk say nothing but the job's random id and types of resources.</summary>
/// <param name="root">The folder of all exports; made when it is first needed.</param>
internal sealed class ExportFolder(DirectoryInfo root)
{
    internal SealedFileWriter Create(ExportJob job, string name)
    {
        Directory.CreateDirectory(PathOf(job.Id));
        return new SealedFileWriter(PathOf(job.Id, name), job.Key, name);
    }

    internal SealedFileReader Open(ExportJob job, string name) => new(PathOf(job.Id, name), job.Key, name);

    /// <summary>Deletes a job's files; nothing when there are none.</summary>
    internal void Delete(string jobId)
    {
        if (Directory.Exists(PathOf(jobId)))
            Directory.Delete(PathOf(jobId), recursive: true);
    }

    /// <summary>Deletes what belongs to no job that is known.</summary>
    internal void DeleteOthers(IReadOnlySet<string> jobIds)
    {
        if (!root.Exists)
            return;
        foreach (var folder in root.EnumerateDirectories().Where(folder => !jobIds.Contains(folder.Name)))
            folder.Delete(recursive: true);
    }

    private string PathOf(params string[] names) => Path.Combine([root.FullName, .. names]);
}
