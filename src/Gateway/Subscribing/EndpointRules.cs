using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// Where notifications may be sent. A subscriber chooses the address and the server opens the connection from inside the clinic's network; without these rules anybody with a
/// subscription could make it knock on machines that nobody outside can reach. Hosts that the administrator names are exempt.
/// </summary>
public sealed class EndpointRules(IPrivateTable table)
{
    private const string Kind = "subscription-hosts";
    private const string Key = "allowed";
    private volatile HashSet<string>? _allowed;

    /// <summary>Hosts, with or without <c>:port</c>, that may be private addresses and may be spoken to without TLS.</summary>
    public IReadOnlyCollection<string> Allowed => _allowed ??= Load();

    /// <summary>Replaces the list, durably.</summary>
    public async Task AllowAsync(IEnumerable<string> hosts, CancellationToken cancellationToken)
    {
        var list = hosts.Select(host => host.Trim().ToLowerInvariant()).Where(host => host.Length > 0).Distinct().Order(StringComparer.Ordinal).ToArray();
        await table.PutAsync(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(list, SubscriptionJson.Default.StringArray), cancellationToken).ConfigureAwait(false);
        _allowed = [.. list];
    }

    /// <summary>True when the administrator has named the host.</summary>
    public bool IsAllowed(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var allowed = _allowed ??= Load();
        return allowed.Contains(endpoint.Host.ToLowerInvariant()) || allowed.Contains($"{endpoint.Host.ToLowerInvariant()}:{endpoint.Port}");
    }

    /// <summary>True when a connection to this address may be opened for this endpoint: asked again with the address that a name resolves to, each time.</summary>
    public bool MayConnect(Uri endpoint, IPAddress address) => IsAllowed(endpoint) || !IsPrivate(address);

    /// <summary>Why nothing may be sent there, or null.</summary>
    internal Issue? Refuse(string? endpoint)
    {
        const string Place = "Subscription.channel.endpoint";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return Issue.Error(IssueTypes.Value, "SUBS-ENDPOINT", "The endpoint of a rest-hook is an absolute http or https address.", Place, "FHIR R4 subscription.html");
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return Issue.Error(IssueTypes.Value, "SUBS-ENDPOINT-USER", "The endpoint has no user name, password or fragment; send credentials in channel.header.", Place);
        if (IsAllowed(uri))
            return null;
        if (uri.Scheme != "https" && !uri.IsLoopback)
            return Issue.Error(IssueTypes.BusinessRule, "SUBS-ENDPOINT-TLS", "The endpoint is spoken to by https, unless the administrator allows its host.", Place);
        if (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IsPrivate(address)) || !uri.Host.Contains('.', StringComparison.Ordinal))
            return Issue.Error(IssueTypes.BusinessRule, "SUBS-ENDPOINT-PRIVATE", "The endpoint is in a private network; the administrator has to allow its host (PUT /subscriptions/hosts).", Place);
        return null;
    }

    /// <summary>Loopback, link-local, private, carrier, multicast, reserved and unspecified addresses (RFC 1918, 3927, 4193, 6598, 6890).</summary>
    internal static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return true;
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // 64:ff9b::/96 and 2002::/16 carry an IPv4 address that a gateway would take out again.
            return address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast || (bytes[0] & 0xFE) == 0xFC || address.Equals(IPAddress.IPv6Any)
                || (bytes[0] == 0x20 && bytes[1] == 0x02) || (bytes[0] == 0x00 && bytes[1] == 0x64) || bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0;
        }
        return bytes[0] switch
        {
            0 or 10 or 127 => true,
            100 => (bytes[1] & 0xC0) == 64,
            169 => bytes[1] == 254,
            172 => (bytes[1] & 0xF0) == 16,
            192 => bytes[1] == 168 || (bytes[1] == 0 && bytes[2] is 0 or 2),
            198 => bytes[1] is 18 or 19 || (bytes[1] == 51 && bytes[2] == 100),
            203 => bytes[1] == 0 && bytes[2] == 113,
            >= 224 => true,
            _ => false,
        };
    }

    private HashSet<string> Load() =>
        table.Get(Kind, Key) is { } json ? [.. JsonSerializer.Deserialize(json, SubscriptionJson.Default.StringArray) ?? []] : [];
}
