using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /setup</c> and <c>POST /setup</c>: the first start.</summary>
internal static class SetUpTenant
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/setup", (TenantSetup setup) => TypedResults.Json(new SetupAnswer(setup.IsNeeded), AdministrationJson.Default.SetupAnswer));
        routes.MapPost("/setup", HandleAsync).AddEndpointFilter(new AppRequestRule("setup")).AddEndpointFilter(SignInLimit.FilterAsync);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, TenantSetup setup, Recorder recorder, SessionOpening opening, FactorDemands demands)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.SetupRequest);
        if (request is null)
            return problem!;
        var outcome = await setup.CompleteAsync(request.Code, new TenantDraft(request.Tenant, request.UserName, request.Display, request.Password), context.RequestAborted);
        return outcome switch
        {
            { Administrator: { } administrator } => await opening.OpenAsync(context, new SignInCompleted(administrator) { MustEnrol = !demands.IsSatisfied(administrator) }, new AuditedAction("create", "setup", StatusCodes.Status201Created)),
            { Status: SetupStatus.AlreadyDone } => Problems.Of(StatusCodes.Status409Conflict, "already-set-up", "This store has its tenant already"),
            { Status: SetupStatus.Invalid } => Problems.Invalid(outcome.Issues),
            _ => await RefuseCodeAsync(context, recorder),
        };
    }

    private static async Task<IResult> RefuseCodeAsync(HttpContext context, Recorder recorder)
    {
        var action = new AuditedAction("create", "setup", StatusCodes.Status403Forbidden, AuditOutcome.Refused) { Rule = "bad setup code" };
        return await recorder.RecordAsync(Recorder.Nobody(context), action)
            ? Problems.Of(StatusCodes.Status403Forbidden, "bad-setup-code", "The code is wrong, or no longer valid: the server's console shows it")
            : Problems.Busy(context);
    }
}

/// <summary>Whether setup is needed.</summary>
internal sealed record SetupAnswer(bool Needed);

/// <summary>Body of a setup.</summary>
internal sealed record SetupRequest(string Code, string Tenant, string UserName, string Display, string Password);
