namespace Carewright.Security;

/// <summary>
/// Which labelling rules look for a code: made once for a policy, so that a resource is walked once, however many rules and codes there are. Codes are compared without case and without the dot
/// that some write in ICD codes and others do not.
/// </summary>
public sealed class CodeTable
{
    private readonly Dictionary<string, SystemCodes> _systems = new(StringComparer.Ordinal);

    internal CodeTable(IEnumerable<LabellingRule> rules)
    {
        foreach (var rule in rules)
            foreach (var pattern in rule.Codes)
                Add(rule, pattern);
    }

    /// <summary>The rules that look for a coding; none for most.</summary>
    /// <param name="system">Its system, or null.</param>
    /// <param name="code">Its code, or null.</param>
    public IEnumerable<LabellingRule> RulesFor(string? system, string? code) =>
        system is not null && code is not null && _systems.TryGetValue(system, out var codes) ? codes.RulesFor(Plain(code)) : [];

    private void Add(LabellingRule rule, CodePattern pattern)
    {
        if (!_systems.TryGetValue(pattern.System, out var codes))
            _systems[pattern.System] = codes = new SystemCodes();
        if (pattern.IsPrefix)
            codes.Starts.Add((Plain(pattern.Code), rule));
        else if (codes.Whole.TryGetValue(Plain(pattern.Code), out var rules))
            rules.Add(rule);
        else
            codes.Whole[Plain(pattern.Code)] = [rule];
    }

    private static string Plain(string code) => code.Replace(".", "", StringComparison.Ordinal);

    private sealed class SystemCodes
    {
        public Dictionary<string, List<LabellingRule>> Whole { get; } = new(StringComparer.OrdinalIgnoreCase);

        public List<(string Start, LabellingRule Rule)> Starts { get; } = [];

        public IEnumerable<LabellingRule> RulesFor(string code)
        {
            if (Whole.TryGetValue(code, out var rules))
                foreach (var rule in rules)
                    yield return rule;
            foreach (var (start, rule) in Starts)
                if (code.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                    yield return rule;
        }
    }
}
