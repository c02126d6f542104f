using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>By which addresses apps know this server: the clinic's public one, or, when it has named none, the one that the request was sent to.</summary>
internal sealed class Addresses(AppRegister apps)
{
    /// <summary>The issuer of id tokens and of authorization answers: the origin.</summary>
    public string Issuer(HttpContext context) => apps.Settings.PublicAddress ?? $"{context.Request.Scheme}://{context.Request.Host}";

    /// <summary>The FHIR base: what an app names as <c>aud</c>.</summary>
    public string Fhir(HttpContext context) => Issuer(context) + "/fhir";

    /// <summary>The token endpoint: what a client's assertion names as <c>aud</c>.</summary>
    public string Token(HttpContext context) => Issuer(context) + "/auth/token";
}
