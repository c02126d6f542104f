using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Carewright.Gateway.Attaching;

/// <summary>Where a scanner listens.</summary>
/// <param name="EndPoint">A local socket, or a host and a port.</param>
internal sealed record ScannerAddress(EndPoint EndPoint)
{
    private const string Local = "unix:";

    internal static ScannerAddress? Parse(string text)
    {
        if (text.StartsWith(Local, StringComparison.Ordinal))
            return text.Length is > 6 and < 100 && text[Local.Length] == '/' ? new(new UnixDomainSocketEndPoint(text[Local.Length..])) : null;
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            ? new(new DnsEndPoint(text[..colon].Trim('[', ']'), port))
            : null;
    }
}

/// <summary>What a scanner said.</summary>
/// <param name="IsKnown">False: it could not be asked, or did not answer.</param>
/// <param name="Signature">Name of what was found, or null.</param>
internal readonly record struct ScanVerdict(bool IsKnown, string? Signature);

/// <summary>Asks clamd by its <c>INSTREAM</c> command (clamd(8)): chunks with their length before them, ended by an empty one; the answer is one line.</summary>
internal static class ClamScanner
{
    private const int Chunk = 64 * 1024;
    private const int LongestAnswer = 1024;

    // Long enough for the largest file on a busy machine; a scanner that hangs must not hold the clinic's writes for longer.
    private const int PatienceMilliseconds = 60_000;
    private const int ConnectMilliseconds = 5_000;

    internal static ScanVerdict Scan(ScannerAddress address, ReadOnlySpan<byte> content)
    {
        try
        {
            using var socket = Open(address.EndPoint);
            socket.Send("zINSTREAM\0"u8);
            Span<byte> length = stackalloc byte[4];
            for (var at = 0; at < content.Length; at += Chunk)
            {
                var part = content.Slice(at, Math.Min(Chunk, content.Length - at));
                BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
                SendAll(socket, length);
                SendAll(socket, part);
            }
            BinaryPrimitives.WriteInt32BigEndian(length, 0);
            SendAll(socket, length);
            return Judge(ReadLine(socket));
        }
        catch (Exception away) when (away is SocketException or IOException or ObjectDisposedException)
        {
            return default;
        }
    }

    private static ScanVerdict Judge(string answer)
    {
        const string Found = " FOUND";
        if (answer == "stream: OK")
            return new(true, null);
        var colon = answer.IndexOf(": ", StringComparison.Ordinal);
        return answer.EndsWith(Found, StringComparison.Ordinal) && colon > 0 ? new(true, answer[(colon + 2)..^Found.Length]) : default;
    }

    private static Socket Open(EndPoint address)
    {
        var socket = address is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            (socket.SendTimeout, socket.ReceiveTimeout) = (PatienceMilliseconds, PatienceMilliseconds);
            var opening = socket.BeginConnect(address, null, null);
            if (!opening.AsyncWaitHandle.WaitOne(ConnectMilliseconds))
                throw new IOException("The scanner does not answer.");
            socket.EndConnect(opening);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    private static string ReadLine(Socket socket)
    {
        Span<byte> answer = stackalloc byte[LongestAnswer];
        var length = 0;
        for (int read; length < answer.Length && (read = socket.Receive(answer[length..])) > 0;)
        {
            length += read;
            if (answer[..length].IndexOf((byte)0) is >= 0 and var end)
                return Encoding.UTF8.GetString(answer[..end]);
        }
        return "";
    }
}
