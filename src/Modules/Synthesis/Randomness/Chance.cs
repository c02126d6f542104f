using System.Numerics;

namespace Carewright.Synthesis.Randomness;

/// <summary>
/// A stream of draws (xoshiro256**, seeded by SplitMix64). Integer arithmetic only, so that equal seeds give equal
/// draws on every processor; not for secrets. One instance belongs to one thread.
/// </summary>
internal sealed class Chance
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Chance(ulong seed, ulong stream)
    {
        var state = Mix(seed) ^ Mix(stream + 0x632BE59BD9B4E019UL);
        _a = Mix(state += Golden);
        _b = Mix(state += Golden);
        _c = Mix(state += Golden);
        _d = Mix(state + Golden);
    }

    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>The finaliser of SplitMix64: a bijection that spreads every bit of its input.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 up to, but without, <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number between both ends, which are included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number between both ends, rarer towards them.</summary>
    public int Bell(int low, int high)
    {
        var width = high - low;
        return low + (Between(0, width) + Between(0, width) + Between(0, width) + 1) / 3;
    }

    /// <summary>True so many times in a thousand.</summary>
    public bool Permille(int share) => Below(1000) < share;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>The index of a choice, drawn in proportion to its weight.</summary>
    public int Weighted(ReadOnlySpan<int> weights)
    {
        var total = 0;
        foreach (var weight in weights) total += weight;
        var draw = Below(total);
        var index = 0;
        while (draw >= weights[index]) draw -= weights[index++];
        return index;
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
