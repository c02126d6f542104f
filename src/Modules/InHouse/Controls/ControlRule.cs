namespace Carewright.InHouse.Controls;

/// <summary>A rule that a run of controls is judged by, after Westgard's multirule procedure.</summary>
/// <param name="Code">Its name in writing, <c>2-2s</c>.</param>
/// <param name="Count">How many results it looks at; 1 of a single result.</param>
/// <param name="Limit">Standard deviations from the mean that each of them must exceed.</param>
/// <param name="IsRejection">Whether it rejects the run; else it only warns.</param>
internal sealed record ControlRule(string Code, int Count, decimal Limit, bool IsRejection)
{
    /// <summary>One level above the limit and another below it, in the same run.</summary>
    public bool IsSpread { get; init; }

    /// <summary>All rules there are.</summary>
    internal static IReadOnlyList<ControlRule> All { get; } =
    [
        new("1-2s", 1, 2, false),
        new("1-3s", 1, 3, true),
        new("2-2s", 2, 2, true),
        new("R-4s", 2, 2, true) { IsSpread = true },
        new("4-1s", 4, 1, true),
        new("8-x", 8, 0, true),
        new("10-x", 10, 0, true),
        new("12-x", 12, 0, true),
    ];

    /// <summary>Those that are in force unless a test says otherwise.</summary>
    internal static IReadOnlyList<string> Usual { get; } = ["1-2s", "1-3s", "2-2s", "R-4s", "4-1s", "10-x"];

    /// <summary>The rules of these names; of an unknown one, nothing.</summary>
    internal static IReadOnlyList<ControlRule> Named(IEnumerable<string> codes) => [.. codes.Select(code => All.FirstOrDefault(rule => rule.Code == code)).OfType<ControlRule>()];
}
