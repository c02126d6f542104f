using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Clients;

/// <summary>Who calls the token endpoint or its like.</summary>
/// <param name="App">The app; null when it has not proved itself.</param>
/// <param name="Named">The id that was named, when it is that of an app; for the audit log.</param>
/// <param name="Reason">Why it was refused, for the audit log alone.</param>
internal readonly record struct KnownClient(RegisteredApp? App, string? Named, string? Reason);

/// <summary>
/// Proves an app by exactly the way it was registered with: no secret for a public one, its secret (by header or form), an assertion under its key, or the certificate of its connection (RFC 8705). More than one way at once, or another
/// way, is refused (RFC 6749 section 2.3; RFC 9700 section 2.5): an app with a key must not be had with less.
/// </summary>
internal sealed class ClientAuthentication(AppRegister apps, ClientAssertions assertions, PartnerCertificates certificates, Addresses addresses)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Basic = "Basic ";

    public async Task<KnownClient> FindAsync(HttpContext context, FormValues form)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var assertion = form["client_assertion"];
        // Who comes through the partners' door is whom the certificate names: no other client is had through somebody's connection.
        if (context.Connection.ClientCertificate is { } certificate)
            return ByCertificate(form, header, assertion, certificate);
        var ways = (header.Length > 0 ? 1 : 0) + (assertion is not null ? 1 : 0) + (form["client_secret"] is not null ? 1 : 0);
        if (ways > 1)
            return new KnownClient(null, null, "several ways at once");
        if (assertion is not null)
            return await ByAssertionAsync(context, form, assertion);
        return header.Length > 0 ? ByHeader(form, header) : ByForm(form);
    }

    private KnownClient ByCertificate(FormValues form, string header, string? assertion, X509Certificate2 certificate)
    {
        if (form["client_id"] is not { } id)
            return new KnownClient(null, null, "no id");
        if (header.Length > 0 || assertion is not null || form["client_secret"] is not null)
            return Refuse(id, "several ways at once");
        if (apps.FindApproved(id) is not { HasCertificate: true } app)
            return Refuse(id, "not a client with a certificate");
        return certificates.Refuse(app, certificate) is { } reason ? Refuse(id, reason) : new KnownClient(app, id, null);
    }

    private async Task<KnownClient> ByAssertionAsync(HttpContext context, FormValues form, string assertion)
    {
        var clientId = assertions.ClientOf(assertion);
        if (form["client_assertion_type"] != AssertionType || clientId is null || (form["client_id"] is { } named && named != clientId))
            return new KnownClient(null, null, "assertion form");
        if (apps.FindApproved(clientId) is not { Kind: AppKind.Key } app)
            return Refuse(clientId, "not a client with a key");
        return await assertions.RefuseAsync(app, assertion, addresses.Token(context), context.RequestAborted) is { } reason ? Refuse(clientId, reason) : new KnownClient(app, clientId, null);
    }

    // The two halves are form-encoded before they are put together (RFC 6749 section 2.3.1).
    private KnownClient ByHeader(FormValues form, string header)
    {
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || Decode(header[Basic.Length..]) is not { } pair || pair.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return new KnownClient(null, null, "header");
        var (id, secret) = (Uri.UnescapeDataString(pair[..colon].Replace('+', ' ')), Uri.UnescapeDataString(pair[(colon + 1)..].Replace('+', ' ')));
        return form["client_id"] is { } named && named != id ? Refuse(id, "two ids") : BySecret(id, secret);
    }

    private KnownClient ByForm(FormValues form)
    {
        if (form["client_id"] is not { } id)
            return new KnownClient(null, null, "no id");
        if (form["client_secret"] is { } secret)
            return BySecret(id, secret);
        return apps.FindApproved(id) is { Kind: AppKind.Public } app ? new KnownClient(app, id, null) : Refuse(id, "no proof");
    }

    private KnownClient BySecret(string id, string secret) =>
        apps.FindApproved(id) is { } app && AppRegister.IsSecretOf(app, secret) ? new KnownClient(app, id, null) : Refuse(id, "secret");

    // Nothing that a stranger writes gets into the log.
    private KnownClient Refuse(string id, string reason) => new(null, apps.Find(id)?.ClientId, reason);

    private static string? Decode(string base64)
    {
        var bytes = new byte[Math.Min(base64.Length, 4096)];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
