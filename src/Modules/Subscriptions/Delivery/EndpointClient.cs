using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Carewright.Gateway.Outbound;

namespace Carewright.Subscriptions.Delivery;

/// <summary>What came of a request to an endpoint.</summary>
/// <param name="Fault">Null when it was accepted; else why not, in words that may be shown: never what the endpoint said.</param>
/// <param name="IsFinal">The endpoint says that it will never take it.</param>
internal readonly record struct SendResult(string? Fault, bool IsFinal = false)
{
    internal bool IsAccepted => Fault is null;
}

/// <summary>
/// Sends requests to endpoints, as <see cref="GuardedHttp"/> has it, so many at once and so many to one host.
/// </summary>
internal sealed class EndpointClient : IDisposable
{
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _hosts = new(StringComparer.Ordinal);

    internal EndpointClient(EndpointRules rules, DeliveryOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _places = new SemaphoreSlim(options.MostAtOnce);
        var handler = GuardedHttp.Handler(rules.MayConnect);
        handler.MaxConnectionsPerServer = options.MostPerHost;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends one request and waits for the status of the answer, at most as long as the subscription says.</summary>
    internal async Task<SendResult> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, SendAs how, CancellationToken cancellationToken)
    {
        // The host's place first: whoever waits for a slow host holds no place that others could use.
        var host = _hosts.GetOrAdd(address.Authority, _ => new SemaphoreSlim(_options.MostPerHost));
        await host.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await SendNowAsync(method, address, body, how, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            host.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
        foreach (var host in _hosts.Values)
            host.Dispose();
    }

    private async Task<SendResult> SendNowAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, SendAs how, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(how.Timeout, _clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, address) { Content = new ReadOnlyMemoryContent(body) };
        if (how.MediaType is { } type && !body.IsEmpty)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type) { CharSet = "utf-8" };
        foreach (var line in how.Headers)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return status is >= 200 and < 300 ? default : new SendResult(string.Create(CultureInfo.InvariantCulture, $"The endpoint answered {status}."), status == 410);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(string.Create(CultureInfo.InvariantCulture, $"The endpoint did not answer within {how.Timeout.TotalSeconds:0} seconds."));
        }
        catch (HttpRequestException fault)
        {
            return new SendResult(fault.InnerException is AddressRefusedException ? fault.InnerException.Message : $"The endpoint could not be reached ({fault.HttpRequestError}).");
        }
    }
}

/// <summary>How a request is sent.</summary>
/// <param name="MediaType">Of its body; null without one.</param>
/// <param name="Headers">Further header lines.</param>
/// <param name="Timeout">How long the answer may take.</param>
internal sealed record SendAs(string? MediaType, IReadOnlyList<string> Headers, TimeSpan Timeout);
