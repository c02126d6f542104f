using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Carewright.Detection.Channels;

/// <summary>
/// Sends one message over SMTP (RFC 5321) and TLS 1.2 or later. Nothing but the greeting and STARTTLS is said before the connection is encrypted and the server has proved its name; a server without
/// STARTTLS gets nothing. One use, one message.
/// </summary>
internal sealed class SmtpClient(MailSettings settings) : IDisposable
{
    private const int ImplicitTls = 465;
    private const int MostLine = 4096;
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;

    /// <summary>Sends a message whose headers and body are complete.</summary>
    /// <param name="message">Lines separated by CRLF; dots at their beginnings are doubled here.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The server could not be reached, is not the right one, or did not take the message.</exception>
    public async Task SendAsync(string message, CancellationToken cancellationToken)
    {
        try
        {
            await _client.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            _stream = _client.GetStream();
            await OpenAsync(cancellationToken);
            if (settings.UserName is { Length: > 0 } user)
                await SayAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{settings.Password}")), 235, cancellationToken);
            await SayAsync($"MAIL FROM:<{settings.From}>", 250, cancellationToken);
            foreach (var to in settings.To)
                await SayAsync($"RCPT TO:<{to}>", 250, cancellationToken);
            await SayAsync("DATA", 354, cancellationToken);
            await SayAsync(message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + "\r\n.", 250, cancellationToken);
            await SayAsync("QUIT", 221, cancellationToken);
        }
        catch (Exception fault) when (fault is SocketException or AuthenticationException)
        {
            throw new IOException(fault is AuthenticationException ? "The mail server's certificate is not the right one." : "The mail server cannot be reached.", fault);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (settings.Port == ImplicitTls)
            await EncryptAsync(cancellationToken);
        await ExpectAsync(220, cancellationToken);
        await SayAsync("EHLO carewright", 250, cancellationToken);
        if (settings.Port == ImplicitTls)
            return;
        await SayAsync("STARTTLS", 220, cancellationToken);
        await EncryptAsync(cancellationToken);
        await SayAsync("EHLO carewright", 250, cancellationToken);
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = settings.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => settings.Fingerprint is { } pinned ? IsPinned(certificate, pinned) : errors == SslPolicyErrors.None,
        }, cancellationToken);
    }

    private static bool IsPinned(X509Certificate? certificate, string pinned) =>
        certificate is not null && string.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), pinned.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private async Task SayAsync(string line, int expected, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        await ExpectAsync(expected, cancellationToken);
    }

    // Byte by byte: whatever a man in the middle sends along before the connection is encrypted must not be taken for what comes after.
    private async Task ExpectAsync(int expected, CancellationToken cancellationToken)
    {
        string line;
        do
        {
            line = await ReadLineAsync(cancellationToken);
        }
        while (line.Length > 3 && line[3] == '-');
        if (!line.StartsWith(expected.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new IOException($"The mail server answered {(line.Length >= 3 ? line[..3] : "nothing")} where {expected} was expected.");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (line.Length < MostLine)
        {
            if (await _stream.ReadAsync(one, cancellationToken) == 0)
                throw new IOException("The mail server hung up.");
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        throw new IOException("The mail server's answer is too long.");
    }
}
