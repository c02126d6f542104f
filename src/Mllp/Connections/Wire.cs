using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp.Connections;

/// <summary>The two directions of one connection, with TLS or without.</summary>
internal sealed class Wire : IAsyncDisposable
{
    // A large message is read in pieces of this size; an idle connection holds one.
    private const int BufferSize = 16 * 1024;
    private const int LingerBytes = 1024 * 1024;
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);
    private readonly Socket _socket;
    private readonly Stream _stream;

    private Wire(Socket socket, Stream stream, X509Certificate2? certificate)
    {
        (_socket, _stream, Certificate) = (socket, stream, certificate);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    internal PipeReader Input { get; }

    internal PipeWriter Output { get; }

    /// <summary>What the other end showed.</summary>
    internal X509Certificate2? Certificate { get; }

    /// <summary>A connection without TLS.</summary>
    internal static Wire Plain(Socket socket) => new(socket, Prepare(socket), null);

    /// <summary>A connection with TLS; the socket is closed when it cannot be agreed on.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="authenticate">The handshake, as client or as server.</param>
    internal static async Task<Wire> SecureAsync(Socket socket, Func<SslStream, Task> authenticate)
    {
        var tls = new SslStream(Prepare(socket));
        try
        {
            await authenticate(tls);
            return new Wire(socket, tls, tls.RemoteCertificate is { } shown ? new X509Certificate2(shown) : null);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says that nothing more will be sent, and gives the other end a moment to read what was: closing at once with bytes unread would take the last answers back.</summary>
    internal async Task FinishAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var moment = new CancellationTokenSource(s_linger, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(moment.Token, cancellationToken);
        try
        {
            if (_stream is SslStream tls)
                await tls.ShutdownAsync().WaitAsync(limit.Token);
            _socket.Shutdown(SocketShutdown.Send);
            var (scrap, read) = (new byte[BufferSize], 0L);
            for (var count = 1; count > 0 && read < LingerBytes; read += count)
                count = await _socket.ReceiveAsync(scrap, limit.Token);
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end is gone, or had its moment.
            Abort();
        }
    }

    /// <summary>Closes it at once, from any thread; what reads or writes gets an exception.</summary>
    internal void Abort() => _socket.Close(0);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Input.CompleteAsync();
        _socket.Dispose();
    }

    private static NetworkStream Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
