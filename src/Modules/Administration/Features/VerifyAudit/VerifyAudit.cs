using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /audit/verify</c>: recomputes the whole chain and compares it with the signed checkpoints. One at a time: it reads the whole log.</summary>
internal static class VerifyAudit
{
    private static readonly SemaphoreSlim s_one = new(1, 1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/verify", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditCheckpoints checkpoints, Recorder recorder)
    {
        if (!await s_one.WaitAsync(TimeSpan.Zero, context.RequestAborted))
            return Problems.RetryAfter(context, StatusCodes.Status429TooManyRequests, "busy", "The log is being verified already", TimeSpan.FromSeconds(10));
        try
        {
            // Off the request's thread: it is bound by disk and hashing, for as long as the log is.
            var result = await Task.Run(() => checkpoints.Verify(context.RequestAborted), context.RequestAborted);
            var action = new AuditedAction("execute", "audit-verify", StatusCodes.Status200OK, result.IsVerified ? AuditOutcome.Success : AuditOutcome.Failed) { Rule = result.Reason };
            return await recorder.RecordAsync(context.GetActor().Actor!, action)
                ? TypedResults.Json(new VerifyAnswer(result.IsVerified, result.Records, result.FirstBroken, result.Reason, result.Checkpoints), AdministrationJson.Default.VerifyAnswer)
                : Problems.Busy(context);
        }
        finally
        {
            s_one.Release();
        }
    }
}

/// <summary>What verifying found.</summary>
internal sealed record VerifyAnswer(bool Verified, long Records, long? FirstBroken, string? Reason, int Checkpoints);
