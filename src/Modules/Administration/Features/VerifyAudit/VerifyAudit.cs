using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /audit/verify</c>, and <c>POST</c> with checkpoints that were kept elsewhere: recomputes the whole chain, compares it with the signed checkpoints, and the record with what the log says was written. One at a time: it reads the whole log.
/// </summary>
internal static class VerifyAudit
{
    private static readonly SemaphoreSlim s_one = new(1, 1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/verify", (HttpContext context, AuditCheckpoints checkpoints, Recorder recorder) => RunAsync(context, checkpoints, recorder, []));
        routes.MapPost("/verify", AgainstAsync);
    }

    private static async Task<IResult> AgainstAsync(HttpContext context, AuditCheckpoints checkpoints, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.VerifyRequest);
        if (request is null)
            return problem!;
        var lines = request.Against.Where(text => !string.IsNullOrWhiteSpace(text)).Select(CheckpointLine.Parse).ToList();
        return lines.Contains(null)
            ? Problems.Invalid([AuditRequest.Wrong("against", "Every line must be a checkpoint, as it was written to a second place.")])
            : await RunAsync(context, checkpoints, recorder, [.. lines.OfType<CheckpointLine>()]);
    }

    private static async Task<IResult> RunAsync(HttpContext context, AuditCheckpoints checkpoints, Recorder recorder, IReadOnlyList<CheckpointLine> against)
    {
        if (!await s_one.WaitAsync(TimeSpan.Zero, context.RequestAborted))
            return Problems.RetryAfter(context, StatusCodes.Status429TooManyRequests, "busy", "The log is being verified already", TimeSpan.FromSeconds(10));
        try
        {
            // Off the request's thread: it is bound by disk and hashing, for as long as the log is.
            var result = await Task.Run(() => checkpoints.Verify(against, context.RequestAborted), context.RequestAborted);
            var action = new AuditedAction("execute", "audit-verify", StatusCodes.Status200OK, result is { IsVerified: true, Lost: null } ? AuditOutcome.Success : AuditOutcome.Failed) { Rule = result.Reason ?? (result.Lost is { } lost ? $"lost {lost.Reference}" : null) };
            return await recorder.RecordAsync(context.GetActor().Actor!, action) ? TypedResults.Json(VerifyAnswer.Of(result), AdministrationJson.Default.VerifyAnswer) : Problems.Busy(context);
        }
        finally
        {
            s_one.Release();
        }
    }
}

/// <summary>Lines of second places to verify against.</summary>
internal sealed record VerifyRequest(IReadOnlyList<string> Against);

/// <summary>What verifying found.</summary>
internal sealed record VerifyAnswer(
    bool Verified, long Records, long? FirstBroken, string? Reason, int Checkpoints, string? Break, long? LastGood, DateTimeOffset? LastGoodAt, DateTimeOffset? BrokenAt, int Witnesses, long Disposed, LostVersion? Lost)
{
    public static VerifyAnswer Of(ChainVerification result) => new(
        result.IsVerified, result.Records, result.FirstBroken, result.Reason, result.Checkpoints, result.Break is { } kind ? NameOf(kind) : null, result.LastGood, result.LastGoodAt, result.BrokenAt,
        result.Witnesses, result.Disposed, result.Lost);

    private static string NameOf(ChainBreak kind) => kind switch
    {
        ChainBreak.Changed => "changed",
        ChainBreak.Missing => "missing",
        ChainBreak.Rewritten => "rewritten",
        ChainBreak.CutOff => "cut-off",
        ChainBreak.RolledBack => "rolled-back",
        _ => "forged",
    };
}
