using System.Net;
using Carewright.Gateway.Outbound;

namespace Carewright.BulkData.Importing;

/// <summary>Which hosts an import may fetch from; a clinic's own setting. Without it: none.</summary>
/// <param name="Hosts">Names, with a port when it is not the usual one (<c>export.example.org</c>, <c>legacy.clinic.lan:8443</c>); letters of either case are the same.</param>
/// <param name="AllowsPrivate">Whether these names may stand for addresses of the clinic's own network.</param>
/// <param name="AllowsLoopback">Whether they may stand for this very machine; then also without TLS. For trying out.</param>
internal sealed record ImportSources(IReadOnlyList<string> Hosts, bool AllowsPrivate = false, bool AllowsLoopback = false)
{
    internal bool Names(string host, int port) => Hosts.Any(one => Split(one) is var (name, only) && string.Equals(name, host, StringComparison.OrdinalIgnoreCase) && only == port);

    /// <summary>Whether a host's name may stand for this address.</summary>
    internal bool Allows(IPAddress address) => NetworkKinds.KindOf(address) switch
    {
        NetworkKind.Public => true,
        NetworkKind.Private => AllowsPrivate,
        NetworkKind.Loopback => AllowsLoopback,
        _ => false,
    };

    /// <summary>Whether a text can stand in <see cref="Hosts"/>.</summary>
    internal static bool IsHost(string text) => text.Length is > 0 and <= 300 && Split(text) is { } parts && parts.Port is > 0 and <= 65535 && Uri.CheckHostName(parts.Name.Trim('[', ']')) != UriHostNameType.Unknown;

    private static (string Name, int Port)? Split(string host)
    {
        var colon = host.EndsWith(']') ? -1 : host.LastIndexOf(':');
        if (colon < 0)
            return (host, 443);
        return int.TryParse(host.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) ? (host[..colon], port) : null;
    }
}
