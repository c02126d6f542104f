using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.BulkData.Http;
using Carewright.BulkData.Importing;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>How far an import is, what became of it file by file, its files of errors, and its end. An import is its requester's alone; for others there is none.</summary>
internal sealed class ImportStatus(RecordGateway gateway, JobRegister<ImportJob> jobs, ImportRunner runner, ImportFolder folder, Outcomes outcomes, TimeProvider clock)
{
    internal async Task GetAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id, "import-status").ConfigureAwait(false) is not var (actor, job))
            return;
        if (job.State == JobState.Open)
        {
            http.Response.StatusCode = 202;
            http.Response.Headers["X-Progress"] = runner.ProgressOf(job);
            http.Response.Headers.RetryAfter = "1";
            http.Response.Headers.CacheControl = "no-store";
        }
        else if (job.State == JobState.Failed)
            await outcomes.RefuseAsync(http, actor, "import-status", job.FailureStatus, job.Failure).ConfigureAwait(false);
        else if (await gateway.RecordAsync(actor, "import-status", null, 200, http.RequestAborted, job.Name).ConfigureAwait(false) is { } unrecorded)
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
        else
        {
            http.Response.StatusCode = 200;
            http.Response.ContentType = "application/json";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.Expires = job.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
            await http.Response.Body.WriteAsync(Manifest(job, $"{http.Request.Scheme}://{http.Request.Host}"), http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the import; what is imported stays.</summary>
    internal async Task DeleteAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id, "import-delete").ConfigureAwait(false) is not var (actor, job))
            return;
        if (await gateway.RecordAsync(actor, "import-delete", null, 202, http.RequestAborted, job.Name).ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await runner.RemoveAsync(job).ConfigureAwait(false);
        await Outcomes.SendAsync(http, 202, [new Issue(IssueSeverity.Information, IssueTypes.Informational, "IMPORT-DELETED", "The import is ended. What it has imported stays in the record.")]).ConfigureAwait(false);
    }

    /// <summary>A file of errors.</summary>
    internal async Task ErrorsAsync(HttpContext http, string id, string name)
    {
        if (await FindAsync(http, id, "import-download").ConfigureAwait(false) is not var (actor, job))
            return;
        if (job.States.SelectMany(state => state.Errors).FirstOrDefault(one => one.Name == name) is not { } file)
        {
            await outcomes.RefuseAsync(http, actor, "import-download", 404, Issue.Error(IssueTypes.NotFound, "IMPORT-NO-FILE", "There is no such file.")).ConfigureAwait(false);
            return;
        }
        if (await gateway.RecordAsync(actor, "import-download", "OperationOutcome", 200, http.RequestAborted, $"{job.Name} file={name}").ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await SealedAnswer.SendAsync(http, outcomes, new SealedAnswer.Sent(actor, "import-download", job.Name), () => folder.Open(job.Id, job.Key, name), response =>
        {
            response.ContentType = "application/fhir+ndjson";
            response.ContentLength = file.Bytes;
        }).ConfigureAwait(false);
    }

    private async Task<(Actor Actor, ImportJob Job)?> FindAsync(HttpContext http, string id, string interaction)
    {
        if (await outcomes.ActorOrRefuseAsync(http, interaction).ConfigureAwait(false) is not { } actor)
            return null;
        if (jobs.Find(id) is { } job && job.Requester.Is(actor) && job.ExpiresAt > clock.GetUtcNow())
            return (actor, job);
        await outcomes.RefuseAsync(http, actor, interaction, 404, Issue.Error(IssueTypes.NotFound, "IMPORT-NO-JOB", "There is no such import, or no longer.")).ConfigureAwait(false);
        return null;
    }

    private static ReadOnlyMemory<byte> Manifest(ImportJob job, string origin)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("transactionTime", job.TransactionTime!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("request", job.Request);
            json.WriteBoolean("requiresAccessToken", true);
            json.WriteStartArray("output");
            foreach (var (input, count) in job.Inputs.SelectMany((input, index) => job.StateOf(index).Counts.Select(count => (input, count))))
                WriteCount(json, input, count);
            json.WriteEndArray();
            json.WriteStartArray("error");
            foreach (var (input, file) in job.Inputs.SelectMany((input, index) => job.StateOf(index).Errors.Select(file => (input, file))))
                WriteErrors(json, input, file, $"{origin}/bulk/imports/{job.Id}/{file.Name}");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    // 'extension' is where a manifest may say more (Bulk Data Access 2.0 export.html#response---output-manifest).
    private static void WriteCount(Utf8JsonWriter json, ImportInput input, ImportCount count)
    {
        json.WriteStartObject();
        json.WriteString("type", count.Type);
        json.WriteString("inputUrl", input.Url);
        json.WriteNumber("count", count.Total);
        json.WriteStartObject("extension");
        json.WriteNumber("created", count.Created);
        json.WriteNumber("updated", count.Updated);
        json.WriteNumber("unchanged", count.Unchanged);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, ImportInput input, JobFile file, string url)
    {
        json.WriteStartObject();
        json.WriteString("type", "OperationOutcome");
        json.WriteString("inputUrl", input.Url);
        json.WriteNumber("count", file.Count);
        json.WriteString("url", url);
        json.WriteEndObject();
    }
}
