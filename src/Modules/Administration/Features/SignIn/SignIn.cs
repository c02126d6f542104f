using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /auth/sign-in</c>.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/sign-in", HandleAsync).AddEndpointFilter(new AppRequestRule()).AddEndpointFilter(SignInLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Authenticator authenticator, Recorder recorder, SessionOpening opening)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.SignInRequest);
        if (request is null)
            return problem!;
        var step = await authenticator.SignInAsync(request.UserName, request.Password, ActorMiddleware.AddressOf(context), context.RequestAborted);
        if (step is SignInCompleted completed)
            return await opening.OpenAsync(context, completed.Account, new AuditedAction("execute", "sign-in", StatusCodes.Status200OK));
        return await RefuseAsync(context, recorder, request.UserName, step);
    }

    private static async Task<IResult> RefuseAsync(HttpContext context, Recorder recorder, string userName, SignInStep step)
    {
        var (status, rule) = step switch
        {
            SignInLockedOut => (StatusCodes.Status423Locked, "locked out"),
            SignInThrottled => (StatusCodes.Status429TooManyRequests, "address throttled"),
            _ => (StatusCodes.Status401Unauthorized, "bad credentials"),
        };
        var tried = AccountRules.Fold(userName.Length <= 64 ? userName : userName[..64]);
        var action = new AuditedAction("execute", "sign-in", status, step is SignInRefused ? AuditOutcome.Failed : AuditOutcome.Refused) { Rule = rule };
        if (!await recorder.RecordAsync(Recorder.Nobody(context, tried), action))
            return Problems.Busy(context);
        return step switch
        {
            SignInLockedOut locked => Problems.RetryAfter(context, status, "locked-out", "Too many failures; the name is locked for a while", locked.RetryAfter),
            SignInThrottled throttled => Problems.RetryAfter(context, status, "too-many-attempts", "Too many attempts from this address", throttled.RetryAfter),
            _ => Problems.Of(status, "bad-credentials", "User name or password is wrong"),
        };
    }
}

/// <summary>Body of a sign-in.</summary>
internal sealed record SignInRequest(string UserName, string Password);
