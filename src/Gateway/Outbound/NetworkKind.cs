using System.Net;
using System.Net.Sockets;

namespace Carewright.Gateway.Outbound;

/// <summary>What kind of network an address is in, for whoever is to be connected to on somebody else's word.</summary>
public enum NetworkKind
{
    /// <summary>Anybody's.</summary>
    Public,

    /// <summary>The clinic's own network, or one like it (RFC 1918, 4193, 6598, 2544).</summary>
    Private,

    /// <summary>This very machine.</summary>
    Loopback,

    /// <summary>Nothing that is ever meant: unspecified, link-local (where clouds keep credentials), multicast, reserved, documentation, and ranges that wrap an IPv4 address (RFC 3927, 4291, 5737, 6052, 3056, 4380, 6890).</summary>
    Never,
}

/// <summary>Tells kinds of network addresses apart.</summary>
public static class NetworkKinds
{
    /// <summary>The kind of an address.</summary>
    public static NetworkKind KindOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return NetworkKind.Loopback;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? KindOfWide(address) : KindOfShort(address.GetAddressBytes());
    }

    private static NetworkKind KindOfWide(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast || bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0)
            return NetworkKind.Never;
        return bytes switch
        {
            [0xFC or 0xFD, ..] => NetworkKind.Private,
            [0x00, 0x64, ..] or [0x20, 0x02, ..] or [0x20, 0x01, 0x00, 0x00, ..] => NetworkKind.Never,
            _ => NetworkKind.Public,
        };
    }

    private static NetworkKind KindOfShort(byte[] bytes) => bytes switch
    {
        [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..] or [198, 18 or 19, ..] => NetworkKind.Private,
        [0, ..] or [169, 254, ..] or [192, 0, 0 or 2, _] or [198, 51, 100, _] or [203, 0, 113, _] or [>= 224, ..] => NetworkKind.Never,
        _ => NetworkKind.Public,
    };
}
