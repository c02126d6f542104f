using System.Security.Cryptography;

namespace Carewright.Astm.Connections;

/// <summary>How long to wait before the next connection: nothing before the first, then pauses that double up to the longest, until one has been of use.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private const int MostDoublings = 20;
    private readonly Lock _lock = new();
    private int _begun;
    private DateTimeOffset _last;

    /// <summary>What is left of the pause.</summary>
    internal TimeSpan Pause()
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
    internal void Begin()
    {
        lock (_lock)
            (_begun, _last) = (_begun + 1, time.GetUtcNow());
    }

    /// <summary>It was of use.</summary>
    internal void Reset()
    {
        lock (_lock)
            _begun = 0;
    }
}
