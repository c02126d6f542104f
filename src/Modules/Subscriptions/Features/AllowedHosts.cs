using System.Text.Json.Serialization;
using Carewright.Gateway;
using Carewright.Gateway.Subscribing;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary><c>/subscriptions/hosts</c>: the hosts that notifications may be sent to although they are in a private network or without TLS. For who manages the clinic's users; each look and change is on record.</summary>
internal sealed class AllowedHosts(RecordGateway gateway, SubscriptionRoom room, PolicyShelf policies)
{
    private const int Most = 200;

    internal async Task<IResult> GetAsync(HttpContext http) =>
        await RefuseAsync(http, "subscription-hosts", null).ConfigureAwait(false) ?? Results.Json(new HostList([.. room.Endpoints.Allowed.Order(StringComparer.Ordinal)]), HostsJson.Default.HostList);

    internal async Task<IResult> PutAsync(HttpContext http)
    {
        var list = await http.Request.ReadFromJsonAsync(HostsJson.Default.HostList, http.RequestAborted).ConfigureAwait(false);
        if (list?.Hosts is not { Count: <= Most } hosts || !hosts.All(IsHost))
            return Results.Json(new HostProblem("hosts", "Each is a host name or address, with or without :port; at most 200.", 422, "hosts"), HostsJson.Default.HostProblem, "application/problem+json", 422);
        if (await RefuseAsync(http, "subscription-hosts-change", string.Join(' ', hosts)).ConfigureAwait(false) is { } refusal)
            return refusal;
        await room.Endpoints.AllowAsync(hosts, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static bool IsHost(string text) => Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" };

    private async Task<IResult?> RefuseAsync(HttpContext http, string interaction, string? about)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.GetActor().Actor is not { } actor)
            return Problem(401, "no-actor", "No valid credential.");
        var mayIt = policies.Current.MayOperate(actor, "users");
        if (await gateway.RecordAsync(actor, interaction, null, mayIt ? 200 : 403, http.RequestAborted, about).ConfigureAwait(false) is not null)
            return Problem(429, "busy", "The audit log cannot take a record now; nothing was done.");
        return mayIt ? null : Problem(403, "forbidden", "Only an administrator sees and changes these hosts.");
    }

    private static IResult Problem(int status, string code, string detail) => Results.Json(new HostProblem(code, detail, status, code), HostsJson.Default.HostProblem, "application/problem+json", status);
}

/// <summary>The hosts.</summary>
internal sealed record HostList(IReadOnlyList<string> Hosts);

/// <summary>An error as the doors beside <c>/fhir</c> tell it (RFC 9457).</summary>
internal sealed record HostProblem(string Title, string Detail, int Status, string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostList))]
[JsonSerializable(typeof(HostProblem))]
internal sealed partial class HostsJson : JsonSerializerContext;
