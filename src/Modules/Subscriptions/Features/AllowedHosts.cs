using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Gateway;
using Carewright.Gateway.Subscribing;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary><c>/subscriptions/hosts</c>: the hosts that notifications may be sent to although they are in a private network or without TLS. For who manages the clinic's users; each look and change is on record.</summary>
internal sealed class AllowedHosts(RecordGateway gateway, SubscriptionRoom room)
{
    private const int Most = 200;

    internal async Task<IResult> GetAsync(HttpContext http) =>
        await RecordAsync(http, "subscription-hosts", null).ConfigureAwait(false)
        ?? Results.Json(new HostList([.. room.Endpoints.Allowed.Order(StringComparer.Ordinal)]), HostsJson.Default.HostList);

    internal async Task<IResult> PutAsync(HttpContext http)
    {
        if (await ReadAsync(http).ConfigureAwait(false) is not { } hosts)
            return Problems.Of(422, "hosts", "Each is a host name or address, with or without :port; at most 200.");
        if (await RecordAsync(http, "subscription-hosts-change", string.Join(' ', hosts)).ConfigureAwait(false) is { } busy)
            return busy;
        await room.Endpoints.AllowAsync(hosts, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IReadOnlyList<string>?> ReadAsync(HttpContext http)
    {
        try
        {
            var list = await JsonSerializer.DeserializeAsync(http.Request.Body, HostsJson.Default.HostList, http.RequestAborted).ConfigureAwait(false);
            return list?.Hosts is { Count: <= Most } hosts && hosts.All(IsHost) ? hosts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsHost(string text) => Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" };

    private async Task<IResult?> RecordAsync(HttpContext http, string interaction, string? about) =>
        await gateway.RecordAsync(http.GetActor().Actor!, interaction, null, 200, http.RequestAborted, about).ConfigureAwait(false) is null ? null : Problems.Busy(http);
}

/// <summary>The hosts.</summary>
internal sealed record HostList(IReadOnlyList<string> Hosts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostList))]
internal sealed partial class HostsJson : JsonSerializerContext;
