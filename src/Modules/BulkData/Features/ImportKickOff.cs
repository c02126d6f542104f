using Carewright.BulkData.Http;
using Carewright.BulkData.Importing;
using Carewright.BulkData.Jobs;
using Carewright.BulkData.Staging;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage.Sealing.Files;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary><c>$import</c>: NDJSON files of this or of other servers, as a job. For roles with the operation <c>import</c>; which rows they may write, their grants say.</summary>
internal sealed class ImportKickOff(RecordGateway gateway, JobRegister<ImportJob> jobs, ImportRunner runner, ImportPlaces places, Outcomes outcomes, TimeProvider clock)
{
    internal async Task RunAsync(HttpContext http)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "import").ConfigureAwait(false) is not { } actor)
            return;
        var request = await ImportRequest.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        var inputs = Place(http.Request, actor, request);
        var job = NewJob(http, actor, request, inputs);
        // Who may not import is not told what is wrong with the request.
        if (await gateway.BeginImportAsync(actor, "import", request.Issues.Count == 0 ? 202 : 400, About(job), http.RequestAborted).ConfigureAwait(false) is { } refusal)
            await Outcomes.SendAsync(http, refusal).ConfigureAwait(false);
        else if (!http.Request.Headers["Prefer"].Any(value => value?.Split(',', ';').Any(one => one.Trim() == "respond-async") == true))
            await outcomes.RefuseAsync(http, actor, "import", 400, NotAsync).ConfigureAwait(false);
        else if (request.Issues.Count > 0)
            await Outcomes.SendAsync(http, 400, request.Issues).ConfigureAwait(false);
        else if (!await jobs.AddAsync(job, http.RequestAborted).ConfigureAwait(false))
        {
            http.Response.Headers.RetryAfter = "60";
            await outcomes.RefuseAsync(http, actor, "import", 429, TooMany).ConfigureAwait(false);
        }
        else
        {
            runner.Enqueue(job);
            http.Response.Headers.ContentLocation = $"{Origin(http.Request)}/bulk/imports/{job.Id}";
            await Outcomes.SendAsync(http, 202, [new Issue(IssueSeverity.Information, IssueTypes.Informational, "IMPORT-ACCEPTED", "The import was accepted; ask for it at Content-Location.")]).ConfigureAwait(false);
        }
    }

    private static Issue NotAsync { get; } = Issue.Error(IssueTypes.NotSupported, "IMPORT-ASYNC", "Ask with the header 'Prefer: respond-async'.");

    private static Issue TooMany { get; } = Issue.Error(
        IssueTypes.Throttled, "IMPORT-JOBS", $"You have {JobLimits.MostOpen} imports under way, or {JobLimits.MostKept} kept. Wait for one to end, or delete one.");

    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    // Host names, not addresses: a query may hold a signature that opens the file.
    private static string About(ImportJob job)
    {
        var hosts = job.Inputs.Select(input => input.Staged is not null ? "upload" : Host(input.Url)).Append(job.Manifest is null ? null : Host(job.Manifest)).OfType<string>().Distinct();
        return $"{job.Name} inputs={job.Inputs.Count} from={string.Join(',', hosts.Take(20))}";
    }

    private static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : "?";

    // An address below this server's own staging area is an upload; everything else is fetched, if its host is allowed.
    private List<ImportInput> Place(HttpRequest request, Actor actor, ImportRequest asked)
    {
        var inputs = new List<ImportInput>(asked.Inputs.Count);
        foreach (var (input, index) in asked.Inputs.Select((input, index) => (input, index)))
        {
            var place = $"input[{index}].url";
            if (UploadId(request, input.Url) is not { } id)
            {
                if (places.Remote.Refuse(input.Url, place) is { } refused)
                    asked.Issues.Add(refused);
            }
            else if (places.Staging.Find(id, actor.UserName) is null)
                asked.Issues.Add(StagingArea.NoUpload(place));
            inputs.Add(input with { Staged = UploadId(request, input.Url) });
        }
        if (asked.Manifest is { } manifest && places.Remote.Refuse(manifest, "exportUrl") is { } fault)
            asked.Issues.Add(fault);
        return inputs;
    }

    private static string? UploadId(HttpRequest request, string url)
    {
        const string Place = "/bulk/staging/";
        var path = url.StartsWith(Origin(request) + Place, StringComparison.Ordinal) ? url[Origin(request).Length..] : url;
        return path.StartsWith(Place, StringComparison.Ordinal) ? path[Place.Length..] : null;
    }

    private ImportJob NewJob(HttpContext http, Actor actor, ImportRequest request, IReadOnlyList<ImportInput> inputs) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Requester = Requester.Of(actor),
        Inputs = inputs,
        Manifest = request.Manifest,
        Request = $"{Origin(http.Request)}{http.Request.Path}",
        CreatedAt = clock.GetUtcNow(),
        ExpiresAt = clock.GetUtcNow() + JobLifetime.Import,
        Key = SealedFile.NewKey(),
    };
}
