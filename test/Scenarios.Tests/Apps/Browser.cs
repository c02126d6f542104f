using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>A person's browser: it keeps cookies, sends the app's header with the app's own requests, and shows where it is sent instead of going there.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    internal Browser(Uri address)
    {
        // The name may differ, too: some tests send another Host header, and the client takes the expected name from there.
        var handler = new SocketsHttpHandler
        {
            UseCookies = true,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch)) == 0 },
        };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal async Task SignInAsync(string user) =>
        (await AskAsync("POST", "auth/sign-in", new JsonObject { ["userName"] = user, ["password"] = RunningClinic.Password })).Expect(200);

    /// <summary>A request of the app itself.</summary>
    internal Task<Reply> AskAsync(string method, string path, JsonNode? body = null, bool asApp = true) =>
        SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), asApp ? [("X-Carewright-App", "1")] : []);

    /// <summary>A form, as another site or an app's server sends it.</summary>
    internal Task<Reply> SubmitAsync(string path, IEnumerable<(string Name, string Value)> form, params (string Name, string Value)[] headers) =>
        SendAsync("POST", path, new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))), headers);

    internal async Task<Reply> SendAsync(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, Stop);
        return await Reply.ReadAsync(response, Stop);
    }

    public void Dispose() => _http.Dispose();
}
