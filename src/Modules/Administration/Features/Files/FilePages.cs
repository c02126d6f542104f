using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET|PUT /files/settings</c>: how large files may be, which kinds are taken, and what scans them.</summary>
internal static class FilePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowAsync);
        routes.MapPut("/settings", ChangeAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, RecordGateway gateway, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "file-settings", StatusCodes.Status200OK))
            ? TypedResults.Json(gateway.Files.Current, AdministrationJson.Default.FileSettings)
            : Problems.Busy(context);

    private static async Task<IResult> ChangeAsync(HttpContext context, RecordGateway gateway, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.FileSettings);
        if (request is null)
            return problem!;
        var issues = await gateway.Files.SetAsync(request, CancellationToken.None);
        var status = issues.Count == 0 ? StatusCodes.Status204NoContent : StatusCodes.Status422UnprocessableEntity;
        var action = new AuditedAction("update", "file-settings", status, issues.Count == 0 ? AuditOutcome.Success : AuditOutcome.Failed)
        {
            Query = $"most={request.MaxBytes}&others={request.TakesOtherKinds}&scanner={(request.Scanner is null ? "none" : "set")}&without={(request.WithoutScanner == "take" ? "take" : "refuse")}",
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        return issues.Count == 0 ? TypedResults.NoContent() : Problems.Invalid(issues);
    }
}
