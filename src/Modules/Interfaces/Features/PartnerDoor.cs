using System.Globalization;
using System.Net;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Outbound;
using Carewright.Gateway.Sending;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Interfaces.Sending;
using Carewright.Interfaces.Watching;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Interfaces.Features;

/// <summary><c>GET /interfaces/partners</c>: partners, how their ports are and how they do. <c>PUT|DELETE /interfaces/partners/{id}</c>: in person, on record before it holds; messages that were taken stay in the log.</summary>
internal sealed class PartnerDoor(PartnerRegister partners, Listeners listeners, Couriers couriers, PartnerWatch watch, IMessageLog log, RecordGateway gateway, TimeProvider clock)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/interfaces/partners", (Delegate)ShowAsync);
        routes.MapPut("/interfaces/partners/{id}", (Delegate)PutAsync).AddEndpointFilter(new InPerson("interface-partners"));
        routes.MapDelete("/interfaces/partners/{id}", (Delegate)RemoveAsync).AddEndpointFilter(new InPerson("interface-partners"));
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await RecordAsync(http, "interface-partners", 200, null).ConfigureAwait(false) is { } busy)
            return busy;
        var (tally, hourAgo) = (log.Tally().ToLookup(one => one.Partner, StringComparer.Ordinal), clock.GetUtcNow().AddHours(-1));
        PartnerAnswer Answer(ReadyPartner partner)
        {
            var pulse = log.Pulse(partner.Settings.Id, hourAgo);
            return new PartnerAnswer(partner.Settings.WithoutSecrets(), CountsOf(tally[partner.Settings.Id]), pulse.LastAt, pulse.Messages, pulse.OldestOpen, pulse.OldestUnsent, couriers.StateOf(partner.Settings.Id), TroublesOf(partner.Settings));
        }
        return TypedResults.Json(new PartnersAnswer([.. partners.All.Select(Answer)], [.. listeners.Ports], CountsOf(tally[Inbox.Unknown])), InterfacesJson.Default.PartnersAnswer);
    }

    private async Task<IResult> PutAsync(string id, HttpContext http)
    {
        var wanted = await JsonBody.ReadAsync(http, InterfacesJson.Default.Partner).ConfigureAwait(false);
        if (wanted is null || wanted.Id != id)
            return await RecordAsync(http, "interface-partners", 400, $"partner={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.Malformed();
        var about = $"partner={id}&enabled={wanted.IsEnabled}&port={wanted.Receive?.Port}&secure={wanted.Receive?.IsSecure}&certificates={wanted.Receive?.Certificates.Count}&addresses={string.Join(' ', wanted.Receive?.Addresses ?? [])}&analyser={wanted.Analyser is not null} {wanted.Analyser?.Host}:{wanted.Analyser?.Port}&posts={wanted.Http is not null}&host={wanted.Send?.Host}:{wanted.Send?.Port}&sends={string.Join(' ', wanted.Send?.Routes.Select(route => route.Message).Distinct() ?? [])}";
        IReadOnlyList<Issue> issues = partners.Check(wanted);
        if (issues.Count == 0)
            issues = [.. UnknownValueSets(wanted), .. ClosedHost(wanted)];
        if (await RecordAsync(http, "interface-partner-change", issues.Count > 0 ? 422 : 200, about).ConfigureAwait(false) is { } busy)
            return busy;
        if (issues.Count == 0)
            issues = [.. await partners.PutAsync(wanted, CancellationToken.None).ConfigureAwait(false)];
        return issues.Count > 0 ? Problems.Invalid(issues) : TypedResults.Json(wanted.WithoutSecrets(), InterfacesJson.Default.Partner);
    }

    // A condition that asks for an unknown value set never holds: what is reportable would stay here, and nobody would know.
    private IEnumerable<Issue> UnknownValueSets(Partner partner) =>
        from route in (partner.Send?.Routes ?? []).Select((route, place) => (place, SendTrigger.Compile(route.Condition).Trigger))
        where route.Trigger is not null
        from valueSet in gateway.Sending.UnknownValueSets(route.Trigger!)
        select Issue.Error(IssueTypes.NotFound, "PARTNER-ROUTE-VALUESET", $"The value set {valueSet} is not known here, or is too large: load it first.", string.Create(CultureInfo.InvariantCulture, $"send.routes[{route.place}]"));

    // What a name stands for is looked at again whenever it is connected to; here it is told at once where that is plain.
    private IEnumerable<Issue> ClosedHost(Partner partner)
    {
        if (partner.Send is { Http: { } http } target && !gateway.Endpoints.IsAllowed(target.AddressOf(http)) && (HttpRules.IsLoopback(target.Host) || (IPAddress.TryParse(target.Host, out var address) && NetworkKinds.KindOf(address) != NetworkKind.Public)))
            yield return Issue.Error(IssueTypes.BusinessRule, "PARTNER-HOST-PRIVATE", "The host is in a private network; the administrator has to allow it (PUT /outbound-hosts).", "send.host");
    }

    private async Task<IResult> RemoveAsync(string id, HttpContext http)
    {
        var isThere = partners.Find(id) is not null;
        if (await RecordAsync(http, "interface-partner-change", isThere ? 204 : 404, $"partner={Uri.EscapeDataString(id)}&removed=true").ConfigureAwait(false) is { } busy)
            return busy;
        return isThere && await partners.RemoveAsync(id, CancellationToken.None).ConfigureAwait(false) ? TypedResults.NoContent() : Problems.NotFound();
    }

    private async ValueTask<IResult?> RecordAsync(HttpContext http, string interaction, int status, string? about) =>
        await gateway.RecordAsync(http.GetActor().Actor!, interaction, null, status, CancellationToken.None, about).ConfigureAwait(false) is null ? null : Problems.Busy(http);

    private IReadOnlyList<PartnerTrouble> TroublesOf(Partner partner)
    {
        var trouble = partner.IsEnabled ? watch.TroubleOf(partner) : PartnerTrouble.None;
        return [.. Enum.GetValues<PartnerTrouble>().Where(one => one != PartnerTrouble.None && trouble.HasFlag(one))];
    }

    private static Dictionary<MessageState, long> CountsOf(IEnumerable<MessageTally> tallies) => tallies.ToDictionary(one => one.State, one => one.Count);
}

/// <summary>All partners.</summary>
/// <param name="Partners">They.</param>
/// <param name="Ports">How the ports are that they ask for.</param>
/// <param name="Unknown">Messages of which it could not be told whose they are, by state.</param>
internal sealed record PartnersAnswer(IReadOnlyList<PartnerAnswer> Partners, IReadOnlyList<PortState> Ports, IReadOnlyDictionary<MessageState, long> Unknown);

/// <summary>A partner and how it does.</summary>
/// <param name="Settings">What it is.</param>
/// <param name="Messages">How many messages there are of it, by state.</param>
/// <param name="LastAt">When it was last heard; null: never.</param>
/// <param name="LastHour">Messages of the last hour.</param>
/// <param name="OldestOpen">When the oldest message came that is still to be applied; null: none is.</param>
/// <param name="OldestUnsent">When the oldest message was made that is still to be sent; null: none is.</param>
/// <param name="Sending">How sending to it goes; null: nothing is sent to it.</param>
/// <param name="Troubles">What is wrong at this moment.</param>
internal sealed record PartnerAnswer(
    Partner Settings, IReadOnlyDictionary<MessageState, long> Messages, DateTimeOffset? LastAt, int LastHour, DateTimeOffset? OldestOpen, DateTimeOffset? OldestUnsent, SendingState? Sending, IReadOnlyList<PartnerTrouble> Troubles);
