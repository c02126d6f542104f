using System.Security.Cryptography;

namespace Carewright.Kernel.Connections;

/// <summary>How long to wait before the next connection: nothing before the first, then pauses that double up to the longest, until one has been of use. Up to half of a pause is left to chance, so that many who lost one partner do not come back together. Safe from many threads.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest.</param>
/// <param name="time">The clock.</param>
public sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private const int MostDoublings = 20;
    private readonly Lock _lock = new();
    private int _begun;
    private DateTimeOffset _last;

    /// <summary>What is left of the pause; zero when there is nothing to wait for.</summary>
    public TimeSpan Pause()
    {
        lock (_lock)
        {
            if (_begun == 0)
                return TimeSpan.Zero;
            var whole = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_begun - 1, MostDoublings)));
            var pause = TimeSpan.FromMilliseconds(whole * (0.5 + (RandomNumberGenerator.GetInt32(0, 1001) / 2000.0)));
            var left = _last + pause - time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left < pause ? left : pause;
        }
    }

    /// <summary>A connection is being made.</summary>
    public void Begin()
    {
        lock (_lock)
            (_begun, _last) = (_begun + 1, time.GetUtcNow());
    }

    /// <summary>It was of use.</summary>
    public void Reset()
    {
        lock (_lock)
            _begun = 0;
    }
}
