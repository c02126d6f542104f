using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>A file of a finished job (Bulk Data Access 2.0 export.html#bulk-data-output-file-request): for its requester, with a token, by an address that is signed and has not ended. Compressed when the client takes gzip.</summary>
internal sealed class Download(RecordGateway gateway, JobRegister<ExportJob> jobs, ExportFolder folder, Outcomes outcomes, TimeProvider clock)
{
    internal async Task GetAsync(HttpContext http, string id, string name)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "export-download").ConfigureAwait(false) is not { } actor)
            return;
        if (jobs.Find(id) is not { State: JobState.Done } job || !job.Requester.Is(actor) || job.ExpiresAt <= clock.GetUtcNow() || job.Files.FirstOrDefault(one => one.Name == name) is not { } file)
        {
            await outcomes.RefuseAsync(http, actor, "export-download", 404, Issue.Error(IssueTypes.NotFound, "BULK-NO-FILE", "There is no such file, or no longer.")).ConfigureAwait(false);
            return;
        }
        var query = http.Request.Query;
        if (!SignedAddress.Holds(job, name, query["expires"].ToString(), query["signature"].ToString(), clock.GetUtcNow()))
        {
            await outcomes.RefuseAsync(http, actor, "export-download", 403, Issue.Error(IssueTypes.Forbidden, "BULK-ADDRESS", "The address of the file is not signed, or has ended. Take a new one from the manifest.")).ConfigureAwait(false);
            return;
        }
        if (await gateway.RecordAsync(actor, "export-download", file.Type, 200, http.RequestAborted, $"{job.Name} file={name} resources={file.Count}").ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await SendAsync(http, actor, job, file).ConfigureAwait(false);
    }

    private Task SendAsync(HttpContext http, Actor actor, ExportJob job, JobFile file)
    {
        var isArchive = file.Name.EndsWith(".zip", StringComparison.Ordinal);
        return SealedAnswer.SendAsync(http, outcomes, new SealedAnswer.Sent(actor, "export-download", $"{job.Name} file={file.Name}"), () => folder.Open(job, file.Name), response =>
        {
            response.ContentType = isArchive ? "application/zip" : "application/fhir+ndjson";
            response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}\"";
            response.ContentLength = file.Bytes;
        }, mayCompress: !isArchive);
    }
}
