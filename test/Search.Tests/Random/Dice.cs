namespace Carewright.Search.Tests.Random;

/// <summary>Chance, the same for the same seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly System.Random _random = new(seed);

    internal int Below(int bound) => _random.Next(bound);

    internal bool OneIn(int sides) => _random.Next(sides) == 0;

    /// <summary>True in so many of a hundred throws.</summary>
    internal bool Percent(int chance) => _random.Next(100) < chance;

    internal T Pick<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    internal List<T> Some<T>(IEnumerable<T> choices, int count) => [.. choices.OrderBy(_ => _random.Next()).Take(count)];
}
