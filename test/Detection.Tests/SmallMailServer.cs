using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Carewright.Detection.Tests;

/// <summary>A real SMTP listener for one message: greeting, STARTTLS, EHLO, AUTH, envelope, data. It keeps what was said, and whether it was said encrypted.</summary>
internal sealed class SmallMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();

    public SmallMailServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Fingerprint => _certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>False: the server does not know STARTTLS.</summary>
    public bool HasTls { get; init; } = true;

    public List<(bool IsEncrypted, string Line)> Said { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var client = await _listener.AcceptTcpClientAsync(cancellationToken);
        Stream stream = client.GetStream();
        try
        {
            await SayAsync(stream, "220 mail", cancellationToken);
            var (isEncrypted, isData) = (false, false);
            while (await LineAsync(stream, cancellationToken) is { } line)
            {
                Said.Add((isEncrypted, line));
                if (isData && line != ".")
                    continue;
                if (line == "STARTTLS" && HasTls)
                {
                    await SayAsync(stream, "220 go", cancellationToken);
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    (stream, isEncrypted) = (tls, true);
                    continue;
                }
                isData = line == "DATA";
                await SayAsync(stream, Reply(line), cancellationToken);
                if (line == "QUIT")
                    return;
            }
        }
        catch (Exception gone) when (gone is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has hung up, because it does not trust this server.
        }
    }

    private static string Reply(string line) => line.Split(' ')[0] switch
    {
        "EHLO" => "250-mail\r\n250 SIZE 1000",
        "STARTTLS" => "502 no",
        "AUTH" => "235 welcome",
        "DATA" => "354 go",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };

    private static Task SayAsync(Stream stream, string text, CancellationToken cancellationToken) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancellationToken).AsTask();

    private static async Task<string?> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one, cancellationToken) > 0)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return null;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
