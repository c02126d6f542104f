using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Proxies;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/privacy/proxies</c> and <c>/privacy/ages</c> for staff, <c>/my-record/proxies</c> for a patient, and <c>/proxies/join</c> for whoever was handed a code.</summary>
internal static class Proxies
{
    public static void MapStaff(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/proxies", ListAsync);
        routes.MapPost("/proxies", GiveAsync);
        routes.MapPost("/proxies/{id}/end", EndAsync);
        routes.MapGet("/ages", ShowAgesAsync);
        routes.MapPut("/ages", ChangeAgesAsync);
    }

    public static void MapOwn(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/proxies", OwnAsync);
        routes.MapPost("/proxies", NameAsync);
        routes.MapPost("/proxies/{id}/end", EndAsync);
    }

    public static void MapJoin(IEndpointRouteBuilder routes) => routes.MapPost("/proxies/join", JoinAsync);

    // ?patient=ID
    private static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Proxies.ListAsync(http.Actor(), http.Request.Query.Value("patient") ?? "", http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ProxyList);

    private static async Task<IResult> GiveAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ProxyBody).ConfigureAwait(false);
        var draft = new ProxyDraft(body.Patient, body.Kind, body.Name, body.Relationship, body.Until, body.Papers);
        return (await gateway.Rights.Proxies.GiveAsync(http.Actor(), draft, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ProxyOffer, StatusCodes.Status201Created);
    }

    // Every request of the account is refused from the commit on; what it has signed in and been given ends with it.
    private static async Task<IResult> EndAsync(string id, HttpContext http, RecordGateway gateway, [FromServices] AccountRegister accounts)
    {
        var (body, proxies) = (await Http.ReadAsync(http, RightsJson.Default.ReasonBody).ConfigureAwait(false), gateway.Rights.Proxies);
        var answer = await proxies.EndAsync(http.Actor(), id, body.Reason, http.RequestAborted).ConfigureAwait(false);
        if (!answer.IsRefused && proxies.AccountOf(id) is { } userName && proxies.RepresentsNobody(userName))
            await accounts.RenewStampAsync(userName, CancellationToken.None).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.ProxyView);
    }

    private static async Task<IResult> OwnAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Proxies.OwnAsync(http.Actor(), http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ProxyList);

    private static async Task<IResult> NameAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ProxyBody).ConfigureAwait(false);
        var answer = await gateway.Rights.Proxies.NameAsync(http.Actor(), body.Name, body.Relationship, body.Until, http.RequestAborted).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.ProxyOffer, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ShowAgesAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Proxies.Ages.ShowAsync(http.Actor(), http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.AgeListing);

    private static async Task<IResult> ChangeAgesAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.AgesBody).ConfigureAwait(false);
        return (await gateway.Rights.Proxies.Ages.ChangeAsync(http.Actor(), new AgeTable(body.State, body.Ages), body.Reason, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.AgeListing);
    }

    // Whoever is signed in as a proxy adds the patient to that account; whoever is not makes one.
    private static async Task<IResult> JoinAsync(HttpContext http, RecordGateway gateway, [FromServices] AccountRegister accounts, [FromServices] PolicyShelf policies)
    {
        http.Response.Headers.CacheControl = "no-store";
        var body = await Http.ReadAsync(http, RightsJson.Default.JoinBody).ConfigureAwait(false);
        var feature = http.GetActor();
        if (feature.Actor is { Role: not Roles.Proxy } other)
            return await Refused.ForbiddenAsync(http, "proxy-join", other, "only for proxies, and for whoever has no account").ConfigureAwait(false);
        if (feature.Actor is null && feature.Refusal != ActorRefusal.NoCredential)
            return await Refused.UnknownAsync(http, "proxy-join", feature.Refusal).ConfigureAwait(false);
        var actor = feature.Actor ?? http.Nobody();
        var userName = feature.Actor?.UserName ?? AccountRules.Fold(body.UserName ?? "");
        var answer = await gateway.Rights.Proxies.Invitations.JoinAsync(actor, body.Code, body.BirthDate, userName, feature.Actor is null ? MakeAsync : null, http.RequestAborted).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.JoinedProxy);

        async Task<(string?, IReadOnlyList<Kernel.Issue>)> MakeAsync(string person, string name)
        {
            var made = await accounts.CreateAsync(new AccountDraft(userName, name, Roles.Proxy, null, null, person, body.Password), policies.Current, http.RequestAborted).ConfigureAwait(false);
            return (made.Account?.UserName, made.Issues);
        }
    }
}
