using System.Net.Sockets;

namespace Carewright.Astm.Connections;

/// <summary>A connection's socket, and how long it may take.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly TimeSpan? _idleTime;
    private readonly TimeSpan _writeTime;
    private readonly TimeProvider _time;

    internal Wire(Socket socket, TimeSpan? idleTime, TimeSpan writeTime, TimeProvider time)
    {
        (_socket, _idleTime, _writeTime, _time) = (socket, idleTime, writeTime, time);
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    /// <summary>Reads what has come; 0 when the other end has said all.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="isAtRest">Asked when nothing came for the idle time: whether nothing is under way either.</param>
    /// <exception cref="OperationCanceledException">It is idle.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, Func<bool> isAtRest)
    {
        while (true)
        {
            using var idle = _idleTime is { } most ? new CancellationTokenSource(most, _time) : null;
            try
            {
                return await _socket.ReceiveAsync(buffer, idle?.Token ?? CancellationToken.None);
            }
            catch (OperationCanceledException) when (!isAtRest())
            {
                // Something is under way: that is not idle.
            }
        }
    }

    /// <summary>Sends all of it.</summary>
    /// <exception cref="OperationCanceledException">The network does not take it in time.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        using var most = new CancellationTokenSource(_writeTime, _time);
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, most.Token)..];
    }

    /// <summary>Tells the other end that nothing more will be sent; what was arrives.</summary>
    internal void SayNoMore() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes it at once, from any thread; what reads or writes gets an exception.</summary>
    internal void Abort() => _socket.Close(0);

    public void Dispose() => _socket.Dispose();
}
