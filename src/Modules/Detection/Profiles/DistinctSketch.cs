using System.Numerics;

namespace Carewright.Detection.Profiles;

/// <summary>
/// Counts different things in 128 bytes: linear counting over 1024 bits. Up to 1,000 things the estimate is within a few percent, beyond 4,000 it saturates; nothing can be read back from it.
/// </summary>
internal sealed class DistinctSketch
{
    private const int Bits = 1024;

    /// <summary>The bits, as 16 words.</summary>
    public ulong[] Words { get; set; } = new ulong[Bits / 64];

    /// <summary>Takes a thing.</summary>
    public void Add(string thing)
    {
        var place = (int)(Hash(thing) % Bits);
        Words[place / 64] |= 1UL << (place % 64);
    }

    /// <summary>About how many different things it has taken.</summary>
    public double Estimate()
    {
        var free = Bits - Words.Sum(BitOperations.PopCount);
        return free == 0 ? 8 * Bits : Math.Log((double)Bits / free) * Bits;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(Words);

    // FNV-1a with a final mix: stable over restarts, which a string's own hash code is not.
    private static ulong Hash(string thing)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in thing)
            hash = (hash ^ character) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
