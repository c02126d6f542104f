using System.Net;
using System.Net.Sockets;

namespace Carewright.BulkData.Importing;

/// <summary>Which hosts an import may fetch from; a clinic's own setting. Without it: none.</summary>
/// <param name="Hosts">Names, with a port when it is not the usual one (<c>export.example.org</c>, <c>legacy.clinic.lan:8443</c>); letters of either case are the same.</param>
/// <param name="AllowsPrivate">Whether these names may stand for addresses of the clinic's own network.</param>
/// <param name="AllowsLoopback">Whether they may stand for this very machine; then also without TLS. For trying out.</param>
internal sealed record ImportSources(IReadOnlyList<string> Hosts, bool AllowsPrivate = false, bool AllowsLoopback = false)
{
    internal bool Names(string host, int port) => Hosts.Any(one => Split(one) is var (name, only) && string.Equals(name, host, StringComparison.OrdinalIgnoreCase) && only == port);

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

/// <summary>
/// Which network addresses may be connected to. A name that is allowed can be pointed at this machine or at the network behind it by whoever owns the name: so the address is judged that is
/// connected to, not the one that was looked up before.
/// </summary>
internal static class AddressGuard
{
    internal static bool Allows(IPAddress address, ImportSources sources)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return sources.AllowsLoopback;
        if (IsNever(address))
            return false;
        return sources.AllowsPrivate || !IsPrivate(address);
    }

    // Unspecified, link-local (where clouds keep credentials), multicast, reserved, and ranges that wrap an IPv4 address.
    private static bool IsNever(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var wide = address.GetAddressBytes();
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.IsIPv6SiteLocal || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.IPv6None)
                || wide.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 || wide is [0x00, 0x64, 0xFF, 0x9B, ..] or [0x20, 0x02, ..] or [0x20, 0x01, 0x00, 0x00, ..];
        }
        return address.GetAddressBytes() is [0, ..] or [169, 254, ..] or [192, 0, 0, _] or [>= 224, ..];
    }

    private static bool IsPrivate(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.GetAddressBytes() is [0xFC or 0xFD, ..]
        : address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..] or [198, 18 or 19, ..];
}
