using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /account/step-up</c>: the person of this session says once more who they are, by the second factor where there is one, else by the password. Wrong answers count towards the lock-out.</summary>
internal static class StepUp
{
    private const string Password = "password";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/step-up", HandleAsync).AddEndpointFilter(SignInLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Authenticator authenticator, FactorRegister factors, TimeProvider time, StepUpAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.StepUpRequest);
        if (request is null)
            return problem!;
        var live = context.GetActor().Session!;
        var address = context.AddressText();
        if (factors.Of(live.Account.UserName).HasAny != (request.Kind != Password) || request.Kind == FactorKinds.EnrolmentCode)
            return Problems.Of(StatusCodes.Status400BadRequest, "no-such-kind", "This account proves itself by something else");
        var step = FactorProofs.ByCode(request.Kind, request.Code, factors, time) is { } proof
            ? await authenticator.ConfirmAsync(live.Account, proof, address, context.RequestAborted)
            : await authenticator.ConfirmAsync(live.Account, request.Code, address, context.RequestAborted);
        return await answers.AnswerAsync(context, live, step, request.Kind);
    }
}

/// <summary>Audits a step-up and answers it.</summary>
internal sealed class StepUpAnswers(Sessions sessions, Recorder recorder, TimeProvider time)
{
    public async Task<IResult> AnswerAsync(HttpContext context, LiveSession live, SignInStep step, string kind)
    {
        var (status, outcome) = step switch
        {
            SignInCompleted => (StatusCodes.Status204NoContent, AuditOutcome.Success),
            SignInLockedOut => (StatusCodes.Status423Locked, AuditOutcome.Refused),
            SignInThrottled => (StatusCodes.Status429TooManyRequests, AuditOutcome.Refused),
            _ => (StatusCodes.Status422UnprocessableEntity, AuditOutcome.Failed),
        };
        if (!await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("execute", "step-up", status, outcome) { Query = $"kind={kind}" }))
            return Problems.Busy(context);
        if (step is SignInCompleted completed)
            return await KeepAsync(context, completed);
        return step switch
        {
            SignInLockedOut locked => Problems.RetryAfter(context, status, "locked-out", "Too many failures; the name is locked for a while", locked.RetryAfter),
            SignInThrottled throttled => Problems.RetryAfter(context, status, "too-many-attempts", "Too many attempts", throttled.RetryAfter),
            _ => Problems.Of(status, "bad-factor", "That is not right, or was used already"),
        };
    }

    private async Task<IResult> KeepAsync(HttpContext context, SignInCompleted completed)
    {
        var now = time.GetUtcNow();
        var kept = SessionCookie.Read(context) is { } secret
            ? await sessions.ChangeAsync(secret, session => session with { ProvedAt = now, MustProve = false, Methods = AuthenticationMethods.Together([.. session.Methods, .. completed.Methods]) }, CancellationToken.None)
            : null;
        return kept is null ? await Refused.UnknownAsync(context, "account", ActorRefusal.BadCredential) : TypedResults.NoContent();
    }
}

/// <summary>Body of a step-up: <c>code</c> is a code of the kind, or the password.</summary>
internal sealed record StepUpRequest(string Kind, string Code);
