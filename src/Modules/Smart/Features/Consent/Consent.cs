using Carewright.Gateway.Doors;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>GET</c>, <c>POST</c> and <c>DELETE /auth/requests/{id}</c>: what an app asks for, and the user's yes or no. Only the browser that began the request gets anywhere.</summary>
internal static class Consent
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth/requests").AddEndpointFilter(new Gate("consent", caller: Caller.AtTheApp));
        group.MapGet("/{id}", ShowAsync);
        group.MapPost("/{id}", AllowAsync);
        group.MapDelete("/{id}", DenyAsync);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context, ConsentDesk desk, Trail trail)
    {
        if (desk.Find(context, id) is not var (request, app, actor))
            return await GoneAsync(context, trail);
        return TypedResults.Json(ConsentAnswer.Of(request, app, actor, desk.MustSignIn(request, actor)), SmartJson.Default.ConsentAnswer);
    }

    private static async Task<IResult> AllowAsync(string id, HttpContext context, ConsentDesk desk, Trail trail)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.ConsentDecision) is not { } decision)
            return Problems.Malformed();
        if (desk.Find(context, id) is not var (request, app, actor))
            return await GoneAsync(context, trail);
        if (desk.MustSignIn(request, actor))
            return Problems.Of(StatusCodes.Status403Forbidden, "sign-in-again", "The app wants a newer sign-in");
        var scopes = request.Asked.Where(decision.Scopes.Contains);
        if (!scopes.Texts.Any())
            return await DenyAsync(id, context, desk, trail);
        var (patient, problem) = await desk.PatientAsync(context, request, scopes, actor, decision.Patient);
        if (problem is not null)
            return problem;
        // Taken before anything is given out: two answers to one request get one code.
        if (!desk.Take(id))
            return await GoneAsync(context, trail);
        var redirect = desk.Issue(request, app, actor, scopes, patient);
        var status = redirect is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        if (!await trail.RecordAsync(context, actor, "consent", status, $"client={app.ClientId}&scopes={scopes}{(patient is null ? "" : $"&patient={patient}")}"))
            return Problems.Busy(context);
        return redirect is null ? Problems.Of(status, "busy", "Too many requests are under way") : TypedResults.Json(new ConsentRedirect(redirect), SmartJson.Default.ConsentRedirect);
    }

    private static async Task<IResult> DenyAsync(string id, HttpContext context, ConsentDesk desk, Trail trail)
    {
        if (desk.Find(context, id) is not var (request, app, actor) || !desk.Take(id))
            return await GoneAsync(context, trail);
        return await trail.RecordAsync(context, actor, "consent-denied", StatusCodes.Status200OK, $"client={app.ClientId}")
            ? TypedResults.Json(new ConsentRedirect(Redirection.WithError(request.RedirectUri, "access_denied", request.State, request.Issuer)), SmartJson.Default.ConsentRedirect)
            : Problems.Busy(context);
    }

    private static async Task<IResult> GoneAsync(HttpContext context, Trail trail) =>
        await trail.RecordAsync(context, context.GetActor().Actor, "consent", StatusCodes.Status404NotFound, "request=unknown")
            ? Problems.Of(StatusCodes.Status404NotFound, "no-request", "There is no such request, or no longer; begin again in the app")
            : Problems.Busy(context);
}
