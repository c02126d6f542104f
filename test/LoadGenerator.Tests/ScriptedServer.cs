using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Carewright.LoadGenerator.Tests;

/// <summary>
/// A server on a free loopback port that answers the n-th request of each connection with given text, split into pieces of
/// a given size so that every boundary falls somewhere.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, int, Answer?> _answer;
    private readonly Task _accepting;
    private int _connections;
    private long _requests;

    public ScriptedServer(Func<string, int, Answer?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The text to send; <paramref name="Piece"/> bytes at a time; then the connection is closed or kept.</summary>
    public sealed record Answer(string Text, int Piece = int.MaxValue, bool ThenClose = false);

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Connections => _connections;

    public long Requests => Interlocked.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        // The loop ends before its listener does: a connection that comes at this moment must not find it closed.
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var buffer = new byte[16 * 1024];
        var pending = "";
        try
        {
            for (var number = 0; ; number++)
            {
                while (!pending.Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var count = await socket.ReceiveAsync(buffer, _stop.Token);
                    if (count == 0) return;
                    pending += Encoding.ASCII.GetString(buffer, 0, count);
                }

                var end = pending.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
                var request = pending[..end];
                pending = pending[end..];
                Interlocked.Increment(ref _requests);
                if (_answer(request, number) is not { } answer) return;
                await SendAsync(socket, answer);
                if (answer.ThenClose) return;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The test is over, or the client gave the connection up.
            return;
        }
    }

    private async Task SendAsync(Socket socket, Answer answer)
    {
        ReadOnlyMemory<byte> bytes = Encoding.ASCII.GetBytes(answer.Text);
        while (bytes.Length > 0)
        {
            var piece = Math.Min(answer.Piece, bytes.Length);
            await socket.SendAsync(bytes[..piece], _stop.Token);
            bytes = bytes[piece..];
            if (answer.Piece < 64) await Task.Yield();
        }
    }
}
