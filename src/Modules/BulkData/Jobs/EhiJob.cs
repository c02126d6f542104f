using Carewright.BulkData.Ehi;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.BulkData.Jobs;

/// <summary>Makes the archive of a job: one sealed file, which is in clear only where it is taken out.</summary>
internal sealed class EhiJob(EhiExport export, ExportFolder folder)
{
    private const string FileName = "record.zip";

    internal async Task<(JobFile? File, DateTimeOffset At, Refusal? Refusal)> RunAsync(ExportJob job, Actor actor, JobProgress progress, CancellationToken cancellationToken)
    {
        var patient = job.Parameters.Count == 0 ? null : job.Parameters[0].Value;
        await using var writer = folder.Create(job, FileName);
        Answer<EhiSummary> answer;
        using (var zip = new ZipFileArchive(writer))
            answer = await export.RunAsync(actor, export.OrderOf(actor, patient, job.Name), zip, progress, cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            return (null, default, answer.Refusal);
        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return (new JobFile(FileName, "archive", FileRole.Output, answer.Value.Resources, writer.Written), answer.Value.TransactionTime, null);
    }
}
