using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>How far a job is, its manifest, and its removal (Bulk Data Access 2.0 export.html#bulk-data-status-request, #bulk-data-delete-request). A job is its requester's alone; for others there is none.</summary>
internal sealed class JobStatus(RecordGateway gateway, JobRegister<ExportJob> jobs, JobRunner runner, Outcomes outcomes, TimeProvider clock)
{
    private const string RetrySeconds = "1";

    internal async Task GetAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id, "export-status").ConfigureAwait(false) is not var (actor, job))
            return;
        switch (job.State)
        {
            case JobState.Open:
                http.Response.StatusCode = 202;
                http.Response.Headers["X-Progress"] = runner.ProgressOf(job);
                http.Response.Headers.RetryAfter = RetrySeconds;
                http.Response.Headers.CacheControl = "no-store";
                break;
            case JobState.Failed:
                await outcomes.RefuseAsync(http, actor, "export-status", job.FailureStatus, job.Failure).ConfigureAwait(false);
                break;
            default:
                await SendManifestAsync(http, actor, job).ConfigureAwait(false);
                break;
        }
    }

    internal async Task DeleteAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id, "export-delete").ConfigureAwait(false) is not var (actor, job))
            return;
        if (await gateway.RecordAsync(actor, "export-delete", null, 202, http.RequestAborted, job.Name).ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await runner.RemoveAsync(job).ConfigureAwait(false);
        await Outcomes.SendAsync(http, 202, [new Issue(IssueSeverity.Information, IssueTypes.Informational, "BULK-DELETED", "The export and its files are deleted.")]).ConfigureAwait(false);
    }

    private async Task<(Actor Actor, ExportJob Job)?> FindAsync(HttpContext http, string id, string interaction)
    {
        if (await outcomes.ActorOrRefuseAsync(http, interaction).ConfigureAwait(false) is not { } actor)
            return null;
        if (jobs.Find(id) is { } job && job.Requester.Is(actor) && job.ExpiresAt > clock.GetUtcNow())
            return (actor, job);
        await outcomes.RefuseAsync(http, actor, interaction, 404, Issue.Error(IssueTypes.NotFound, "BULK-NO-JOB", "There is no such export, or no longer.")).ConfigureAwait(false);
        return null;
    }

    private async Task SendManifestAsync(HttpContext http, Actor actor, ExportJob job)
    {
        if (await gateway.RecordAsync(actor, "export-status", null, 200, http.RequestAborted, job.Name).ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        var now = clock.GetUtcNow();
        var expires = now + JobLifetime.Address < job.ExpiresAt ? now + JobLifetime.Address : job.ExpiresAt;
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Expires = expires.ToString("R", CultureInfo.InvariantCulture);
        await http.Response.Body.WriteAsync(Manifest(job, $"{http.Request.Scheme}://{http.Request.Host}", expires), http.RequestAborted).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Manifest(ExportJob job, string origin, DateTimeOffset expires)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("transactionTime", job.TransactionTime!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("request", job.Request);
            json.WriteBoolean("requiresAccessToken", true);
            WriteFiles(json, "output", job, FileRole.Output, origin, expires);
            WriteFiles(json, "deleted", job, FileRole.Deleted, origin, expires);
            WriteFiles(json, "error", job, FileRole.Error, origin, expires);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteFiles(Utf8JsonWriter json, string name, ExportJob job, FileRole role, string origin, DateTimeOffset expires)
    {
        json.WriteStartArray(name);
        foreach (var file in job.Files.Where(file => file.Role == role))
        {
            json.WriteStartObject();
            json.WriteString("type", file.Type);
            json.WriteString("url", SignedAddress.Of(job, origin, file.Name, expires));
            json.WriteNumber("count", file.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
