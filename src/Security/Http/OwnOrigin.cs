using System.Net;
using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>
/// The origin by which others know this server: the clinic's public one, or, when it has named none, the one that the request was sent to, if that is this machine's own. A <c>Host</c> header is
/// whatever its sender writes: taken as it is, what was made for another server could be handed in here under that server's name.
/// </summary>
public static class OwnOrigin
{
    /// <summary>The origin, without a slash at its end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="publicAddress">What the clinic has named, or null.</param>
    public static string Of(HttpContext context, string? publicAddress)
    {
        ArgumentNullException.ThrowIfNull(context);
        return publicAddress ?? $"{context.Request.Scheme}://{HostOf(context)}";
    }

    private static string HostOf(HttpContext context)
    {
        var host = context.Request.Host;
        return IsOwn(host.Host, context.Connection.LocalIpAddress) ? host.Value! : $"{Environment.MachineName}:{context.Connection.LocalPort}";
    }

    private static bool IsOwn(string host, IPAddress? local) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(local?.IsIPv4MappedToIPv6 == true ? local.MapToIPv4() : local)));
}
