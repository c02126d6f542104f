using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Gateway.Doors;

/// <summary>Refusals at doors that do not speak FHIR: on record first, then answered. What cannot be put on record is answered as busy.</summary>
public static class Refused
{
    /// <summary>The request has no actor: 401, or 403 when its credential is good and it may not be used so.</summary>
    /// <param name="http">The request.</param>
    /// <param name="interaction">What the log calls it.</param>
    /// <param name="refusal">Why there is no actor.</param>
    public static async Task<IResult> UnknownAsync(HttpContext http, string interaction, ActorRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(http);
        var status = refusal is ActorRefusal.NotFromApp or ActorRefusal.PurposeNotAllowed ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        if (await RecordAsync(http, http.GetActor().Claimant ?? http.Nobody(), interaction, status, $"credential: {refusal}").ConfigureAwait(false) is { } busy)
            return busy;
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(status, CodeOf(refusal), TitleOf(refusal));
    }

    /// <summary>The actor may not do it: 403.</summary>
    /// <param name="http">The request.</param>
    /// <param name="interaction">What the log calls it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="rule">The rule that refused, for the log.</param>
    public static async Task<IResult> ForbiddenAsync(HttpContext http, string interaction, Actor actor, string rule) =>
        await RecordAsync(http, actor, interaction, StatusCodes.Status403Forbidden, rule).ConfigureAwait(false)
        ?? Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This role may not do that");

    /// <summary>The door is not for such a caller: 403.</summary>
    internal static async Task<IResult> CallerAsync(HttpContext http, string interaction, Actor actor, Caller caller)
    {
        var isAtTheApp = caller == Caller.AtTheApp;
        return await RecordAsync(http, actor, interaction, StatusCodes.Status403Forbidden, isAtTheApp ? "only for people at the app" : $"only for {caller}").ConfigureAwait(false)
            ?? Problems.Of(StatusCodes.Status403Forbidden, isAtTheApp ? "not-from-app" : "forbidden", isAtTheApp ? "This is for people at the app" : "This door is not for you");
    }

    /// <summary>It takes a person who has just said who they are: 403.</summary>
    internal static async Task<IResult> NotInPersonAsync(HttpContext http, string interaction, Actor actor, string? about, bool isToken) =>
        await RecordAsync(http, actor, interaction, StatusCodes.Status403Forbidden, isToken ? "only in a browser's session" : "step-up needed", about).ConfigureAwait(false)
        ?? (isToken
            ? Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This is done in a session of the app")
            : Problems.Of(StatusCodes.Status403Forbidden, "step-up-needed", "Say once more who you are"));

    /// <summary>The stable code of a request without an actor.</summary>
    public static string CodeOf(ActorRefusal refusal) => refusal switch
    {
        ActorRefusal.BadCredential => "session-ended",
        ActorRefusal.MustEnrol => "enrolment-required",
        ActorRefusal.MustProve => "proof-required",
        ActorRefusal.NotFromApp => "not-from-app",
        ActorRefusal.PurposeNotAllowed => "purpose-not-allowed",
        _ => "not-signed-in",
    };

    private static string TitleOf(ActorRefusal refusal) => refusal switch
    {
        ActorRefusal.MustEnrol => "Set up a second factor first",
        ActorRefusal.MustProve => "Prove once more who you are",
        ActorRefusal.NotFromApp => "The request lacks the app's header",
        ActorRefusal.PurposeNotAllowed => "This role may not act for that purpose",
        _ => "Sign in first",
    };

    // Not cancelled: an attempt is on record even when its maker hangs up.
    private static async Task<IResult?> RecordAsync(HttpContext http, Actor actor, string interaction, int status, string rule, string? about = null)
    {
        var gateway = http.RequestServices.GetRequiredService<RecordGateway>();
        return await gateway.RecordAsync(actor, interaction, null, status, CancellationToken.None, about, rule).ConfigureAwait(false) is null ? null : Problems.Busy(http);
    }
}
