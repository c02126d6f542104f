using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Gateway;
using Carewright.Gateway.Outbound;
using Carewright.Security;
using Microsoft.Extensions.Logging;

namespace Carewright.Administration.Features;

/// <summary>
/// Calls directories under the rules for all outbound calls (<see cref="EndpointRules"/>): https and public networks, unless the administrator names the host; judged by the address that is connected
/// to; no redirects, no proxy, 256 KB and five seconds at most.
/// </summary>
internal sealed class DirectoryHttp : IDisposable
{
    /// <summary>The directory does not answer, or not as one does.</summary>
    public const string Away = "away";

    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly EndpointRules _rules;
    private readonly ILogger<DirectoryHttp> _log;
    private readonly HttpClient _http;

    public DirectoryHttp(RecordGateway gateway, ILogger<DirectoryHttp> log)
    {
        (_rules, _log) = (gateway.Endpoints, log);
        var handler = GuardedHttp.Handler(_rules.MayConnect);
        handler.ConnectTimeout = s_patience;
        _http = new HttpClient(handler) { Timeout = s_patience, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>Whether an address may be spoken to at all.</summary>
    public bool IsFit(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        && (uri.Scheme == "https" || (uri.Scheme == "http" && _rules.IsAllowed(uri)));

    public Task<FromDirectory<T>> GetAsync<T>(string directory, string address, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(directory, new HttpRequestMessage(HttpMethod.Get, address), type, cancellationToken);

    /// <summary>Sends a request; its answer is JSON with status 200, or the fault is <see cref="Away"/>.</summary>
    public async Task<FromDirectory<T>> SendAsync<T>(string directory, HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using (request)
        {
            if (!IsFit(request.RequestUri?.ToString()))
                return Fail<T>(directory, "address");
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                if (response.StatusCode != HttpStatusCode.OK)
                    return Fail<T>(directory, $"status {(int)response.StatusCode}");
                var json = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return SoundJson.IsSound(json) && JsonSerializer.Deserialize(json, type) is { } value ? value : Fail<T>(directory, "json");
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return Fail<T>(directory, problem.GetType().Name);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private FromDirectory<T> Fail<T>(string directory, string reason)
        where T : class
    {
        _log.DirectoryFailed(directory, reason);
        return FromDirectory<T>.Of(Away);
    }
}
