using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Carewright.Hl7v2.Mllp;

namespace Carewright.Mllp.Tests;

/// <summary>A server on a free port of this machine, and what it told of.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly MllpServer _server;

    private Loopback(Func<MllpServerOptions, MllpServerOptions>? options, MllpReceiver receive)
    {
        var standard = new MllpServerOptions(new IPEndPoint(IPAddress.Loopback, 0));
        _server = new MllpServer(options?.Invoke(standard) ?? standard, receive, TimeProvider.System, Notices.Add);
    }

    internal BlockingCollection<MllpNotice> Notices { get; } = [];

    internal MllpServer Server => _server;

    internal int Port => _server.Endpoint.Port;

    internal static async Task<Loopback> StartAsync(MllpReceiver receive, Func<MllpServerOptions, MllpServerOptions>? options = null)
    {
        var loopback = new Loopback(options, receive);
        await loopback._server.StartAsync(CancellationToken.None);
        return loopback;
    }

    /// <summary>Acknowledges everything.</summary>
    internal static ValueTask<ReadOnlyMemory<byte>?> Accept(MllpPeer peer, ReadOnlyMemory<byte> message, FrameFault? fault, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Acknowledge(message));

    internal Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(Port);

    internal MllpNoticeKind Told() => Notices.Take().Kind;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Notices.Dispose();
    }
}

/// <summary>The other end of a connection, byte by byte.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly PipeReader _input;
    private readonly MllpDeframer _deframer = new(64 * 1024 * 1024);

    internal RawPeer(Socket socket)
    {
        _socket = socket;
        _input = PipeReader.Create(new NetworkStream(socket));
    }

    internal static async Task<RawPeer> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawPeer(socket);
    }

    internal Task SendAsync(params IEnumerable<byte[]> messages) => SendRawAsync([.. messages.SelectMany(message => MllpDeframer.Wrap(message))]);

    internal async Task SendRawAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    internal void SayNoMore() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next message; null when the other end has closed, or broken, the connection.</summary>
    internal async Task<byte[]?> ReadAsync()
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _input.ReadAsync(TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                return null;
            }
            var buffer = result.Buffer;
            if (_deframer.TryTake(ref buffer, out var frame))
            {
                var message = frame.Message.ToArray();
                _input.AdvanceTo(buffer.Start);
                return message;
            }
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    public void Dispose() => _socket.Close(0);
}

/// <summary>A partner whose every byte the test decides on.</summary>
internal sealed class RawListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal RawListener()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
    }

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    internal async Task<RawPeer> AcceptAsync() => new(await _socket.AcceptAsync(TestContext.Current.CancellationToken));

    public void Dispose() => _socket.Dispose();
}
