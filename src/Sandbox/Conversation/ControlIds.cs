using System.Globalization;

namespace Carewright.Sandbox.Conversation;

/// <summary>Numbers for messages, and for what lives no longer than the process: the second of the start and a counter, so that another start does not repeat them. Safe for many threads.</summary>
internal sealed class ControlIds(TimeProvider time, string prefix)
{
    private readonly string _start = prefix + time.GetUtcNow().ToUnixTimeSeconds().ToString("X", CultureInfo.InvariantCulture);
    private int _last;

    /// <summary>The next; at most 20 characters, as MSH-10 takes them.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_start}-{Interlocked.Increment(ref _last)}");
}
