using Carewright.Administration.Http;
using Carewright.Gateway;
using Carewright.Gateway.Settings;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>Begins a session for an account that has proved itself: audited first, then durable, then the cookie.</summary>
internal sealed class SessionOpening(Sessions sessions, Recorder recorder, PolicyShelf policies, TenantSetup setup, SiteSettings sites)
{
    /// <param name="context">The request that signs in.</param>
    /// <param name="account">As whom.</param>
    /// <param name="action">What the audit log says; its status is the answer's.</param>
    public async Task<IResult> OpenAsync(HttpContext context, Account account, AuditedAction action)
    {
        var address = ActorMiddleware.AddressOf(context);
        var purpose = policies.Current.FindRole(account.Role)?.Purpose ?? "";
        if (!await recorder.RecordAsync(account.ToActor("app", address, purpose, null), action))
            return Problems.Busy(context);
        // A cookie that was there before is another session's, perhaps one that an attacker planted: it ends here.
        if (SessionCookie.Read(context) is { } previous)
            await sessions.EndAsync(previous, context.RequestAborted);
        var (secret, session) = await sessions.StartAsync(account, address, context.RequestAborted);
        SessionCookie.Write(context, secret);
        var actor = account.ToActor("app", address, purpose, session.Id);
        var answer = SessionAnswer.Of(actor, session.ExpiresAt, policies.Current, setup, sites, context.RequestServices.GetService<RecordGateway>()?.Permissions(actor));
        return TypedResults.Json(answer, AdministrationJson.Default.SessionAnswer, statusCode: action.Status);
    }
}
