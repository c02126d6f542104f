namespace Carewright.LoadGenerator;

/// <summary>What a run measured. Latency runs from before the request is sent until its answer is read whole.</summary>
public sealed record LoadReport
{
    /// <summary>Answers with an expected status.</summary>
    public required long Answers { get; init; }

    /// <summary>Requests that got an unexpected status, a broken answer or none.</summary>
    public required long Errors { get; init; }

    /// <summary>The first error in words; null when there was none.</summary>
    public string? FirstError { get; init; }

    /// <summary>Bytes of all answers, heads included.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>From the first request to the last answer.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Half of the expected answers were at least so fast; zero when there were none.</summary>
    public required TimeSpan P50 { get; init; }

    /// <summary>95% of the expected answers were at least so fast.</summary>
    public required TimeSpan P95 { get; init; }

    /// <summary>99% of the expected answers were at least so fast.</summary>
    public required TimeSpan P99 { get; init; }

    /// <summary>The slowest expected answer.</summary>
    public required TimeSpan Max { get; init; }

    /// <summary>How many answers had each status, expected or not.</summary>
    public required IReadOnlyDictionary<int, long> Statuses { get; init; }

    /// <summary>Expected answers per second.</summary>
    public double RequestsPerSecond => Elapsed > TimeSpan.Zero ? Answers / Elapsed.TotalSeconds : 0;
}
