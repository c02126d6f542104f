using Carewright.BulkData.Sealing;
using Carewright.Storage.Sealing.Files;

namespace Carewright.BulkData.Jobs;

/// <summary>The files of exports, one folder per job.</summary>
/// <param name="root">The folder of all exports; made when it is first needed.</param>
internal sealed class ExportFolder(DirectoryInfo root) : SealedFolder(root)
{
    internal SealedWriteStream Create(ExportJob job, string name) => Create(job.Id, job.Key, name);

    internal SealedReadStream Open(ExportJob job, string name) => Open(job.Id, job.Key, name);
}
