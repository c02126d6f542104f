using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Carewright.Gateway.Subscribing;

namespace Carewright.Detection.Channels;

/// <summary>
/// Posts to a webhook, signed: header <c>Carewright-Signature: t=SECONDS,v1=HEX</c> with HMAC-SHA-256 over <c>SECONDS.BODY</c>. The address that the name leads to is judged at the moment of
/// connecting, and the connection is made to that very address; redirects and proxies are not followed.
/// </summary>
internal sealed class HookSender : IDisposable
{
    private static readonly HttpRequestOptionsKey<Uri> s_endpoint = new("endpoint");
    private readonly EndpointRules _rules;
    private readonly HttpClient _http;

    public HookSender(EndpointRules rules)
    {
        _rules = rules;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16, ConnectCallback = ConnectAsync }) { Timeout = TimeSpan.FromSeconds(15) };
    }

    /// <summary>Posts one message.</summary>
    /// <exception cref="IOException">It was not taken; what the endpoint said is not repeated.</exception>
    public async Task SendAsync(HookSettings hook, byte[] body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(hook.Endpoint);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.Add("Carewright-Signature", Signature(hook.Secret, now.ToUnixTimeSeconds(), body));
        request.Options.Set(s_endpoint, endpoint);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The webhook answered {(int)response.StatusCode}."));
        }
        catch (HttpRequestException fault)
        {
            throw fault.InnerException as HookRefusedException ?? new IOException($"The webhook could not be reached ({fault.HttpRequestError}).", fault);
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The webhook did not answer in time.", slow);
        }
    }

    /// <summary>The header's value.</summary>
    public static string Signature(string secret, long seconds, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")), .. body];
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}");
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.InitialRequestMessage.Options.TryGetValue(s_endpoint, out var uri) ? uri : throw new InvalidOperationException("A request names its endpoint.");
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.Where(address => _rules.MayConnect(endpoint, address)).ToArray();
        if (allowed.Length == 0)
            throw new HookRefusedException("The webhook's name leads into a private network; the administrator has to allow its host.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The address that a webhook's name leads to may not be connected to.</summary>
internal sealed class HookRefusedException(string message) : IOException(message);
