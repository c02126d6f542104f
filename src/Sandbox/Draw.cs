namespace Carewright.Sandbox;

/// <summary>Draws that are the same for the same words on every machine (SplitMix64 over an FNV-1a hash). Not for secrets; one instance belongs to one thread.</summary>
internal sealed class Draw
{
    private ulong _state;

    public Draw(ulong seed, params ReadOnlySpan<string> words)
    {
        _state = seed;
        foreach (var word in words)
            _state = Mix(_state ^ Hash(word));
    }

    /// <summary>A number from 0 up to, but without, the bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number between both ends, which are included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number between both ends, rarer towards them.</summary>
    public decimal Bell(decimal low, decimal high) => low + ((high - low) * (Below(10_001) + Below(10_001) + Below(10_001)) / 30_000m);

    /// <summary>True so many times in a thousand.</summary>
    public bool Permille(int share) => Below(1000) < share;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>One of several, in proportion to weights of which one at least is above 0.</summary>
    public T Weighted<T>(IReadOnlyList<T> choices, Func<T, int> weight)
    {
        var left = Below(choices.Sum(weight));
        return choices.First(choice => (left -= weight(choice)) < 0);
    }

    /// <summary>Ten digits.</summary>
    public string Digits() => (Next() % 10_000_000_000).ToString("D10", System.Globalization.CultureInfo.InvariantCulture);

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private static ulong Hash(string word)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in word)
            hash = (hash ^ letter) * 0x100000001B3UL;
        return hash;
    }
}
