using System.Collections.Concurrent;
using System.Net;
using Carewright.Gateway;
using Carewright.Gateway.Outbound;
using Carewright.Security;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Smart.Clients;

/// <summary>
/// The public keys of apps: those that were registered, or those at the address that was. An address is fetched under the rules for all outbound calls (<see cref="EndpointRules"/>): https, no
/// private network unless the administrator names the host, judged by the address that is connected to; no redirects, no proxy, 64 KB and five seconds at most.
/// </summary>
internal sealed class ClientKeys : IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(1);
    private readonly EndpointRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientKeys> _log;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, Fetched> _fetched = new(StringComparer.Ordinal);

    public ClientKeys(RecordGateway gateway, TimeProvider time, ILogger<ClientKeys> log)
    {
        (_rules, _time, _log) = (gateway.Endpoints, time, log);
        var handler = GuardedHttp.Handler(_rules.MayConnect);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>The app's keys of an id that can check an algorithm; none when there is none, or when they cannot be had.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> FindAsync(RegisteredApp app, string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        if (app.Jwks is { } own)
            return Fitting(own, keyId, algorithm);
        if (app.JwksUri is null || !Uri.TryCreate(app.JwksUri, UriKind.Absolute, out var address))
            return [];
        var found = Fitting(await FetchAsync(app.ClientId, address, s_fresh, cancellationToken), keyId, algorithm);
        // A key that is not there may be new; asked for at most once a minute, since anybody can send an assertion that names none.
        return found.Count > 0 ? found : Fitting(await FetchAsync(app.ClientId, address, s_least, cancellationToken), keyId, algorithm);
    }

    public void Dispose() => _http.Dispose();

    private static List<JsonWebKey> Fitting(string? jwks, string? keyId, string algorithm)
    {
        if (jwks is null)
            return [];
        try
        {
            var type = algorithm == SecurityAlgorithms.EcdsaSha384 ? "EC" : "RSA";
            return [.. new JsonWebKeySet(jwks).Keys.Where(key => key.Kty == type && (type == "RSA" ? key.KeySize >= 2048 : key.Crv == "P-384")
                && (keyId is null || key.Kid == keyId) && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm) && (string.IsNullOrEmpty(key.Use) || key.Use == "sig")).Take(5)];
        }
        catch (Exception problem) when (problem is ArgumentException or System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private async Task<string?> FetchAsync(string clientId, Uri address, TimeSpan age, CancellationToken cancellationToken)
    {
        var key = $"{clientId} {address}";
        var now = _time.GetUtcNow();
        if (_fetched.TryGetValue(key, out var kept) && now < kept.At + age)
            return kept.Jwks;
        var jwks = await FetchNowAsync(clientId, address, cancellationToken);
        _fetched[key] = new Fetched(jwks, now);
        return jwks;
    }

    private async Task<string?> FetchNowAsync(string clientId, Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != "https" && !_rules.IsAllowed(address))
        {
            _log.KeysNotFetched(clientId, "not https");
            return null;
        }
        try
        {
            using var response = await _http.GetAsync(address, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
                return await response.Content.ReadAsStringAsync(cancellationToken);
            _log.KeysNotFetched(clientId, "status");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _log.KeysNotFetched(clientId, problem.GetType().Name);
        }
        return null;
    }

    private sealed record Fetched(string? Jwks, DateTimeOffset At);
}
