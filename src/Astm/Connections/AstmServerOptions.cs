using System.Net;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Connections;

/// <summary>A port that instruments, or the device servers of their serial ports, connect to.</summary>
/// <param name="Endpoint">Where it listens; port 0 takes a free one.</param>
public sealed record AstmServerOptions(IPEndPoint Endpoint)
{
    /// <summary>How its end of each line behaves.</summary>
    public LinkOptions Link { get; init; } = new(LinkRole.Host);

    /// <summary>Whether an address may connect; asked before anything is read. Null: each may.</summary>
    public Func<IPEndPoint, bool>? Admits { get; init; }

    /// <summary>Most connections at once; further ones are closed.</summary>
    public int MaximumConnections { get; init; } = 64;

    /// <summary>A connection on which nothing has come for so long, and nothing is under way, is closed; null: never, because instruments keep theirs for days.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>How long the network may take for what is sent.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long transfers that are under way are waited for when the server is stopped.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);
}
