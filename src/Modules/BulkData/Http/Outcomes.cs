using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Http;

/// <summary>Answers that are no data: OperationOutcomes, and what refuses a request before anything is looked at. Every refusal is on record before it leaves.</summary>
internal sealed class Outcomes(RecordGateway gateway)
{
    /// <summary>The actor; null when there is none, and the refusal has been sent.</summary>
    internal async Task<Actor?> ActorOrRefuseAsync(HttpContext http, string interaction)
    {
        var feature = http.GetActor();
        if (feature.Actor is { } actor)
            return actor;
        var isForbidden = feature.Refusal is ActorRefusal.NotFromApp or ActorRefusal.PurposeNotAllowed;
        if (!isForbidden)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var nobody = feature.Claimant ?? http.Nobody();
        var issue = feature.Refusal == ActorRefusal.PurposeNotAllowed ? Issue.Error(IssueTypes.Forbidden, "BULK-PURPOSE", "The role may not act for the purpose of use that X-Carewright-Purpose claims.") : isForbidden ? Issue.Error(IssueTypes.Forbidden, "BULK-NOT-FROM-APP", "The request carries the app's cookie but lacks its header X-Carewright-App.") : Issue.Error(IssueTypes.Login, "BULK-SIGN-IN", "Sign in, or send a bearer token.");
        await RefuseAsync(http, nobody, interaction, isForbidden ? 403 : 401, issue).ConfigureAwait(false);
        return null;
    }

    /// <summary>Records a refusal of this door's own and sends it.</summary>
    internal Task RefuseAsync(HttpContext http, Actor actor, string interaction, int status, params IReadOnlyList<Issue> issues) => RefuseAsync(http, actor, interaction, status, null, issues);

    /// <summary>As above; the record says what it was about.</summary>
    internal async Task RefuseAsync(HttpContext http, Actor actor, string interaction, int status, string? about, params IReadOnlyList<Issue> issues)
    {
        var unrecorded = await gateway.RecordAsync(actor, interaction, null, status, http.RequestAborted, about).ConfigureAwait(false);
        await (unrecorded is null ? SendAsync(http, status, issues) : SendAsync(http, unrecorded)).ConfigureAwait(false);
    }

    /// <summary>Records how an answer ended that has begun to leave.</summary>
    internal async Task RecordAsync(HttpContext http, SealedAnswer.Sent sent, int status) =>
        await gateway.RecordAsync(sent.Actor, sent.Interaction, null, status, http.RequestAborted, sent.About + " file broken").ConfigureAwait(false);

    internal static Task SendAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Status == 429)
            http.Response.Headers.RetryAfter = "1";
        return SendAsync(http, refusal.Status, refusal.Issues);
    }

    internal static async Task SendAsync(HttpContext http, int status, IReadOnlyList<Issue> issues)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(OperationOutcomeWriter.Write(issues), http.RequestAborted).ConfigureAwait(false);
    }
}
