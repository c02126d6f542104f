using System.Net;

namespace Carewright.Sandbox;

/// <summary>A partner that is played: it listens, answers and sends as its kind does. Started once; disposing it ends everything it has begun.</summary>
public interface ISimulatedPartner : IAsyncDisposable
{
    /// <summary>Where it listens; null when it does not.</summary>
    IPEndPoint? Endpoint { get; }

    /// <summary>Opens its port, where it has one.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port cannot be opened.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Does what it does of its own accord, until it is cancelled; it ends without an exception then.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
