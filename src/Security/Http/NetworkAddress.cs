using System.Net;
using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>Where a request came from, as it stands in the audit log.</summary>
public static class NetworkAddress
{
    /// <summary>The network address as text, an IPv4 address always in its own form; <c>local</c> for the console's socket, which has none.</summary>
    public static string AddressText(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.RemoteIpAddress switch
        {
            null => "local",
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            IPAddress address => address.ToString(),
        };
    }
}
