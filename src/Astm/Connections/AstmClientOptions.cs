using Carewright.Astm.Frames;

namespace Carewright.Astm.Connections;

/// <summary>An instrument that is connected to, or the device server of its serial port; with the other role, a host.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
public sealed record AstmClientOptions(string Host, int Port)
{
    /// <summary>How this end of the line behaves; <see cref="LinkRole.Instrument"/> to be an instrument.</summary>
    public LinkOptions Link { get; init; } = new(LinkRole.Host);

    /// <summary>How long a connection may take, and how long a message that is to be sent waits for one.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection on which nothing has come for so long, and nothing is under way, is made anew; null: never.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>How long the network may take for what is sent.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a transfer that is under way is waited for when the client is closed.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the first connection that could not be made or on which nothing came; each further one doubles it. Up to half of a pause is left to chance, so that many who lost one device server do not come back together.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}
