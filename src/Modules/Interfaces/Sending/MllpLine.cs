using Carewright.Mllp;

namespace Carewright.Interfaces.Sending;

/// <summary>A connection that is kept, or made for each message.</summary>
internal sealed class MllpLine(MllpClient client) : IPartnerLine
{
    public bool IsConnected => client.IsConnected;

    public Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => client.SendAsync(message, cancellationToken);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
