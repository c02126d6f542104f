using Carewright.Kernel;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>Some of a value set's content, all of one code system (or of nobody knows which).</summary>
/// <param name="System">Code system; null when unknown.</param>
internal abstract record SetPart(string? System)
{
    /// <summary>Whether a code of the system is in it; null when that cannot be told.</summary>
    internal abstract bool? Contains(string code);
}

/// <summary>Concepts of a system that can be counted.</summary>
/// <param name="Codes">The system.</param>
/// <param name="Members">Which of its concepts.</param>
/// <param name="Order">The order in which the value set lists them; null for the system's own.</param>
/// <param name="Listed">What the value set says of them; null when it lists none.</param>
internal sealed record FinitePart(ICodeSystem Codes, ConceptSet Members, IReadOnlyList<int>? Order, IReadOnlyDictionary<int, ListedConcept>? Listed) : SetPart(Codes.Header.Url)
{
    internal override bool? Contains(string code) => Codes.Find(code) is var key and >= 0 && Members.Contains(key);

    /// <summary>The members in order.</summary>
    internal IEnumerable<int> Keys() => Order is null ? Members : Order.Where(Members.Contains);
}

/// <summary>Codes as the value set lists them, of a system that is not at hand, not whole, or that a grammar defines.</summary>
/// <param name="System">Code system.</param>
/// <param name="Version">Its version; null when not told.</param>
/// <param name="Concepts">The codes.</param>
/// <param name="Grammar">The grammar; null when there is none.</param>
internal sealed record ListedPart(string System, string? Version, IReadOnlyList<ListedConcept> Concepts, ICodeGrammar? Grammar) : SetPart(System)
{
    private readonly Lazy<Dictionary<string, ListedConcept>> _byCode = new(() =>
        Concepts.DistinctBy(one => one.Code).ToDictionary(one => one.Code, Grammar is { Header.IsCaseSensitive: false } ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal));

    internal override bool? Contains(string code) => _byCode.Value.ContainsKey(code);

    internal ListedConcept? Find(string code) => _byCode.Value.GetValueOrDefault(code);
}

/// <summary>All codes of a grammar that pass the filters, without some.</summary>
/// <param name="Grammar">The grammar.</param>
/// <param name="Filters">Filters; all must pass.</param>
/// <param name="Without">Codes that are out; null for none.</param>
internal sealed record GrammarPart(ICodeGrammar Grammar, IReadOnlyList<ComposeFilter> Filters, IReadOnlySet<string>? Without) : SetPart(Grammar.Header.Url)
{
    internal override bool? Contains(string code) =>
        Grammar.Fault(code) is null && Filters.All(filter => Grammar.Passes(code, filter.Property, filter.Operation, filter.Value) == true) && Without?.Contains(code) != true;
}

/// <summary>Content that could not be worked out.</summary>
/// <param name="System">Code system; null when it could be any.</param>
/// <param name="Why">What keeps it from being known.</param>
internal sealed record UnknownPart(string? System, Issue Why) : SetPart(System)
{
    internal override bool? Contains(string code) => null;
}

/// <summary>What is in a value set, in order. Immutable once made; parts of one system do not overlap.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Warnings">What was odd on the way.</param>
internal sealed record SetContent(IReadOnlyList<SetPart> Parts, IReadOnlyList<Issue> Warnings)
{
    internal static SetContent Empty { get; } = new([], []);

    /// <summary>What could not be worked out; empty when all is known.</summary>
    internal IEnumerable<Issue> Faults => Parts.OfType<UnknownPart>().Select(part => part.Why);

    /// <summary>Whether a code is in it; with a null system in any system's part; null when that cannot be told.</summary>
    internal bool? Contains(string? system, string code)
    {
        bool? answer = false;
        foreach (var part in Parts)
        {
            if (system is not null && part.System is not null && part.System != system)
                continue;
            var found = part.Contains(code);
            if (found == true)
                return true;
            answer = found is null ? null : answer;
        }
        return answer;
    }

    /// <summary>The parts that a code is in.</summary>
    internal IEnumerable<SetPart> PartsWith(string? system, string code) => Parts.Where(part => (system is null || part.System == system) && part.Contains(code) == true);
}
