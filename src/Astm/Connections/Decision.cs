using Carewright.Astm.Records;

namespace Carewright.Astm.Connections;

/// <summary>Asks the receiver of one connection whether it takes what came.</summary>
internal sealed class Decision(AstmPeer peer, AstmReceiver receive, TimeSpan most, TimeProvider time, Action<AstmNotice>? notice)
{
    /// <summary>Hands messages over, one by one. They are taken together or not at all: one frame ends them. Does not throw, whatever the receiver does.</summary>
    /// <param name="bytes">One message, or several that came in one frame.</param>
    /// <param name="ended">The connection has ended.</param>
    internal async Task<(bool IsTaken, List<ReadOnlyMemory<byte>> Replies)> TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        using var late = new CancellationTokenSource(most, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ended);
        var replies = new List<ReadOnlyMemory<byte>>();
        try
        {
            foreach (var message in MessageDivider.Divide(bytes))
            {
                var answer = await receive(peer, message, limit.Token);
                if (!answer.IsTaken)
                    return (false, []);
                if (!answer.Reply.IsEmpty)
                    replies.Add(answer.Reply);
            }
            return (true, replies);
        }
        catch (Exception failed)
        {
            // Whatever it was, nobody has the message: it is refused, and the instrument keeps it.
            if (!ended.IsCancellationRequested)
                notice?.Invoke(new AstmNotice(peer.Remote, late.IsCancellationRequested ? AstmNoticeKind.ReceiverTooSlow : AstmNoticeKind.ReceiverFailed, Error: failed));
            return (false, []);
        }
    }
}
