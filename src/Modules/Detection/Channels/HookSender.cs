using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carewright.Gateway.Outbound;

namespace Carewright.Detection.Channels;

/// <summary>
/// Posts to a webhook, signed: header <c>Carewright-Signature: t=SECONDS,v1=HEX</c> with HMAC-SHA-256 over <c>SECONDS.BODY</c>. Called as
/// <see cref="GuardedHttp"/> has it.
/// </summary>
internal sealed class HookSender(EndpointRules rules) : IDisposable
{
    private readonly HttpClient _http = new(GuardedHttp.Handler(rules.MayConnect)) { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>Posts one message.</summary>
    /// <exception cref="IOException">It was not taken; what the endpoint said is not repeated.</exception>
    public async Task SendAsync(HookSettings hook, byte[] body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(hook.Endpoint);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.Add("Carewright-Signature", Signature(hook.Secret, now.ToUnixTimeSeconds(), body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The webhook answered {(int)response.StatusCode}."));
        }
        catch (HttpRequestException fault)
        {
            throw fault.InnerException as AddressRefusedException ?? new IOException($"The webhook could not be reached ({fault.HttpRequestError}).", fault);
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
}
