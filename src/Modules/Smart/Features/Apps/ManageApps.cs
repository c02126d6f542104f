using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>/auth/apps</c>: registration, change and approval by an administrator. What lets an app in, gives it a secret, or makes it somebody else, is done in person.</summary>
internal static class ManageApps
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth/apps").AddEndpointFilter(new Gate("apps", "users"));
        group.MapGet("", ListAsync);
        group.MapPost("", RegisterAsync);
        group.MapPatch("/{id}", ChangeAsync);
        group.MapPost("/{id}/secret", RenewSecretAsync);
        group.MapPut("/{id}/certificates", SetCertificatesAsync);
        group.MapDelete("/{id}", RemoveAsync);
        group.MapPut("/settings", SetAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AppRegister apps, AppGrants grants, Trail trail) =>
        await RecordAsync(context, trail, "apps", StatusCodes.Status200OK, "list")
            ? TypedResults.Json(new AppsAnswer([.. apps.All.Select(app => AppAnswer.Of(app, grants))], apps.Settings), SmartJson.Default.AppsAnswer)
            : Problems.Busy(context);

    private static async Task<IResult> RegisterAsync(HttpContext context, AppRegister apps, AppGrants grants, Trail trail)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.AppRequest) is not { } request || request.ToDraft(ActorOf(context).UserName) is not { } draft)
            return Problems.Malformed();
        var outcome = await apps.RegisterAsync(draft, context.RequestAborted);
        var status = outcome.App is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status201Created;
        if (!await RecordAsync(context, trail, "app-register", status, $"client={outcome.App?.ClientId ?? "none"}"))
            return Problems.Busy(context);
        return outcome.App is { } app ? TypedResults.Json(AppAnswer.Of(app, grants, outcome.Secret), SmartJson.Default.AppAnswer, statusCode: status) : Problems.Invalid(outcome.Issues);
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, AppRegister apps, AppApproval approval, AppGrants grants, Trail trail, RecordGateway gateway)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.AppChange) is not { } change || change.State is not (null or "approved" or "suspended"))
            return Problems.Malformed();
        if (apps.Find(id) is not { } app)
            return await NotFoundAsync(context, trail);
        if (change.Exception is { } exception && !gateway.Rights.Exceptions.Holds(exception))
            return await RecordAsync(context, trail, "app-update", StatusCodes.Status422UnprocessableEntity, $"client={id}&exception=unknown") ? Problems.Invalid([NoSuchException]) : Problems.Busy(context);
        if (change.ToEdit() is { } edit)
            return change is { State: null, IsTrusted: null, Exception: null } ? await EditApp.HandleAsync(context, app, edit, apps, grants, trail) : Problems.Malformed();
        if ((change.State == "approved" || change.IsTrusted == true) && await InPerson.RefuseAsync(context, "app-update", $"client={id}") is { } refusal)
            return refusal;
        var by = ActorOf(context).UserName;
        var outcome = change.State switch
        {
            "approved" => await approval.ApproveAsync(app, by, context.RequestAborted),
            "suspended" => await approval.SuspendAsync(app, by, context.RequestAborted),
            _ => new AppOutcome(app, null, []),
        };
        if (outcome.App is not null && change.IsTrusted is { } isTrusted)
            outcome = outcome with { App = await apps.ChangeAsync(id, one => one with { IsTrusted = isTrusted }, context.RequestAborted) };
        var status = outcome.App is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        if (!await RecordAsync(context, trail, "app-update", status, $"client={id}&state={change.State ?? "as it was"}&trusted={change.IsTrusted?.ToString() ?? "as it was"}{(change.Exception is { } ground ? $"&exception={ground}" : "")}"))
            return Problems.Busy(context);
        return outcome.App is { } changed ? TypedResults.Json(AppAnswer.Of(changed, grants), SmartJson.Default.AppAnswer) : Problems.Invalid(outcome.Issues);
    }

    private static async Task<IResult> RenewSecretAsync(string id, HttpContext context, AppRegister apps, AppGrants grants, Trail trail)
    {
        if (apps.Find(id) is null)
            return await NotFoundAsync(context, trail);
        if (await InPerson.RefuseAsync(context, "app-secret", $"client={id}") is { } refusal)
            return refusal;
        if (await apps.RenewSecretAsync(id, context.RequestAborted) is not { } secret || apps.Find(id) is not { } app)
            return await NotFoundAsync(context, trail);
        return await RecordAsync(context, trail, "app-secret", StatusCodes.Status200OK, $"client={id}") ? TypedResults.Json(AppAnswer.Of(app, grants, secret), SmartJson.Default.AppAnswer) : Problems.Busy(context);
    }

    // Grants of an issuer that is no longer the app's end; a single certificate's tokens end by themselves when it is taken out.
    private static async Task<IResult> SetCertificatesAsync(string id, HttpContext context, AppRegister apps, AppGrants grants, Trail trail)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.CertificateRequest) is not { } request)
            return Problems.Malformed();
        if (apps.Find(id) is not { } before)
            return await NotFoundAsync(context, trail);
        if (await InPerson.RefuseAsync(context, "app-certificates", $"client={id}") is { } refusal)
            return refusal;
        var outcome = await apps.SetCertificatesAsync(id, request.ToDraft(), context.RequestAborted);
        if (outcome.App is { Kind: AppKind.IssuedCertificate } after && (after.CertificateIssuer, after.CertificateSubject) != (before.CertificateIssuer, before.CertificateSubject))
            await grants.EndAsync(grant => grant.ClientId == id);
        var status = outcome.App is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        var named = outcome.App?.Certificates is { } own ? string.Join(',', own.Select(one => one.Thumbprint)) : "by issuer";
        if (!await RecordAsync(context, trail, "app-certificates", status, $"client={id}{(outcome.App is null ? "" : $"&certificates={named}")}"))
            return Problems.Busy(context);
        return outcome.App is { } changed ? TypedResults.Json(AppAnswer.Of(changed, grants), SmartJson.Default.AppAnswer) : Problems.Invalid(outcome.Issues);
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, AppRegister apps, AppApproval approval, Trail trail)
    {
        if (apps.Find(id) is not { } app)
            return await NotFoundAsync(context, trail);
        await approval.RemoveAsync(app, context.RequestAborted);
        return await RecordAsync(context, trail, "app-remove", StatusCodes.Status204NoContent, $"client={id}") ? TypedResults.NoContent() : Problems.Busy(context);
    }

    private static async Task<IResult> SetAsync(HttpContext context, AppRegister apps, Trail trail)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.AppSettings) is not { } settings)
            return Problems.Malformed();
        if (await InPerson.RefuseAsync(context, "app-settings", $"registration={settings.MayRegister}") is { } refusal)
            return refusal;
        var issue = await apps.SetAsync(settings, context.RequestAborted);
        var status = issue is null ? StatusCodes.Status204NoContent : StatusCodes.Status422UnprocessableEntity;
        if (!await RecordAsync(context, trail, "app-settings", status, $"registration={settings.MayRegister}"))
            return Problems.Busy(context);
        return issue is null ? TypedResults.NoContent() : Problems.Invalid([issue]);
    }

    private static async Task<IResult> NotFoundAsync(HttpContext context, Trail trail) =>
        await RecordAsync(context, trail, "apps", StatusCodes.Status404NotFound, "client=unknown") ? Problems.Of(StatusCodes.Status404NotFound, "not-found", "There is no such app") : Problems.Busy(context);

    private static Issue NoSuchException => Issue.Error(IssueTypes.NotFound, "APP-EXCEPTION", "There is no such exception, or it has ended.", "exception");

    private static Actor ActorOf(HttpContext context) => context.GetActor().Actor!;

    private static Task<bool> RecordAsync(HttpContext context, Trail trail, string interaction, int status, string about) => trail.RecordAsync(context, ActorOf(context), interaction, status, about);
}
