using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary><c>GET /bulk/jobs</c>: the caller's own exports, newest first, with how far each is; so that a screen finds them again. It tells nothing but what the caller asked for and how far that is, and like a poll it is not on record.</summary>
internal sealed class JobList(JobRegister<ExportJob> jobs, JobRunner runner, Outcomes outcomes, TimeProvider clock)
{
    internal async Task RunAsync(HttpContext http)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "export-list").ConfigureAwait(false) is not { } actor)
            return;
        var own = jobs.All.Where(job => job.Requester.Is(actor) && job.ExpiresAt > clock.GetUtcNow()).Reverse().ToList();
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(Write(own), http.RequestAborted).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Write(IReadOnlyList<ExportJob> own)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("jobs");
            foreach (var job in own)
                Write(json, job);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, ExportJob job)
    {
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("kind", job.Kind == JobKind.Ehi ? "ehi" : "export");
        json.WriteString("patient", job.Kind == JobKind.Ehi && job.Parameters.Count > 0 ? job.Parameters[0].Value : null);
        json.WriteString("state", job.State switch { JobState.Open => "open", JobState.Done => "done", _ => "failed" });
        json.WriteNumber("resources", job.State == JobState.Open ? runner.ResourcesOf(job) : job.Files.Sum(file => file.Count));
        json.WriteNumber("bytes", job.Files.Sum(file => file.Bytes));
        json.WriteString("createdAt", Instant(job.CreatedAt));
        json.WriteString("expiresAt", Instant(job.ExpiresAt));
        json.WriteString("failure", job.Failure.Count > 0 ? job.Failure[0].Message : null);
        json.WriteEndObject();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
