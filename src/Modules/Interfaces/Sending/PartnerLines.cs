using System.Net;
using System.Security.Cryptography.X509Certificates;
using Carewright.Gateway;
using Carewright.Gateway.Outbound;
using Carewright.Interfaces.Numbering;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;

namespace Carewright.Interfaces.Sending;

/// <summary>Makes the lines to partners, by what their settings say.</summary>
internal sealed class PartnerLines(PartnerNetwork network, RecordGateway gateway, SequenceBook numbers, TimeProvider clock)
{
    /// <summary>A line for all that is sent to a partner.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="other">Takes what comes on the connection by itself; see <see cref="MllpClient"/>.</param>
    internal IPartnerLine Open(ReadyTarget target, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> other)
    {
        var options = target.Options(Own());
        IPartnerLine line = target.Settings.Http is { } http ? Posting(target, http, options) : new MllpLine(new MllpClient(options, clock, other));
        return target.IsNumbered ? new NumberedLine(line, target.Id, numbers, clock) : line;
    }

    /// <summary>A line for one question.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="answerTime">How long the answer may take.</param>
    /// <param name="connectTime">How long the connection may take.</param>
    internal IPartnerLine OpenOnce(ReadyTarget target, TimeSpan answerTime, TimeSpan connectTime)
    {
        var options = target.Options(Own()) with { AnswerTime = answerTime, ConnectTime = connectTime, KeepsConnection = false };
        return target.Settings.Http is { } http ? Posting(target, http, options) : new MllpLine(new MllpClient(options, clock));
    }

    private HttpLine Posting(ReadyTarget target, HttpTarget http, MllpClientOptions options)
    {
        var handler = GuardedHttp.Handler((endpoint, address) => gateway.Endpoints.MayConnect(endpoint, address) && (target.Settings.IsSecure || IPAddress.IsLoopback(address)));
        handler.ConnectTimeout = options.ConnectTime;
        if (options.Tls?.ServerCertificate is { } isGood)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => certificate is X509Certificate2 shown && isGood(shown, errors);
        if (options.Tls?.ClientCertificate is { } own)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own();
        return new HttpLine(handler, new HttpPosting(target.Settings.AddressOf(http), http.UserName, http.Password, options.AnswerTime, !options.KeepsConnection), clock);
    }

    private Func<X509Certificate2>? Own() => network.Certificate is { } certificate ? () => certificate().TargetCertificate : null;
}
