using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>One concept of a code system.</summary>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display text, or null.</param>
public sealed record CodeSystemConcept(string Code, string? Display);

/// <summary>A code system that the published definitions contain, with its hierarchy. Immutable.</summary>
public sealed class CodeSystemDefinition
{
    private readonly CodeSystemConcept[] _concepts;
    private readonly int[][] _parents;
    private readonly Dictionary<string, int> _numbers;

    internal CodeSystemDefinition(CodeSystemRecord record)
    {
        Url = record.Url;
        IsCaseSensitive = record.CaseSensitive;
        IsComplete = record.IsComplete;
        _concepts = [.. record.Concepts.Select(c => new CodeSystemConcept(c.Code, c.Display))];
        _parents = [.. record.Concepts.Select(c => c.Parents)];
        _numbers = new Dictionary<string, int>(_concepts.Length, StringComparer.Ordinal);
        for (var i = 0; i < _concepts.Length; i++)
            _numbers.Add(_concepts[i].Code, i);
    }

    /// <summary>Canonical URL.</summary>
    public string Url { get; }

    /// <summary>True when case matters in its codes.</summary>
    public bool IsCaseSensitive { get; }

    /// <summary>True when every concept of the system is here; a code that is missing here is then not a code of the system.</summary>
    public bool IsComplete { get; }

    /// <summary>All concepts, in published order.</summary>
    public IReadOnlyList<CodeSystemConcept> Concepts => _concepts;

    /// <summary>The concept of a code, compared exactly; null when it has none.</summary>
    public CodeSystemConcept? Find(string code) => _numbers.TryGetValue(code, out var number) ? _concepts[number] : null;

    /// <summary>True when <paramref name="code"/> is <paramref name="ancestor"/> or below it. False when either is unknown.</summary>
    public bool Subsumes(string ancestor, string code) =>
        _numbers.TryGetValue(ancestor, out var top) && _numbers.TryGetValue(code, out var at) && IsBelow(at, top, []);

    /// <summary>The code itself and all codes below it; empty when it is unknown.</summary>
    public IReadOnlyList<string> SelfAndDescendants(string code) =>
        _numbers.ContainsKey(code) ? [.. _concepts.Select(c => c.Code).Where(c => Subsumes(code, c))] : [];

    private bool IsBelow(int at, int top, HashSet<int> seen) =>
        at == top || (seen.Add(at) && _parents[at].Any(p => IsBelow(p, top, seen)));
}
