using System.Net;
using System.Net.Sockets;
using Carewright.Hl7v2.Mllp;

namespace Carewright.Sandbox.Conversation;

/// <summary>A connection that ends in the middle of a message.</summary>
internal static class TornConnection
{
    /// <summary>Sends the first half of a message's frame and closes the connection. Where nobody listens, nothing happens: the message itself comes next, and its sending says so.</summary>
    public static async Task SendHalfAsync(DnsEndPoint clinic, byte[] message, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(clinic, cancellationToken);
            var frame = MllpDeframer.Wrap(message);
            await socket.SendAsync(frame.AsMemory(0, frame.Length / 2), cancellationToken);
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Who is not there is told of when the message itself is sent.
        }
    }
}
