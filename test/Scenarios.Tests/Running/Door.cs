using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>One caller at the server's door: TLS over loopback, with a bearer token, a cookie or nothing.</summary>
internal sealed class Door : IDisposable
{
    internal const string FhirJson = "application/fhir+json";
    private readonly HttpClient _http;

    internal Door(Uri address, string? token = null)
    {
        var handler = new SocketsHttpHandler { UseCookies = true, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 } };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    internal Task<Reply> PostAsync(string path, JsonNode body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), headers);

    internal Task<Reply> PutAsync(JsonObject resource, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, "fhir/" + Reply.Reference(resource), resource.ToJsonString(), headers);

    internal Task<Reply> DeleteAsync(string reference, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, "fhir/" + reference, null, headers);

    internal Task<Reply> CreateAsync(JsonObject resource, params (string Name, string Value)[] headers) => PostAsync("fhir/" + (string?)resource["resourceType"], resource, headers);

    internal Task<Reply> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendBytesAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), FhirJson, headers);

    internal async Task<Reply> SendBytesAsync(HttpMethod method, string path, byte[]? body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, Stop);
        return await Reply.ReadAsync(response, Stop);
    }

    /// <summary>Every page of a search, following the next links.</summary>
    internal async Task<IReadOnlyList<Reply>> PagesAsync(string path)
    {
        var pages = new List<Reply>();
        for (var next = path; next is not null && pages.Count < 10_000; next = pages[^1].Next)
            pages.Add((await GetAsync(next)).Expect(200));
        return pages;
    }

    /// <summary>The references of every row of a search, in order, over all pages.</summary>
    internal async Task<IReadOnlyList<string>> AllAsync(string path) => [.. (await PagesAsync(path)).SelectMany(page => page.References)];

    public void Dispose() => _http.Dispose();
}
