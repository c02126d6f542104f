using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>The apps' clinic with a partners' listener, and partners with certificates of every kind.</summary>
public sealed class PartnerHouse : AppHouse
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private protected override int? PartnerPort => 0;

    /// <summary>A certificate that signed itself.</summary>
    internal X509Certificate2 Own(string name, TimeSpan? life = null) => Request(name, ClientAuthentication).CreateSelfSigned(Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow() + (life ?? TimeSpan.FromDays(90)));

    /// <summary>An authority with a key of its own.</summary>
    internal (X509Certificate2 Certificate, ECDsa Key) Authority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return (request.CreateSelfSigned(Clock.GetUtcNow().AddDays(-2), Clock.GetUtcNow().AddYears(2)), key);
    }

    /// <summary>A certificate of an authority, under the key that all partners here share.</summary>
    internal X509Certificate2 Issued((X509Certificate2 Certificate, ECDsa Key) by, string name, string usage = ClientAuthentication)
    {
        using var certificate = Request(name, usage).Create(by.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(by.Key), Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow().AddDays(90), [1, 2]);
        return certificate.CopyWithPrivateKey(_key);
    }

    internal async Task<string> AddPartnerAsync(string kind, JsonObject certificates)
    {
        var body = new JsonObject { ["name"] = "Laboratory", ["kind"] = kind, ["scopes"] = "system/*.rs", ["isBackend"] = true, ["certificates"] = certificates };
        var id = (string)(await Boss.SendBytesAsync(HttpMethod.Post, "auth/apps", Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json")).Expect(201).Json["clientId"]!;
        await ChangeAsync(id, new JsonObject { ["state"] = "approved" });
        return id;
    }

    internal Task<string> AddPartnerAsync(params X509Certificate2[] own) => AddPartnerAsync("own-certificate", Of(own));

    internal async Task<Reply> ReplaceAsync(string clientId, JsonObject certificates) => await (await DeskAsync()).AskAsync("PUT", $"auth/apps/{clientId}/certificates", certificates);

    internal static JsonObject Of(params X509Certificate2[] own) => new() { ["own"] = new JsonArray([.. own.Select(one => (JsonNode)one.ExportCertificatePem())]) };

    /// <summary>One request on a connection of its own, so that each has its own handshake.</summary>
    internal async Task<Reply> SendAsync(X509Certificate2? certificate, HttpMethod method, string path, string? token = null, HttpContent? content = null, Uri? to = null)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 } };
        if (certificate is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        using var http = new HttpClient(handler) { BaseAddress = to ?? Clinic.Server.PartnerAddress };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response, TestContext.Current.CancellationToken);
    }

    internal Task<Reply> AskAsync(X509Certificate2? certificate, string clientId, params (string Name, string Value)[] more) => AskAtAsync(null, certificate, clientId, more);

    internal Task<Reply> AskAtAsync(Uri? to, X509Certificate2? certificate, string clientId, params (string Name, string Value)[] more) =>
        FormAsync(certificate, "auth/token", to, [("grant_type", "client_credentials"), ("scope", "system/*.rs"), ("client_id", clientId), .. more]);

    internal Task<Reply> FormAsync(X509Certificate2? certificate, string path, Uri? to, params (string Name, string Value)[] form) =>
        SendAsync(certificate, HttpMethod.Post, path, null, new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))), to);

    internal async Task<string> TokenAsync(X509Certificate2 certificate, string clientId) => (string)(await AskAsync(certificate, clientId)).Expect(200).Json["access_token"]!;

    private CertificateRequest Request(string name, string usage)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request;
    }
}
