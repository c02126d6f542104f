using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Carewright.Audit;

/// <summary>A syslog collector over TLS (RFC 5425).</summary>
/// <param name="Host">Its name, as its certificate says it.</param>
/// <param name="Port">TCP port; 6514 is the standard's.</param>
/// <param name="Fingerprint">SHA-256 of its certificate in hexadecimal, for one that no authority of this machine vouches for (RFC 5425 section 5.1); null: the machine's authorities decide.</param>
public sealed record SyslogTarget(string Host, int Port, string? Fingerprint = null);

/// <summary>
/// Sends messages in the form of RFC 5424, with octet counting over TLS 1.2 or later (RFC 5425). A connection per message: what is sent is rare, and a collector that has gone away is noticed.
/// </summary>
/// <param name="target">The collector.</param>
/// <param name="hostName">How this machine calls itself in the header.</param>
public sealed class SyslogSender(SyslogTarget target, string hostName)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Sends one message. TLS has delivered it when this completes; the protocol has no answer.</summary>
    /// <param name="severity">0 emergency to 7 debug (RFC 5424 section 6.2.1); the facility is 13, log audit.</param>
    /// <param name="at">The time in the header.</param>
    /// <param name="messageId">Kind of message, printable ASCII without spaces, 32 characters at most.</param>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The collector could not be reached, or is not the one it should be.</exception>
    public async Task SendAsync(int severity, DateTimeOffset at, string messageId, string text, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(target.Host, target.Port, patience.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(Options(), patience.Token);
            await tls.WriteAsync(Frame(severity, at, messageId, text), patience.Token);
            await tls.FlushAsync(patience.Token);
            await tls.ShutdownAsync();
        }
        catch (Exception fault) when (fault is SocketException or AuthenticationException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"The syslog collector did not take the message: {(fault is AuthenticationException ? "its certificate is not the right one" : "it cannot be reached")}.", fault);
        }
    }

    /// <summary>A message with its length in front of it (RFC 5425 section 4.3).</summary>
    internal byte[] Frame(int severity, DateTimeOffset at, string messageId, string text)
    {
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"<{(13 * 8) + severity}>1 {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Printable(hostName, 255)} carewright - {Printable(messageId, 32)} - ");
        // The mark says that what follows is UTF-8 (RFC 5424 section 6.4).
        var message = (byte[])[.. Encoding.ASCII.GetBytes(header), 0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" "))];
        return [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. message];
    }

    private SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = target.Host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => target.Fingerprint is { } pinned ? IsPinned(certificate, pinned) : errors == SslPolicyErrors.None,
    };

    private static bool IsPinned(X509Certificate? certificate, string pinned) =>
        certificate is not null && string.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), pinned.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Printable(string text, int most)
    {
        var printable = new string([.. text.Where(character => character is > ' ' and <= '~').Take(most)]);
        return printable.Length == 0 ? "-" : printable;
    }
}

/// <summary>Checkpoints as syslog messages of severity 5, notice.</summary>
/// <param name="sender">The collector.</param>
public sealed class SyslogPlace(SyslogSender sender) : ICheckpointPlace
{
    /// <inheritdoc />
    public Task WriteAsync(CheckpointLine line, CancellationToken cancellationToken) => sender.SendAsync(5, line.At, "audit-checkpoint", line.ToJson(), cancellationToken);
}
