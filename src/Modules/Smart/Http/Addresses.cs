using System.Net;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>
/// By which addresses apps know this server: the clinic's public one, or, when it has named none, the one that the request was sent to, if that is this machine's own. A <c>Host</c> header is
/// whatever its sender writes: taken as it is, an assertion made for another server could be handed in here under that server's name.
/// </summary>
internal sealed class Addresses(AppRegister apps, PartnerDoor partners)
{
    /// <summary>The issuer of id tokens and of authorization answers: the origin.</summary>
    public string Issuer(HttpContext context) => apps.Settings.PublicAddress ?? $"{context.Request.Scheme}://{OwnHost(context)}";

    /// <summary>The FHIR base: what an app names as <c>aud</c>.</summary>
    public string Fhir(HttpContext context) => Issuer(context) + "/fhir";

    /// <summary>The token endpoint: what a client's assertion names as <c>aud</c>.</summary>
    public string Token(HttpContext context) => Issuer(context) + "/auth/token";

    /// <summary>The origin of the partners' listener; null when there is none.</summary>
    public string? Partners(HttpContext context)
    {
        if (partners.Port is not { } port)
            return null;
        return apps.Settings.PartnerAddress ?? new UriBuilder(Issuer(context)) { Port = port }.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static string OwnHost(HttpContext context)
    {
        var host = context.Request.Host;
        return IsOwn(host.Host, context.Connection.LocalIpAddress) ? host.Value! : $"{Environment.MachineName}:{context.Connection.LocalPort}";
    }

    private static bool IsOwn(string host, IPAddress? local) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(local?.IsIPv4MappedToIPv6 == true ? local.MapToIPv4() : local)));
}
