using System.Net;
using System.Net.Sockets;

namespace Carewright.Astm.Tests.Connections;

/// <summary>Stands between an instrument and a host and makes other bytes of some that pass: letters and digits of frames, and answers to frames, which become something that is no answer.</summary>
internal sealed class GarblingProxy : IDisposable
{
    private const byte Ack = 0x06;
    private const byte Nak = 0x15;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Random _random;
    private readonly int _to;
    private readonly Lock _lock = new();
    private int _garbled;
    private bool _isInTransfer;

    internal GarblingProxy(int to, int seed)
    {
        (_to, _random) = (to, new Random(seed));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = Task.Run(RunAsync);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    internal int Garbled => Volatile.Read(ref _garbled);

    public void Dispose() => _listener.Dispose();

    private async Task RunAsync()
    {
        try
        {
            using var instrument = await _listener.AcceptAsync();
            using var host = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            instrument.NoDelay = true;
            await host.ConnectAsync(IPAddress.Loopback, _to);
            await Task.WhenAny(PassAsync(instrument, host), PassAsync(host, instrument));
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
        {
            Spoil(buffer.AsSpan(0, count));
            await to.SendAsync(buffer.AsMemory(0, count));
        }
        to.Shutdown(SocketShutdown.Send);
    }

    private void Spoil(Span<byte> bytes)
    {
        lock (_lock)
        {
            var isReply = bytes is [Ack or Nak];
            // The answer to ENQ comes before the first frame: it has no second chance.
            var isFrame = bytes[0] == 0x02;
            var isHit = (isFrame || (isReply && _isInTransfer)) && _random.Next(5) == 0;
            _isInTransfer = isFrame || (_isInTransfer && bytes[0] != 0x04);
            if (!isHit)
                return;
            _garbled++;
            var at = isReply ? 0 : _random.Next(bytes.Length);
            if (isReply || char.IsAsciiLetterOrDigit((char)bytes[at]))
                bytes[at] = (byte)'?';
        }
    }
}
