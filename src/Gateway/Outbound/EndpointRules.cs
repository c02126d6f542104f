using System.Net;
using System.Text.Json;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Outbound;

/// <summary>
/// Which addresses the server calls on somebody else's word: endpoints of subscriptions, webhooks of alerts, apps' public keys. It connects from inside the clinic's network; without these rules
/// whoever may name an address could make it knock on machines that nobody outside can reach. Hosts that the administrator names are exempt.
/// </summary>
public sealed class EndpointRules(IPrivateTable table)
{
    // The name of the row, which stores have from before the list was one for all of them.
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
    public bool MayConnect(Uri endpoint, IPAddress address) => IsAllowed(endpoint) || NetworkKinds.KindOf(address) == NetworkKind.Public;

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
        if (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && NetworkKinds.KindOf(address) != NetworkKind.Public) || !uri.Host.Contains('.', StringComparison.Ordinal))
            return Issue.Error(IssueTypes.BusinessRule, "SUBS-ENDPOINT-PRIVATE", "The endpoint is in a private network; the administrator has to allow its host (PUT /outbound-hosts).", Place);
        return null;
    }

    private HashSet<string> Load() =>
        table.Get(Kind, Key) is { } json ? [.. JsonSerializer.Deserialize(json, SubscriptionJson.Default.StringArray) ?? []] : [];
}
