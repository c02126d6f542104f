using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>POST /account/password</c>: the old password, and a fresh second factor where there is one. Every session and token ends; this browser gets a new session.
/// </summary>
internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/password", HandleAsync).AddEndpointFilter(new StepUpRule()).AddEndpointFilter(SignInLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Authenticator authenticator, AccountRegister accounts, PolicyShelf policies, SessionOpening opening, PasswordAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.ChangePasswordRequest);
        if (request is null)
            return problem!;
        var live = context.GetActor().Session!;
        var step = await authenticator.ConfirmAsync(live.Account, request.Old, context.AddressText(), context.RequestAborted);
        if (step is not SignInCompleted)
            return await answers.RefuseAsync(context, live, step);
        var outcome = await accounts.ChangeAsync(live.Account.UserName, new AccountChange(Password: request.New), policies.Current, context.RequestAborted);
        if (outcome.Account is not { } account)
            return await answers.RefuseAsync(context, live, outcome.Issues);
        return await opening.OpenAsync(context, new SignInCompleted(account) { Methods = live.Session.Methods }, new AuditedAction("update", "password-change", StatusCodes.Status200OK));
    }
}

/// <summary>Audits a change of password that was refused, and answers it.</summary>
internal sealed class PasswordAnswers(Recorder recorder)
{
    public async Task<IResult> RefuseAsync(HttpContext context, LiveSession live, SignInStep step)
    {
        var status = step switch
        {
            SignInLockedOut => StatusCodes.Status423Locked,
            SignInThrottled => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        if (!await RecordAsync(context, live, status, "old password"))
            return Problems.Busy(context);
        return step switch
        {
            SignInLockedOut locked => Problems.RetryAfter(context, status, "locked-out", "Too many failures; the name is locked for a while", locked.RetryAfter),
            SignInThrottled throttled => Problems.RetryAfter(context, status, "too-many-attempts", "Too many attempts", throttled.RetryAfter),
            _ => Problems.Of(status, "bad-password", "The old password is wrong"),
        };
    }

    public async Task<IResult> RefuseAsync(HttpContext context, LiveSession live, IReadOnlyList<Issue> issues) =>
        await RecordAsync(context, live, StatusCodes.Status422UnprocessableEntity, string.Join(' ', issues.Select(issue => issue.Code))) ? Problems.Invalid(issues) : Problems.Busy(context);

    private Task<bool> RecordAsync(HttpContext context, LiveSession live, int status, string rule) =>
        recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("update", "password-change", status, AuditOutcome.Failed) { Rule = rule });
}

/// <summary>Body of a change of the own password.</summary>
internal sealed record ChangePasswordRequest(string Old, string New);
