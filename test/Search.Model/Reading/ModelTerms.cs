namespace Carewright.Search.Model.Reading;

/// <summary>The value sets and hierarchies that a search may name.</summary>
/// <param name="ValueSets">By canonical address: system and code of each member.</param>
/// <param name="Parents">By system and code: the code above.</param>
public sealed record ModelTerms(IReadOnlyDictionary<string, IReadOnlyList<(string System, string Code)>> ValueSets, IReadOnlyDictionary<(string System, string Code), string> Parents)
{
    /// <summary>The code itself and all above it.</summary>
    public IReadOnlyList<string> SelfAndAbove(string system, string code)
    {
        var codes = new List<string> { code };
        while (Parents.TryGetValue((system, codes[^1]), out var parent))
            codes.Add(parent);
        return codes;
    }

    /// <summary>Whether the code is the other one or below it.</summary>
    public bool IsBelow(string system, string code, string other) => SelfAndAbove(system, code).Contains(other);
}
