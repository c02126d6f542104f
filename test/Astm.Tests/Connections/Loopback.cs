using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Connections;

/// <summary>A host on a free port of this machine, what it was given and what it told of.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private Loopback(AstmServerOptions options, AstmReceiver? receive) => Server = new AstmServer(
        options,
        (peer, message, token) =>
        {
            Arrived.Add(Samples.Text(message), token);
            return receive?.Invoke(peer, message, token) ?? ValueTask.FromResult(AstmAnswer.Taken);
        },
        TimeProvider.System,
        Notices.Add);

    internal AstmServer Server { get; }

    internal BlockingCollection<string> Arrived { get; } = [];

    internal BlockingCollection<AstmNotice> Notices { get; } = [];

    internal int Port => Server.Endpoint.Port;

    internal static async Task<Loopback> StartAsync(AstmReceiver? receive = null, Func<AstmServerOptions, AstmServerOptions>? options = null)
    {
        var standard = new AstmServerOptions(new IPEndPoint(IPAddress.Loopback, 0));
        var loopback = new Loopback(options?.Invoke(standard) ?? standard, receive);
        await loopback.Server.StartAsync(CancellationToken.None);
        return loopback;
    }

    /// <summary>An instrument that is connected.</summary>
    internal AstmClient Instrument(AstmReceiver? receive = null) => Client(Port, LinkRole.Instrument, receive);

    internal static AstmClient Client(int port, LinkRole role, AstmReceiver? receive = null, Action<AstmNotice>? notice = null)
    {
        var options = new AstmClientOptions("127.0.0.1", port) { Link = new LinkOptions(role) { InstrumentPause = TimeSpan.FromMilliseconds(20) }, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(50), ConnectTime = TimeSpan.FromMinutes(1) };
        var client = new AstmClient(options, receive ?? ((_, _, _) => ValueTask.FromResult(AstmAnswer.Taken)), TimeProvider.System, notice);
        client.Start();
        return client;
    }

    internal Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(Port);

    /// <summary>The next notice.</summary>
    internal AstmNotice Told() => Notices.Take(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Arrived.Dispose();
        Notices.Dispose();
    }
}

/// <summary>The other end of a connection, byte by byte.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    internal const string Enq = "\u0005";
    internal const string Eot = "\u0004";
    internal const string Ack = "\u0006";
    internal const string Nak = "\u0015";

    internal static async Task<RawPeer> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawPeer(socket);
    }

    internal static string Frame(int number, string text) => Encoding.Latin1.GetString(AstmFrame.Write(number, Encoding.Latin1.GetBytes(text), isEnd: true));

    internal async Task SendAsync(string bytes) => await socket.SendAsync(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Sends and waits for one byte.</summary>
    internal async Task<string> AskAsync(string bytes)
    {
        await SendAsync(bytes);
        return await ReadAsync();
    }

    /// <summary>The next bytes, as many as are asked for; fewer when the other end has closed, or broken, the connection.</summary>
    internal async Task<string> ReadAsync(int count = 1)
    {
        var bytes = new byte[count];
        var read = 0;
        try
        {
            for (int some; read < count && (some = await socket.ReceiveAsync(bytes.AsMemory(read), TestContext.Current.CancellationToken)) > 0;)
                read += some;
        }
        catch (SocketException)
        {
            // Broken: what came is what there is.
        }
        return Encoding.Latin1.GetString(bytes, 0, read);
    }

    /// <summary>The next frame.</summary>
    internal async Task<string> ReadFrameAsync()
    {
        var frame = "";
        while (!frame.EndsWith('\n'))
            frame += await ReadAsync() is { Length: > 0 } next ? next : "\n";
        return frame;
    }

    internal void SayNoMore() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => socket.Close(0);
}

/// <summary>A partner that listens and whose every byte the test decides on.</summary>
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
