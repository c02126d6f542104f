using System.Collections.Concurrent;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>Search parameters by type and code, and the patient compartment.</summary>
internal sealed class SearchTables
{
    private readonly Dictionary<string, TypeDefinition> _resourceTypes;
    private readonly Dictionary<string, List<SearchParameterDefinition>> _byBase = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ParameterSet> _sets = new(StringComparer.Ordinal);

    internal SearchTables(SearchParameterRecord[] records, CompartmentRecord compartment, TypeDefinition[] types)
    {
        Compartment = new CompartmentDefinition(compartment);
        _resourceTypes = types.Where(t => t.IsResource).ToDictionary(t => t.Name, StringComparer.Ordinal);
        All = new SearchParameterDefinition[records.Length];
        var byUrl = new Dictionary<string, SearchParameterDefinition>(records.Length, StringComparer.Ordinal);
        for (var i = 0; i < records.Length; i++)
        {
            All[i] = new SearchParameterDefinition(i, records[i]);
            byUrl.Add(records[i].Url, All[i]);
            foreach (var type in records[i].Bases)
                AddBase(type, All[i]);
        }
        for (var i = 0; i < records.Length; i++)
            All[i].Components = Array.ConvertAll(records[i].Components, c => new SearchParameterComponent(c.Definition, c.Expression, byUrl.GetValueOrDefault(c.Definition)));
    }

    internal SearchParameterDefinition[] All { get; }

    internal CompartmentDefinition Compartment { get; }

    internal SearchParameterDefinition? Find(string resourceType, string code) => SetOf(resourceType)?.ByCode.GetValueOrDefault(code);

    internal IReadOnlyList<SearchParameterDefinition> Of(string resourceType) => SetOf(resourceType)?.All ?? [];

    private ParameterSet? SetOf(string resourceType)
    {
        if (_sets.TryGetValue(resourceType, out var set) || !_resourceTypes.TryGetValue(resourceType, out var type))
            return set;
        var all = new List<SearchParameterDefinition>();
        for (var at = type; at is not null; at = at.Base)
            all.AddRange(_byBase.GetValueOrDefault(at.Name) ?? []);
        return _sets.GetOrAdd(resourceType, new ParameterSet(all));
    }

    private void AddBase(string type, SearchParameterDefinition parameter)
    {
        if (!_byBase.TryGetValue(type, out var list))
            _byBase.Add(type, list = []);
        list.Add(parameter);
    }

    private sealed class ParameterSet(List<SearchParameterDefinition> all)
    {
        internal List<SearchParameterDefinition> All { get; } = all;

        internal Dictionary<string, SearchParameterDefinition> ByCode { get; } = all.DistinctBy(p => p.Code, StringComparer.Ordinal).ToDictionary(p => p.Code, StringComparer.Ordinal);
    }
}
