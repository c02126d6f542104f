using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>By which addresses apps know this server (<see cref="OwnOrigin"/>).</summary>
internal sealed class Addresses(AppRegister apps, PartnerDoor partners)
{
    /// <summary>The issuer of id tokens and of authorization answers: the origin.</summary>
    public string Issuer(HttpContext context) => OwnOrigin.Of(context, apps.Settings.PublicAddress);

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
}
