using Carewright.Mllp;

namespace Carewright.Interfaces.Sending;

/// <summary>How messages come to a partner: MLLP or HTTP. Safe for many threads.</summary>
internal interface IPartnerLine : IAsyncDisposable
{
    /// <summary>Whether the partner can be reached, as far as is known.</summary>
    bool IsConnected { get; }

    /// <summary>Sends a message and waits for its acknowledgement; once, whatever comes of it.</summary>
    /// <param name="message">A message with a control id.</param>
    /// <param name="cancellationToken">Gives it up; the partner may have it none the less.</param>
    Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
