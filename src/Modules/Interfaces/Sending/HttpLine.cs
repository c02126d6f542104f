using System.Net.Http.Headers;
using System.Text;
using Carewright.Gateway.Outbound;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Receiving;
using Carewright.Mllp;

namespace Carewright.Interfaces.Sending;

/// <summary>Posts messages (HL7 over HTTP 1.0). Whether the host may be called is asked at each connection (<see cref="GuardedHttp"/>).</summary>
/// <param name="handler">Connections to it; the line's own from now on.</param>
/// <param name="how">Where to, and how.</param>
/// <param name="clock">The clock.</param>
internal sealed class HttpLine(HttpMessageHandler handler, HttpPosting how, TimeProvider clock) : IPartnerLine
{
    private const int MostBytes = 16 * 1024 * 1024;
    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
    private volatile bool _isConnected;

    public bool IsConnected => _isConnected;

    public async Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(how.AnswerTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var reply = await PostAsync(Hl7Message.Parse(message), either.Token, cancellationToken).ConfigureAwait(false);
        _isConnected = reply.Outcome is MllpOutcome.Acknowledged or MllpOutcome.Sent;
        return reply;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<MllpReply> PostAsync(Hl7Message message, CancellationToken bounded, CancellationToken cancellationToken)
    {
        try
        {
            using var request = RequestOf(message);
            using var response = await _http.SendAsync(request, bounded).ConfigureAwait(false);
            return Read(message, response, await response.Content.ReadAsByteArrayAsync(bounded).ConfigureAwait(false));
        }
        catch (HttpRequestException failed) when (failed.InnerException is AddressRefusedException refused)
        {
            return new MllpReply(MllpOutcome.NotSent, Reason: refused.Message);
        }
        catch (HttpRequestException failed)
        {
            var hasLeft = failed.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
            return new MllpReply(hasLeft ? MllpOutcome.Unknown : MllpOutcome.NotSent, Reason: $"The partner cannot be reached: {failed.HttpRequestError}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MllpReply(MllpOutcome.Unknown, Reason: "No acknowledgement came in time.");
        }
    }

    private HttpRequestMessage RequestOf(Hl7Message message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, how.Address) { Content = new ReadOnlyMemoryContent(message.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Hl7Media.Type) { CharSet = Hl7Media.CharsetOf(message) };
        request.Headers.Date = clock.GetUtcNow();
        request.Headers.ConnectionClose = how.ConnectsEachTime ? true : null;
        if (how.UserName.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{how.UserName}:{how.Password}")));
        return request;
    }

    // Some say a rejection by the status, too: an acknowledgement of the message counts, whatever stands above it.
    private static MllpReply Read(Hl7Message message, HttpResponseMessage response, byte[] body)
    {
        if (body.Length > 0 && Hl7Message.Read(body).Message?.Find("MSA") is { } said && said[2].Text == message[0][10].Text)
            return new MllpReply(MllpOutcome.Acknowledged, Enum.TryParse<AcknowledgementCode>(said[1].Text.Trim(), out var code) ? code : null, body);
        if (!response.IsSuccessStatusCode)
            return new MllpReply(MllpOutcome.Unknown, Reason: FormattableString.Invariant($"The partner's server answers {(int)response.StatusCode}."));
        var isAwaited = Acknowledgement.IsAskedFor(message, AcknowledgementCode.CA) || Acknowledgement.IsAskedFor(message, AcknowledgementCode.AA);
        return isAwaited ? new MllpReply(MllpOutcome.Unknown, Reason: "The partner's server answers without an acknowledgement of the message.") : new MllpReply(MllpOutcome.Sent);
    }
}

/// <summary>Where messages are posted, and how.</summary>
/// <param name="Address">Where to.</param>
/// <param name="UserName">User name of basic credentials; empty: none are sent.</param>
/// <param name="Password">Their password.</param>
/// <param name="AnswerTime">How long an answer may take, its connection included.</param>
/// <param name="ConnectsEachTime">Whether each message has a connection of its own.</param>
internal sealed record HttpPosting(Uri Address, string UserName, string Password, TimeSpan AnswerTime, bool ConnectsEachTime);
