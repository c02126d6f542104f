using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Carewright.LoadGenerator;

/// <summary>
/// One HTTP/1.1 connection over plain TCP (RFC 9112): sends prepared bytes and reads the answer, keeping its status and
/// dropping its body. Reads bodies by Content-Length, chunked, and up to the end of the connection. Not thread-safe.
/// </summary>
internal sealed class HttpConnection(IPEndPoint target) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;
    private int _start;
    private int _end;

    public long BytesReceived { get; private set; }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public void Dispose() => Disconnect();

    /// <summary>Drops the connection; the next exchange opens another.</summary>
    public void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
        _start = _end = 0;
    }

    /// <summary>Sends a request and reads its answer whole; returns the status.</summary>
    /// <exception cref="InvalidDataException">The answer is not HTTP/1.1, or ended early.</exception>
    /// <exception cref="SocketException">The connection failed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        var socket = _socket ?? await ConnectAsync(ct);
        for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request[sent..], SocketFlags.None, ct);
        ResponseHead head;
        do
        {
            head = await ReadHeadAsync(ct);
        }
        while (head.Status is >= 100 and < 200);
        await SkipBodyAsync(head, HasNoBody(request.Span, head.Status), ct);
        if (head.Closes) Disconnect();
        return head.Status;
    }

    private static bool HasNoBody(ReadOnlySpan<byte> request, int status) => status is 204 or 304 || request.StartsWith("HEAD "u8);

    private async ValueTask<Socket> ConnectAsync(CancellationToken ct)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return _socket = socket;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ResponseHead> ReadHeadAsync(CancellationToken ct)
    {
        int length;
        while ((length = Unread.IndexOf("\r\n\r\n"u8)) < 0) await FillAsync(ct);
        var head = ResponseHead.Parse(Unread[..(length + 2)]);
        _start += length + 4;
        return head;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SkipBodyAsync(ResponseHead head, bool empty, CancellationToken ct)
    {
        if (empty) return;
        if (head.Chunked) await SkipChunksAsync(ct);
        else if (head.ContentLength is { } length) await SkipAsync(length, ct);
        else await SkipToEndAsync(ct);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SkipAsync(long length, CancellationToken ct)
    {
        while (true)
        {
            var here = (int)Math.Min(length, _end - _start);
            _start += here;
            length -= here;
            if (length == 0) return;
            await FillAsync(ct);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SkipChunksAsync(CancellationToken ct)
    {
        while (true)
        {
            int lineLength;
            while ((lineLength = Unread.IndexOf("\r\n"u8)) < 0) await FillAsync(ct);
            var size = ResponseHead.ParseChunkSize(Unread[..lineLength]);
            _start += lineLength + 2;
            if (size == 0) break;
            await SkipAsync(size + 2, ct);
        }

        await SkipTrailersAsync(ct);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SkipTrailersAsync(CancellationToken ct)
    {
        while (true)
        {
            int lineLength;
            while ((lineLength = Unread.IndexOf("\r\n"u8)) < 0) await FillAsync(ct);
            _start += lineLength + 2;
            if (lineLength == 0) return;
        }
    }

    private async ValueTask SkipToEndAsync(CancellationToken ct)
    {
        do
        {
            _start = _end = 0;
        }
        while (await ReceiveAsync(ct) > 0);
        Disconnect();
    }

    /// <summary>Receives more; what was read is moved out of the way first.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) throw new InvalidDataException("A head or a chunk line is longer than 64 KiB.");
        if (await ReceiveAsync(ct) == 0) throw new InvalidDataException("The connection ended before the answer did.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(CancellationToken ct)
    {
        var count = await _socket!.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, ct);
        _end += count;
        BytesReceived += count;
        return count;
    }
}
