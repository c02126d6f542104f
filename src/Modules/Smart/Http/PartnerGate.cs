using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>The partners' listener, as apps are told of it.</summary>
public sealed class PartnerDoor
{
    /// <summary>Its TCP port; null when there is none.</summary>
    public int? Port { get; set; }
}

/// <summary>
/// What may come through the partners' listener: the doors of apps, by tokens that are bound to a certificate. People and scripts have their own listener; a stolen cookie or token of theirs
/// is worth nothing here. The certificate is looked at again with each request, since a connection may outlive it.
/// </summary>
internal sealed class PartnerGate(RequestDelegate next, PartnerCertificates certificates, AppRegister apps, Trail trail)
{
    private static readonly string[] s_open =
    [
        "/fhir", "/bulk/jobs", "/bulk/files", "/auth/token", "/auth/introspect", "/auth/revoke", "/auth/userinfo", "/auth/jwks", "/.well-known", "/health",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            await next(context);
            return;
        }
        var actor = context.GetActor().Actor;
        var reason = certificates.Refuse(certificate)
            ?? (!s_open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)) ? "door=closed-to-partners" : null)
            ?? (actor is null || (actor.Limit is not null && apps.Find(actor.Client)?.HasCertificate == true) ? null : "credential=not-bound");
        if (reason is null)
        {
            await next(context);
            return;
        }
        var isRecorded = await trail.RecordAsync(context, actor, "partner-request", StatusCodes.Status403Forbidden, $"{reason}&certificate={AppCertificate.ThumbprintOf(certificate)}");
        await (isRecorded ? Problems.Of(StatusCodes.Status403Forbidden, "closed-to-partners", "This certificate opens nothing here") : Problems.Busy(context)).ExecuteAsync(context);
    }
}
