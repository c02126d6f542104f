using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Carewright.Host.Serving.Limits;

/// <summary>How much of everything one request, and one caller, may have.</summary>
internal sealed record ServerLimits
{
    /// <summary>Largest body of the FHIR door, of imports and of the console: 64 MiB. The staging of an import sets its own.</summary>
    internal long Body { get; init; } = 64 * 1024 * 1024;

    /// <summary>Largest body of every other door, whose requests are a form's worth: 256 KiB. Some of them take less.</summary>
    internal long SmallBody { get; init; } = 256 * 1024;

    /// <summary>From the first byte of a request to the end of its headers; 15 seconds.</summary>
    internal TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a body may come more slowly than <see cref="BodyRate"/> before it is cut off; 10 seconds.</summary>
    internal TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Slowest body, and slowest reader of an answer, in bytes a second; 1,000.</summary>
    internal double BodyRate { get; init; } = 1_000;

    /// <summary>Open connections, of which each costs memory; 10,000.</summary>
    internal long Connections { get; init; } = 10_000;

    /// <summary>Open websockets; 2,000.</summary>
    internal long WebSockets { get; init; } = 2_000;

    /// <summary>How many requests a caller may make.</summary>
    internal RateRules Rates { get; init; } = RateRules.Default;

    internal void Apply(KestrelServerLimits kestrel)
    {
        kestrel.MaxRequestBodySize = Body;
        kestrel.RequestHeadersTimeout = HeadTime;
        kestrel.MinRequestBodyDataRate = new MinDataRate(BodyRate, BodyGrace);
        kestrel.MinResponseDataRate = new MinDataRate(BodyRate, BodyGrace);
        kestrel.MaxConcurrentConnections = Connections;
        kestrel.MaxConcurrentUpgradedConnections = WebSockets;
        // As they are by default, said here so that nobody has to look them up: what is beyond is 414 and 431.
        kestrel.MaxRequestLineSize = 8 * 1024;
        kestrel.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.MaxRequestHeaderCount = 100;
    }
}
