namespace Carewright.Subscriptions.Delivery;

/// <summary>How long to wait after a failed attempt: doubled each time, bounded, and spread so that endpoints which failed together are not asked together again.</summary>
/// <param name="First">Before the second attempt.</param>
/// <param name="Longest">No wait is longer.</param>
/// <param name="Attempts">After so many the subscription is in error.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest, int Attempts)
{
    internal static Backoff Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), 10);

    /// <summary>The wait after this many failures.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="random">Gives the share of the spread half, from 0 up to 1.</param>
    internal TimeSpan After(int failures, Func<double> random)
    {
        var whole = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return TimeSpan.FromMilliseconds((whole / 2) + (whole / 2 * random()));
    }
}
