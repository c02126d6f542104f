using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Gateway.Exporting;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage.Sealing.Files;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>
/// <c>$export</c> at its three levels (Bulk Data Access 2.0 export.html#bulk-data-kick-off-request). With <c>Prefer: respond-async</c> it makes a job; without, and with <c>_outputFormat</c>, it streams a bounded number of
/// resources at once, which is this server's own addition.
/// </summary>
internal sealed class KickOff(RecordGateway gateway, JobRegister<ExportJob> jobs, JobRunner runner, Outcomes outcomes, TimeProvider clock)
{
    /// <summary>Resources that are streamed at once at most; more take a job.</summary>
    private const long MostAtOnce = 10_000;

    internal async Task RunAsync(HttpContext http, ExportLevel level, string? groupId)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "export").ConfigureAwait(false) is not { } actor)
            return;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await outcomes.RefuseAsync(http, actor, "export", 405, Issue.Error(IssueTypes.NotSupported, "BULK-HEAD", "To ask for an export's head would start one; ask by GET or POST.")).ConfigureAwait(false);
            return;
        }
        var request = await KickOffRequest.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        if (request.Fault is { } fault)
        {
            await outcomes.RefuseAsync(http, actor, "export", 400, fault).ConfigureAwait(false);
            return;
        }
        var baseUrl = $"{http.Request.Scheme}://{http.Request.Host}/fhir";
        var reading = KickOffParameters.Read(level, groupId, request.Parameters, request.IsLenient, baseUrl, gateway.Definitions);
        if (reading.Order is not { } order)
            await outcomes.RefuseAsync(http, actor, "export", 400, reading.Issues).ConfigureAwait(false);
        else if (request.IsAsync)
            await StartAsync(http, actor, order with { Asked = KickOffParameters.Text(request.Parameters) }, request).ConfigureAwait(false);
        else if (reading.HasFormat)
            await StreamAsync(http, actor, order with { Asked = KickOffParameters.Text(request.Parameters) }).ConfigureAwait(false);
        else
            await outcomes.RefuseAsync(http, actor, "export", 400, NotAsync).ConfigureAwait(false);
    }

    private static Issue NotAsync { get; } = Issue.Error(
        IssueTypes.NotSupported, "BULK-ASYNC", "Ask with the header 'Prefer: respond-async'; or, for a small export at once, with '_outputFormat=application/fhir+ndjson'.", spec: "Bulk Data Access 2.0 export.html#headers");

    private async Task StartAsync(HttpContext http, Actor actor, ExportOrder order, KickOffRequest request)
    {
        var job = NewJob(http, actor, order, request);
        var outline = await gateway.OutlineExportAsync(actor, order with { Name = job.Name }, null, http.RequestAborted).ConfigureAwait(false);
        if (outline.IsRefused)
            await Outcomes.SendAsync(http, outline.Refusal).ConfigureAwait(false);
        else if (!await jobs.AddAsync(job, http.RequestAborted).ConfigureAwait(false))
        {
            http.Response.Headers.RetryAfter = "60";
            await outcomes.RefuseAsync(http, actor, "export", 429, TooMany).ConfigureAwait(false);
        }
        else
            await AcceptAsync(http, job).ConfigureAwait(false);
    }

    internal static Issue TooMany { get; } = Issue.Error(
        IssueTypes.Throttled, "BULK-JOBS", $"You have {JobLimits.MostOpen} exports under way, or {JobLimits.MostKept} kept. Wait for one to end, or delete one.", spec: "Bulk Data Access 2.0 export.html#bulk-data-delete-request");

    internal Task AcceptAsync(HttpContext http, ExportJob job)
    {
        runner.Enqueue(job);
        http.Response.Headers.ContentLocation = $"{http.Request.Scheme}://{http.Request.Host}/bulk/jobs/{job.Id}";
        return Outcomes.SendAsync(http, 202, [new Issue(IssueSeverity.Information, IssueTypes.Informational, "BULK-ACCEPTED", "The export was accepted; ask for it at Content-Location.")]);
    }

    private ExportJob NewJob(HttpContext http, Actor actor, ExportOrder order, KickOffRequest request) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Kind = JobKind.Export,
        Requester = Requester.Of(actor),
        Level = order.Level,
        GroupId = order.GroupId,
        Parameters = request.Parameters,
        IsLenient = request.IsLenient,
        Request = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}{http.Request.QueryString}",
        BaseUrl = order.BaseUrl!,
        CreatedAt = clock.GetUtcNow(),
        ExpiresAt = clock.GetUtcNow() + JobLifetime.Open,
        Key = SealedFile.NewKey(),
    };

    private async Task StreamAsync(HttpContext http, Actor actor, ExportOrder order)
    {
        var outline = await gateway.OutlineExportAsync(actor, order, MostAtOnce, http.RequestAborted).ConfigureAwait(false);
        if (outline.IsRefused)
        {
            await Outcomes.SendAsync(http, outline.Refusal).ConfigureAwait(false);
            return;
        }
        var sink = new ResponseSink(http.Response);
        var answer = await gateway.ExportAsync(actor, order, sink, http.RequestAborted).ConfigureAwait(false);
        if (!answer.IsRefused)
            sink.Start();
        else if (http.Response.HasStarted)
            http.Abort(); // half an export must not look like a whole one
        else
            await Outcomes.SendAsync(http, answer.Refusal).ConfigureAwait(false);
    }
}
