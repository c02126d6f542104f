using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Carewright.Attacks.Tests.Sockets;

/// <summary>A client that sends what no well-behaved one does: bytes over TLS, nothing normalised.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();

    private SslStream Stream { get; set; } = null!;

    internal static async Task<RawConnection> OpenAsync(Uri address, SslProtocols protocols = SslProtocols.None)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync("127.0.0.1", address.Port, TestContext.Current.CancellationToken);
        connection.Stream = new SslStream(connection._tcp.GetStream(), false, (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0);
        await connection.Stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols }, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads until the server closes: head and body as text. A server that refuses early may close while it is still sent; what it answered until then counts.</summary>
    internal static async Task<string> AskAsync(Uri address, string request)
    {
        await using var connection = await OpenAsync(address);
        try
        {
            await connection.SendAsync(request);
        }
        catch (IOException)
        {
        }
        return await connection.ReadToEndAsync();
    }

    internal async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        await Stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What comes until the server closes; a torn connection counts as closed.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        var text = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(text, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
        }
        return Encoding.Latin1.GetString(text.ToArray());
    }

    /// <summary>The status of an answer as <see cref="AskAsync"/> gives it; 0 when the server closed without one.</summary>
    internal static int StatusOf(string answer) => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer[9..12], System.Globalization.CultureInfo.InvariantCulture) : 0;

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _tcp.Dispose();
    }
}
