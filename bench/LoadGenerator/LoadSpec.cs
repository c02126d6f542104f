using System.Net;

namespace Carewright.LoadGenerator;

/// <summary>What to send where, for how long: a closed loop, each connection sends its next request when it has its answer.</summary>
/// <param name="Target">Where the server listens; a loopback address, every other is refused.</param>
/// <param name="Connections">Keep-alive connections, each with one request in flight; 1 to 1,024.</param>
/// <param name="Request">
/// Gives the bytes of a whole HTTP/1.1 request for a connection (from 0) and the number of the request (from 0, unique over
/// all connections). Called from several threads at once; the bytes are not touched after the answer has been read.
/// </param>
/// <param name="Duration">No request starts after this time.</param>
/// <param name="MaxRequests">No more requests than these are sent.</param>
/// <param name="IsExpected">Whether an HTTP status is an answer; every other counts as an error.</param>
public sealed record LoadSpec(
    IPEndPoint Target, int Connections, Func<int, long, ReadOnlyMemory<byte>> Request, TimeSpan Duration, long MaxRequests, Func<int, bool> IsExpected)
{
    /// <summary>The most connections of one run.</summary>
    public const int MaxConnections = 1024;

    /// <summary>How long a request that has started may take to finish after <see cref="Duration"/>; then it counts as an error.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Throws when the run may not be made.</summary>
    /// <exception cref="ArgumentException">The target is not a loopback address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its limits.</exception>
    internal LoadSpec Checked()
    {
        ArgumentNullException.ThrowIfNull(Target);
        ArgumentNullException.ThrowIfNull(Request);
        ArgumentNullException.ThrowIfNull(IsExpected);
        // The generator is a bench, not a weapon: it never sends load over a network.
        if (!IPAddress.IsLoopback(Target.Address))
            throw new ArgumentException($"The load generator only sends to this machine; {Target.Address} is not a loopback address.", nameof(Target));
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Connections, MaxConnections);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequests, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Grace, TimeSpan.Zero);
        return this;
    }
}
