using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>The words a policy may use: resource types and elements of the definitions, and the groups that the policy itself defines.</summary>
internal sealed class PolicyVocabulary
{
    // What identifies a row and tells how to read it. They leave whenever the row does.
    private static readonly string[] s_always = ["id", "meta", "implicitRules", "language"];
    private readonly FhirModel _model;
    private readonly List<Issue> _issues;
    private readonly Dictionary<string, IReadOnlyList<string>> _typeGroups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _elementGroups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types;
    private readonly HashSet<string> _times = new(StringComparer.Ordinal);

    public PolicyVocabulary(FhirModel model, List<Issue> issues)
    {
        (_model, _issues) = (model, issues);
        AllTypes = [.. model.ResourceTypes.Select(type => type.Name)];
        _types = new HashSet<string>(AllTypes, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> AllTypes { get; }

    /// <summary>The groups of codes that labelling rules name.</summary>
    public Dictionary<string, IReadOnlyList<CodePattern>> CodeGroups { get; } = new(StringComparer.Ordinal);

    public void AddTimes(IEnumerable<TimeWindow> windows) => _times.UnionWith(windows.Select(window => window.Name));

    public bool HasTime(string name) => _times.Contains(name);

    public void ReadCodeGroups(PolicyJson? json)
    {
        foreach (var name in json?.Names() ?? [])
            CodeGroups[name] = Patterns(json!.Texts(name), json.Join(name));
    }

    /// <summary>Codes as <c>system|code</c> or <c>system|start*</c>.</summary>
    private List<CodePattern> Patterns(IReadOnlyList<string> words, string place)
    {
        var patterns = new List<CodePattern>();
        foreach (var word in words)
        {
            if (CodePattern.Parse(word) is { } pattern)
                patterns.Add(pattern);
            else
                Report("POLICY-CODE", place, $"'{word}' is not a code: SYSTEM|CODE, or SYSTEM|START*.");
        }
        return patterns;
    }

    public void ReadTypeGroups(PolicyJson? json)
    {
        foreach (var name in json?.Names() ?? [])
            _typeGroups[name] = json!.Texts(name);
        foreach (var name in _typeGroups.Keys.ToArray())
            Types(["*" + name], json!.Join(name));
    }

    public void ReadElementGroups(PolicyJson? json)
    {
        foreach (var name in json?.Names() ?? [])
            _elementGroups[name] = json!.Texts(name);
    }

    /// <summary>Types and groups of types, resolved, each once, in order.</summary>
    public IReadOnlyList<string> Types(IReadOnlyList<string> words, string place)
    {
        var types = new List<string>();
        Resolve(words, place, types, new HashSet<string>(StringComparer.Ordinal));
        return [.. types.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a grant hides of one type, sorted, from its <c>hidden</c> or its <c>visible</c>.</summary>
    public IReadOnlyList<string> Hidden(string resourceType, IReadOnlyList<string> hidden, IReadOnlyList<string>? visible, string place)
    {
        var elements = Elements(resourceType);
        var named = Resolve(resourceType, visible ?? hidden, place, elements);
        var result = visible is null ? named : elements.Except(s_always, StringComparer.Ordinal).Except(named, StringComparer.Ordinal);
        return [.. result.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public void CheckElement(string resourceType, string element, string place)
    {
        if (!Elements(resourceType).Contains(element))
            Report("POLICY-UNKNOWN-ELEMENT", place, $"{resourceType} has no element '{element}'.");
    }

    public void CheckReferenceParameter(string resourceType, string parameter, string place)
    {
        if (_types.Contains(resourceType) && _model.FindSearchParameter(resourceType, parameter)?.Type != "reference")
            Report("POLICY-UNKNOWN-PARAMETER", place, $"{resourceType} has no reference search parameter '{parameter}'.");
    }

    public bool IsInCompartment(string resourceType) => _model.PatientCompartment.Links.ContainsKey(resourceType);

    public void CheckCompartment(string resourceType, string place)
    {
        if (_types.Contains(resourceType) && !IsInCompartment(resourceType))
            Report("POLICY-COMPARTMENT", place, $"{resourceType} is not in the patient compartment.");
    }

    /// <summary>Parses criteria as a search of the type would, strictly, with sample values in place of placeholders.</summary>
    public void CheckFilter(string resourceType, string filter, string place)
    {
        foreach (var name in Placeholders.Unknown(filter))
            Report("POLICY-UNKNOWN-PLACEHOLDER", place, $"There is no placeholder '{name}'.");
        var outcome = SearchRequest.Parse(resourceType, QueryText.Pairs(Placeholders.Sample(filter)), _model, SearchHandling.Strict);
        foreach (var issue in outcome.Issues.Where(issue => issue.IsError))
            Report("POLICY-FILTER", place, $"As a search of {resourceType}: {issue.Message}");
        if (outcome.Request is { } request && !IsOnlyCriteria(request))
            Report("POLICY-FILTER", place, "A filter has criteria and nothing else: no includes, order, page or summary.");
        if (outcome.Request?.Criteria.Any(NeedsMoreThanTheRow) == true)
            Report("POLICY-FILTER", place, "A filter is decided on single rows: no chains, no _id, no _lastUpdated. For the patient's own resource, 'compartment' is enough.");
    }

    // The store cannot decide such criteria on one row; the grant would silently give nothing.
    private static bool NeedsMoreThanTheRow(SearchCriterion criterion) => criterion.Chain is not null || criterion.Parameter.Code is "_id" or "_lastUpdated" or "_content" or "_text";

    private static bool IsOnlyCriteria(SearchRequest request) =>
        request is { Criteria.Count: > 0, Filters.Count: 0, Includes.Count: 0, Sorts.Count: 0, Count: null, Total: null, Summary: SearchSummary.False, Elements.Count: 0, Cursor: null };

    private HashSet<string> Elements(string resourceType) =>
        new(_model.FindType(resourceType)?.Elements.Select(element => element.Name) ?? [], StringComparer.Ordinal);

    private void Resolve(IReadOnlyList<string> words, string place, List<string> types, HashSet<string> path)
    {
        foreach (var word in words)
        {
            if (!word.StartsWith('*'))
                AddType(word, place, types);
            else if (!_typeGroups.TryGetValue(word[1..], out var group))
                Report("POLICY-UNKNOWN-GROUP", place, $"There is no group of types '{word}'.");
            else if (!path.Add(word))
                Report("POLICY-GROUP-CYCLE", place, $"The group '{word}' contains itself.");
            else
            {
                Resolve(group, place, types, path);
                path.Remove(word);
            }
        }
    }

    private void AddType(string word, string place, List<string> types)
    {
        if (_types.Contains(word))
            types.Add(word);
        else
            Report("POLICY-UNKNOWN-TYPE", place, $"There is no resource type '{word}'.");
    }

    // An element named outright must exist in every type of its grant; one named by a group applies where it exists, so that one group serves Binary, which has no narrative, too.
    private List<string> Resolve(string resourceType, IReadOnlyList<string> words, string place, HashSet<string> elements)
    {
        var result = new List<string>();
        foreach (var word in words.Where(word => !word.StartsWith("extension:", StringComparison.Ordinal)))
        {
            if (word.StartsWith('*') && _elementGroups.TryGetValue(word[1..], out var group))
                result.AddRange(group.Where(elements.Contains));
            else if (word.StartsWith('*'))
                Report("POLICY-UNKNOWN-GROUP", place, $"There is no group of elements '{word}'.");
            else if (elements.Contains(word))
                result.Add(word);
            else
                Report("POLICY-UNKNOWN-ELEMENT", place, $"{resourceType} has no element '{word}'.");
        }
        return result;
    }

    private void Report(string code, string place, string message) => _issues.Add(PolicyJson.Problem(code, place, message));
}
