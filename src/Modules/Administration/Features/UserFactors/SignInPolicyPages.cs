using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET|PUT /users/sign-in-policy</c>: who needs a second factor, and what else the clinic says of signing in.</summary>
internal static class SignInPolicyPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in-policy", ShowAsync);
        routes.MapPut("/sign-in-policy", ChangeAsync).AddEndpointFilter(new InPerson("users"));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, SignInPolicyInForce policy, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "sign-in-policy", StatusCodes.Status200OK))
            ? TypedResults.Json(policy.Current, AdministrationJson.Default.SignInPolicy)
            : Problems.Busy(context);

    private static async Task<IResult> ChangeAsync(HttpContext context, SignInPolicyInForce policy, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.SignInPolicy);
        if (request is null)
            return problem!;
        var issues = await policy.ChangeAsync(request, CancellationToken.None);
        var status = issues.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        var action = new AuditedAction("update", "sign-in-policy", status, issues.Count == 0 ? AuditOutcome.Success : AuditOutcome.Failed)
        {
            Query = $"demonstration={request.IsDemonstration}&idleMinutes={request.IdleMinutes}&longestHours={request.LongestHours}&required={string.Join(',', Roles.All.Where(role => request.RuleOf(role).IsRequired))}",
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        return issues.Count == 0 ? TypedResults.Json(policy.Current, AdministrationJson.Default.SignInPolicy) : Problems.Invalid(issues);
    }
}
