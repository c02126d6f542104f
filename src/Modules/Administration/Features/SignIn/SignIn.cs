using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /auth/sign-in</c>: the first step, by name and password.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/sign-in", HandleAsync).AddEndpointFilter(new AppRequestRule("auth")).AddEndpointFilter(SignInLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Authenticator authenticator, SignInAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.SignInRequest);
        if (request is null)
            return problem!;
        var step = await authenticator.SignInAsync(request.UserName, request.Password, context.AddressText(), context.RequestAborted);
        return await answers.AnswerAsync(context, step, request.UserName);
    }
}

/// <summary>Audits a step of a sign-in and answers it.</summary>
internal sealed class SignInAnswers(Recorder recorder, SessionOpening opening)
{
    private const int MaxName = 64;

    /// <param name="context">The request.</param>
    /// <param name="step">How far it has come.</param>
    /// <param name="tried">The name that was tried, for the record of a failure; null when none was.</param>
    public Task<IResult> AnswerAsync(HttpContext context, SignInStep step, string? tried) => step switch
    {
        SignInCompleted completed => opening.OpenAsync(context, completed, new AuditedAction("execute", "sign-in", StatusCodes.Status200OK)),
        SecondFactorNeeded needed => AskAsync(context, needed),
        SecondFactorRefused refused => RefuseFactorAsync(context, refused),
        _ => RefuseAsync(context, step, tried),
    };

    private async Task<IResult> AskAsync(HttpContext context, SecondFactorNeeded needed)
    {
        var action = new AuditedAction("execute", "sign-in", StatusCodes.Status202Accepted) { Query = $"asked={string.Join(',', needed.Kinds)}" };
        return await recorder.RecordAsync(Actors.Of(context, needed.Account, null), action)
            ? TypedResults.Json(new FactorNeededAnswer(needed.Challenge, needed.Kinds, needed.EndsAt), AdministrationJson.Default.FactorNeededAnswer, statusCode: action.Status)
            : Problems.Busy(context);
    }

    private async Task<IResult> RefuseFactorAsync(HttpContext context, SecondFactorRefused refused)
    {
        var action = new AuditedAction("execute", "sign-in", StatusCodes.Status401Unauthorized, AuditOutcome.Failed) { Rule = "bad second factor" };
        return await recorder.RecordAsync(Actors.Of(context, refused.Account, null), action) ? Problems.Of(StatusCodes.Status401Unauthorized, "bad-factor", "The code is wrong, or was used already", null, new KeyValuePair<string, object?>("triesLeft", refused.TriesLeft)) : Problems.Busy(context);
    }

    private async Task<IResult> RefuseAsync(HttpContext context, SignInStep step, string? tried)
    {
        var (status, rule) = step switch
        {
            SignInLockedOut => (StatusCodes.Status423Locked, "locked out"),
            SignInThrottled => (StatusCodes.Status429TooManyRequests, "address throttled"),
            SignInChallengeEnded => (StatusCodes.Status401Unauthorized, "challenge ended"),
            _ => (StatusCodes.Status401Unauthorized, "bad credentials"),
        };
        var name = tried is null ? "anonymous" : AccountRules.Fold(tried.Length <= MaxName ? tried : tried[..MaxName]);
        var action = new AuditedAction("execute", "sign-in", status, step is SignInRefused ? AuditOutcome.Failed : AuditOutcome.Refused) { Rule = rule };
        if (!await recorder.RecordAsync(Recorder.Nobody(context, name), action))
            return Problems.Busy(context);
        return step switch
        {
            SignInLockedOut locked => Problems.RetryAfter(context, status, "locked-out", "Too many failures; the name is locked for a while", locked.RetryAfter),
            SignInThrottled throttled => Problems.RetryAfter(context, status, "too-many-attempts", "Too many attempts from this address", throttled.RetryAfter),
            SignInChallengeEnded => Problems.Of(status, "challenge-ended", "This sign-in has taken too long; begin anew"),
            _ => Problems.Of(status, "bad-credentials", "User name or password is wrong"),
        };
    }
}

/// <summary>Body of a sign-in.</summary>
internal sealed record SignInRequest(string UserName, string Password);

/// <summary>A second factor is asked for.</summary>
internal sealed record FactorNeededAnswer(string Challenge, IReadOnlyList<string> Kinds, DateTimeOffset EndsAt);
