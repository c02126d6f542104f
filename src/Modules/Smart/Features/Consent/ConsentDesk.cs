using Carewright.Gateway;
using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>What the consent page works on.</summary>
internal sealed class ConsentDesk(UnderWay underWay, AppRegister apps, AccountRegister accounts, Sessions sessions, RecordGateway gateway, TimeProvider time)
{
    /// <summary>The request, its app and who decides; null when there is none for this browser and this user.</summary>
    public (PendingAuthorization Request, RegisteredApp App, Actor Actor)? Find(HttpContext context, string id)
    {
        var actor = context.GetActor().Actor!;
        if (underWay.Requests.Find(id) is not { } request || !BrowserCookie.Is(context, request.BrowserHash) || apps.FindApproved(request.ClientId) is not { } app)
            return null;
        return request.Launch is { } launch && launch.UserName != actor.UserName ? null : (request, app, actor);
    }

    /// <summary>Takes the request out; false when another answer has.</summary>
    public bool Take(string id) => underWay.Requests.Take(id) is not null;

    /// <summary>Whether the app wants the user to have signed in more recently (OpenID Connect Core 1.0 section 3.1.2.1, <c>max_age</c>).</summary>
    public bool MustSignIn(PendingAuthorization request, Actor actor) =>
        request.MaxAge is { } age && (sessions.FindById(actor.Session!) is not { } session || session.ProvedAt + age < time.GetUtcNow());

    /// <summary>The patient of the grant, or why there is none: the launch's, the user's own, or one that was picked and that the user may see.</summary>
    public async Task<(string? Patient, IResult? Problem)> PatientAsync(HttpContext context, PendingAuthorization request, ScopeSet scopes, Actor actor, string? picked)
    {
        if (request.Launch?.Patient is { } launched)
            return (launched, null);
        if (!scopes.NeedsPatient)
            return (null, null);
        if (actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true)
            return (actor.FhirUser, null);
        if (picked is null || !picked.StartsWith("Patient/", StringComparison.Ordinal) || picked.Count(character => character == '/') != 1)
            return (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, "patient-needed", "Pick the patient whose data the app shall see"));
        // The gateway judges and audits it as a look at that patient, which it is.
        var seen = await gateway.ReadAsync(actor, "Patient", picked["Patient/".Length..], context.RequestAborted);
        return seen.IsRefused ? (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, "patient-unknown", "There is no such patient")) : (picked, null);
    }

    /// <summary>Makes a code and the address that carries it to the app; null when there is no room, or the account has changed meanwhile.</summary>
    public string? Issue(PendingAuthorization request, RegisteredApp app, Actor actor, ScopeSet scopes, string? patient)
    {
        if (accounts.Find(actor.UserName) is not { IsDisabled: false } account || sessions.FindById(actor.Session!) is not { } session)
            return null;
        var now = time.GetUtcNow();
        var isOffline = scopes.Has(ScopeSet.Offline);
        var grant = new AppGrant(Guid.NewGuid().ToString("N"), app.ClientId, account.UserName, account.Stamp, scopes.ToString(), now, isOffline ? now + AppGrants.OfflineLife : session.EndsAt(sessions.Limits))
        {
            Patient = patient,
            Encounter = request.Launch?.Encounter,
            Session = isOffline ? null : session.Id,
            SignedInAt = session.ProvedAt,
            Methods = session.Methods,
            LastUsedAt = now,
        };
        var code = underWay.Codes.Add(new IssuedCode(request, grant));
        return code is null ? null : Redirection.With(request.RedirectUri, ("code", code), ("state", request.State), ("iss", request.Issuer));
    }
}
