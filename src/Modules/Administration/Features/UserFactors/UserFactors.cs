using System.Globalization;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// What an administrator does about somebody's second factors and sessions: <c>POST /users/{userName}/factors/reset</c>, <c>PUT|DELETE /users/{userName}/leave</c>,
/// <c>POST /users/{userName}/sessions/end</c>. Each is asked for with a reason, and the administrator has just said who they are. No secret of anybody is ever shown.
/// </summary>
internal static class UserFactors
{
    private const int MaxReason = 300;
    private const int MaxLeaveDays = 90;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var stepped = routes.MapGroup("/{userName}").AddEndpointFilter(new InPerson("users"));
        stepped.MapPost("/factors/reset", ResetAsync);
        stepped.MapPut("/leave", GiveLeaveAsync);
        routes.MapDelete("/{userName}/leave", EndLeaveAsync);
        routes.MapPost("/{userName}/sessions/end", EndSessionsAsync);
    }

    private static async Task<IResult> ResetAsync(string userName, HttpContext context, UserActs acts, FactorReset reset)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.ReasonRequest);
        if (request is null || (problem = UserActs.ReasonProblem(request.Reason)) is not null)
            return problem!;
        return await acts.DoAsync(context, userName, "factor-reset", $"reason={request.Reason.Trim()}", async account =>
        {
            var (code, endsAt) = await reset.ResetAsync(account.UserName, CancellationToken.None);
            return TypedResults.Json(new EnrolmentCodeAnswer(code, endsAt), AdministrationJson.Default.EnrolmentCodeAnswer);
        });
    }

    private static async Task<IResult> GiveLeaveAsync(string userName, HttpContext context, UserActs acts, TimeProvider time)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.LeaveRequest);
        if (request is null || (problem = UserActs.ReasonProblem(request.Reason)) is not null)
            return problem!;
        var now = time.GetUtcNow();
        if (request.Until <= now || request.Until > now.AddDays(MaxLeaveDays))
            return Problems.Invalid([AccountRules.Wrong("LEAVE-UNTIL", $"Leave ends within {MaxLeaveDays} days.", "until")]);
        var leave = new FactorLeave(request.Reason.Trim(), request.Until, context.GetActor().Actor!.UserName, now);
        return await acts.DoAsync(context, userName, "factor-leave", $"until={request.Until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}&reason={leave.Reason}", async account =>
        {
            await acts.Factors.ChangeAsync(account.UserName, has => has with { Leave = leave }, CancellationToken.None);
            return TypedResults.NoContent();
        });
    }

    private static Task<IResult> EndLeaveAsync(string userName, HttpContext context, UserActs acts) => acts.DoAsync(context, userName, "factor-leave-end", null, async account =>
    {
        await acts.Factors.ChangeAsync(account.UserName, has => has with { Leave = null }, CancellationToken.None);
        // Whoever is signed in by that leave signs in anew, with what is asked for.
        await acts.Accounts.RenewStampAsync(account.UserName, CancellationToken.None);
        return TypedResults.NoContent();
    });

    private static Task<IResult> EndSessionsAsync(string userName, HttpContext context, UserActs acts) => acts.DoAsync(context, userName, "session-end", "which=all", async account =>
    {
        await acts.Accounts.RenewStampAsync(account.UserName, CancellationToken.None);
        return TypedResults.NoContent();
    });

    /// <summary>What the acts share: the account is looked up, the act is on record before it is done.</summary>
    internal sealed record UserActs(AccountRegister Accounts, FactorRegister Factors, Recorder Recorder)
    {
        public static IResult? ReasonProblem(string reason) => string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason || reason.Any(char.IsControl)
            ? Problems.Invalid([AccountRules.Wrong("USER-ACT-REASON", $"Say why, in at most {MaxReason} characters.", "reason")])
            : null;

        public async Task<IResult> DoAsync(HttpContext context, string userName, string interaction, string? about, Func<Account, Task<IResult>> act)
        {
            var account = Accounts.Find(userName);
            var status = account is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            var action = new AuditedAction("execute", interaction, status, account is null ? AuditOutcome.Failed : AuditOutcome.Success)
            {
                Query = $"userName={account?.UserName ?? "unknown"}{(about is null ? "" : "&" + about)}",
            };
            if (!await Recorder.RecordAsync(context.GetActor().Actor!, action))
                return Problems.Busy(context);
            return account is null ? Problems.Of(status, "not-found", "There is no such user") : await act(account);
        }
    }
}

/// <summary>Body of an act that needs a reason.</summary>
internal sealed record ReasonRequest(string Reason);

/// <summary>Body of a leave to go without a second factor.</summary>
internal sealed record LeaveRequest(string Reason, DateTimeOffset Until);

/// <summary>The code to hand over; shown this once.</summary>
internal sealed record EnrolmentCodeAnswer(string Code, DateTimeOffset EndsAt);
