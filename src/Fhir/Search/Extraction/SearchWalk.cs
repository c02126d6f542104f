using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>One extraction: walks a resource along a plan and hands values to the sink. Reused by its thread; never shared.</summary>
internal sealed class SearchWalk
{
    [ThreadStatic]
    private static SearchWalk? s_spare;

    private readonly List<(int Tuple, SearchValue Value)> _parts = [];
    private readonly List<(SearchParameterDefinition Parameter, int Last)> _groups = [];
    private SearchValueSink? _sink;
    private SearchTarget[]? _targets;
    private bool _inTuple;
    private Element _root;

    /// <summary>Runs the plan over the resource.</summary>
    public static void Run(SearchPlan plan, Element resource, SearchValueSink sink)
    {
        var walk = s_spare ?? new SearchWalk();
        s_spare = null;
        walk._sink = sink;
        walk._root = resource;
        walk.Visit(resource, plan.Root);
        foreach (var evaluated in plan.Evaluated)
            walk.Evaluate(evaluated);
        walk.Clear();
        s_spare = walk;
    }

    /// <summary>Converts one element on its own.</summary>
    internal static List<SearchValue> Convert(Element element, in SearchValue blank)
    {
        var values = new List<SearchValue>();
        var walk = new SearchWalk { _sink = (in SearchValue value) => values.Add(value), _targets = [new SearchTarget(blank.Parameter, -1, 0)] };
        SearchConverter.Convert(element, blank, walk);
        return values;
    }

    /// <summary>Takes one converted value: gives it to every parameter that asked for the element's value in this shape.</summary>
    public void Emit(in SearchValue value)
    {
        foreach (ref readonly var target in _targets.AsSpan())
        {
            if (!_inTuple)
                _sink!(value with { Parameter = target.Parameter });
            else if (value.Component != SearchValue.OfTypeComponent)
                _parts.Add((target.Tuple, value with { Parameter = target.Parameter, Component = target.Component }));
        }
    }

    private void Visit(Element element, SearchNode node)
    {
        foreach (ref readonly var output in node.Outputs.AsSpan())
        {
            _targets = output.Targets;
            SearchConverter.Convert(element, SearchValues.Of(output.Targets[0].Parameter, output.Kind), this);
        }
        foreach (ref readonly var filter in node.Filters.AsSpan())
        {
            if (SearchFilter.Keeps(filter.Step, element))
                Visit(element, filter.Node);
        }
        if (node.Children.Length > 0)
            VisitChildren(element, node.Children);
        if (node.Tuples is { } tuples)
            VisitTuples(element, tuples);
    }

    private void VisitChildren(Element element, SearchEdge[] edges)
    {
        foreach (var child in element.Children())
        {
            if (child.Definition is not { } definition)
                continue;
            foreach (ref readonly var edge in edges.AsSpan())
            {
                if (edge.NameIndex == definition.NameIndex && (edge.Step.Index < 0 || edge.Step.Index == Math.Max(child.ItemIndex, 0)))
                    Visit(child, edge.Node);
            }
        }
    }

    /// <summary>A tuple counts only when every component has a value: half a tuple can match nothing.</summary>
    private void VisitTuples(Element anchor, SearchTupleSet set)
    {
        _inTuple = true;
        _parts.Clear();
        Visit(anchor, set.FromAnchor);
        if (set.UsesResource)
            Visit(_root, set.FromResource);
        _inTuple = false;
        for (var place = 0; place < set.Tuples.Length; place++)
        {
            if (!IsComplete(place, set.Tuples[place].Components.Count))
                continue;
            var group = NextGroup(set.Tuples[place].Parameter);
            foreach (var (tuple, value) in _parts)
                if (tuple == place)
                    _sink!(value with { Group = group });
        }
    }

    private bool IsComplete(int place, int components)
    {
        var seen = 0;
        foreach (var (tuple, value) in _parts)
            if (tuple == place)
                seen |= 1 << value.Component;
        return seen == (1 << (components + 1)) - 2;
    }

    private int NextGroup(SearchParameterDefinition parameter)
    {
        for (var i = 0; i < _groups.Count; i++)
        {
            if (!ReferenceEquals(_groups[i].Parameter, parameter))
                continue;
            _groups[i] = (parameter, _groups[i].Last + 1);
            return _groups[i].Last;
        }
        _groups.Add((parameter, 1));
        return 1;
    }

    private void Evaluate(SearchPathless evaluated)
    {
        _targets = [new SearchTarget(evaluated.Parameter, -1, 0)];
        SearchEvaluation.Run(evaluated, _root, this);
    }

    /// <summary>A spare walk must not keep a patient's values alive.</summary>
    private void Clear()
    {
        _parts.Clear();
        _groups.Clear();
        _sink = null;
        _targets = null;
        _root = default;
    }
}
