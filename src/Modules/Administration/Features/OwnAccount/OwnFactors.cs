using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /account/recovery-codes</c>, <c>DELETE /account/totp</c>.</summary>
internal static class OwnFactors
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/recovery-codes", RenewCodesAsync);
        routes.MapDelete("/totp", RemoveTotpAsync);
    }

    /// <summary>Takes a factor away, unless the policy asks for it and nothing else satisfies it.</summary>
    public static async Task<IResult> RemoveAsync(HttpContext context, string kind, Func<AccountFactors, AccountFactors?> remove, FactorServices services)
    {
        var live = context.GetActor().Session!;
        var (isThere, isNeeded) = (false, false);
        await services.Factors.ChangeAsync(live.Account.UserName, has =>
        {
            if (remove(has) is not { } after)
                return null;
            isThere = true;
            isNeeded = IsNeeded(live.Account, after, services);
            return isNeeded ? null : after.HasAny ? after : after with { RecoveryCodes = null };
        }, context.RequestAborted);
        var (status, outcome) = (isThere, isNeeded) switch
        {
            (false, _) => (StatusCodes.Status404NotFound, AuditOutcome.Failed),
            (_, true) => (StatusCodes.Status409Conflict, AuditOutcome.Refused),
            _ => (StatusCodes.Status204NoContent, AuditOutcome.Success),
        };
        if (!await services.Recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("delete", "factor-remove", status, outcome) { Query = $"kind={kind}" }))
            return Problems.Busy(context);
        return status switch
        {
            StatusCodes.Status404NotFound => Problems.Of(status, "not-found", "There is no such factor"),
            StatusCodes.Status409Conflict => Problems.Of(status, "factor-required", "The clinic asks for a second factor: add another one first"),
            _ => TypedResults.NoContent(),
        };
    }

    private static bool IsNeeded(Account account, AccountFactors after, FactorServices services)
    {
        var rule = services.Policy.Current.RuleOf(account.Role);
        return rule.IsRequired && services.Demands.LeaveOf(account.UserName) is null && !after.Kinds.Intersect(rule.Kinds).Any();
    }

    private static Task<IResult> RemoveTotpAsync(HttpContext context, FactorServices services) =>
        RemoveAsync(context, FactorKinds.Totp, has => has.Totp is null ? null : has with { Totp = null }, services);

    private static async Task<IResult> RenewCodesAsync(HttpContext context, FactorServices services, FactorEnrolment enrolment)
    {
        var live = context.GetActor().Session!;
        if (!services.Factors.Of(live.Account.UserName).HasAny)
            return Problems.Of(StatusCodes.Status409Conflict, "no-factor", "Recovery codes stand in for a second factor: add one first");
        if (!await services.Recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("create", "recovery-codes", StatusCodes.Status200OK)))
            return Problems.Busy(context);
        return TypedResults.Json(new RecoveryCodesAnswer(await enrolment.NewCodesAsync(live.Account.UserName, context.RequestAborted)), AdministrationJson.Default.RecoveryCodesAnswer);
    }
}

/// <summary>What the acts on second factors share.</summary>
internal sealed record FactorServices(FactorRegister Factors, FactorDemands Demands, SignInPolicyInForce Policy, Recorder Recorder);

/// <summary>New recovery codes, shown this once.</summary>
internal sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);
