using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Carewright.Subscriptions.Notifications;

/// <summary>
/// The address that notifications name resources by. A notification answers no request, so nobody has said how this server is reached: <c>CAREWRIGHT_BASE_URL</c> does (behind a proxy it
/// has to), else it is where the server listens.
/// </summary>
internal sealed class OwnAddress(IServer server)
{
    private readonly Lazy<string> _base = new(() => Find(server));

    /// <summary>The FHIR base, without a slash at its end.</summary>
    internal string Fhir => _base.Value + "/fhir";

    /// <summary>Where websockets are opened.</summary>
    internal string WebSocket => "ws" + _base.Value["http".Length..] + "/subscriptions/websocket";

    private static string Find(IServer server)
    {
        if (Environment.GetEnvironmentVariable("CAREWRIGHT_BASE_URL") is { Length: > 0 } configured && Uri.TryCreate(configured, UriKind.Absolute, out var named) && named.Scheme is "http" or "https")
            return configured.TrimEnd('/');
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var listening = addresses.Where(address => !address.StartsWith("http://unix:", StringComparison.Ordinal)).Select(address => new Uri(address)).FirstOrDefault(uri => uri.Scheme is "http" or "https");
        return listening is null ? "https://localhost" : $"{listening.Scheme}://{(listening.IsLoopback ? "localhost" : listening.Host)}:{listening.Port}";
    }
}
