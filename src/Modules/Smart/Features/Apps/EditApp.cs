using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>Changes what a registered app is. Whatever was let in on the strength of what it was ends with its approval.</summary>
internal static class EditApp
{
    public static async Task<IResult> HandleAsync(HttpContext context, RegisteredApp before, AppEdit edit, AppRegister apps, AppGrants grants, Trail trail)
    {
        var outcome = await apps.EditAsync(before.ClientId, edit, context.RequestAborted);
        var isTakenBack = before.State == AppState.Approved && outcome.App is { State: AppState.Proposed };
        if (isTakenBack)
            await grants.EndAsync(grant => grant.ClientId == before.ClientId);
        var status = outcome.App is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        var about = $"client={before.ClientId}&changed={string.Join(',', edit.Members)}{(isTakenBack ? "&approval=taken-back" : "")}";
        if (!await trail.RecordAsync(context, context.GetActor().Actor, "app-update", status, about))
            return Problems.Busy(context);
        return outcome.App is { } changed ? TypedResults.Json(AppAnswer.Of(changed, grants), SmartJson.Default.AppAnswer) : Problems.Invalid(outcome.Issues);
    }
}
