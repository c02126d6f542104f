using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>
/// Where the paths of many parameters that start alike have come to. All paths of a resource type form one tree of nodes, so that one walk over the
/// resource serves every parameter, and an element that
/// several parameters index is converted once.
/// </summary>
internal sealed class SearchNode
{
    private readonly List<SearchEdge> _edges = [];
    private readonly List<SearchOutput> _outputs = [];
    private readonly List<SearchTuple> _tuples = [];

    /// <summary>Steps to children.</summary>
    public SearchEdge[] Children { get; private set; } = [];

    /// <summary>Steps that keep or drop the element itself.</summary>
    public SearchEdge[] Filters { get; private set; } = [];

    /// <summary>What the element is indexed as.</summary>
    public SearchOutput[] Outputs { get; private set; } = [];

    /// <summary>The composites that are anchored at the element; null for none.</summary>
    public SearchTupleSet? Tuples { get; private set; }

    /// <summary>The node at the end of the steps; made when it is not there.</summary>
    public SearchNode Reach(IReadOnlyList<SearchStep> steps)
    {
        var node = this;
        foreach (var step in steps)
            node = node.Reach(step);
        return node;
    }

    /// <summary>Indexes the element here for a parameter.</summary>
    public void AddOutput(SearchKind kind, SearchTarget target)
    {
        var at = _outputs.FindIndex(output => output.Kind == kind);
        if (at < 0)
            _outputs.Add(new SearchOutput(kind, [target]));
        else
            _outputs[at] = new SearchOutput(kind, [.. _outputs[at].Targets, target]);
    }

    /// <summary>Anchors a composite here.</summary>
    public void AddTuple(SearchTuple tuple) => _tuples.Add(tuple);

    /// <summary>Ends building.</summary>
    public SearchNode Freeze()
    {
        foreach (var edge in _edges)
            edge.Node.Freeze();
        Children = [.. _edges.Where(edge => edge.Step.Kind == SearchStepKind.Child)];
        Filters = [.. _edges.Where(edge => edge.Step.Kind != SearchStepKind.Child)];
        Outputs = [.. _outputs];
        Tuples = _tuples.Count == 0 ? null : new SearchTupleSet(_tuples);
        return this;
    }

    private SearchNode Reach(SearchStep step)
    {
        foreach (var edge in _edges)
            if (edge.Step == step)
                return edge.Node;
        var node = new SearchNode();
        _edges.Add(new SearchEdge(step, node));
        return node;
    }
}

/// <summary>A step and where it leads.</summary>
internal readonly record struct SearchEdge(SearchStep Step, SearchNode Node)
{
    /// <summary>Number of the child's name in the model; 0 for a step that goes to no child.</summary>
    public int NameIndex { get; } = Step.Kind == SearchStepKind.Child ? FhirModel.R4.ResolveName(Step.Name!).Index : 0;
}

/// <summary>An element's value in one shape, and the parameters that want it.</summary>
internal readonly record struct SearchOutput(SearchKind Kind, SearchTarget[] Targets);

/// <summary>A parameter that an element is indexed for.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Tuple">Place of its composite in the anchor's <see cref="SearchTupleSet"/>; -1 when it is no component.</param>
/// <param name="Component">1-based component; 0 when it is none.</param>
internal readonly record struct SearchTarget(SearchParameterDefinition Parameter, int Tuple, int Component);

/// <summary>A composite parameter and the paths of its components, relative to the anchor.</summary>
internal sealed record SearchTuple(SearchParameterDefinition Parameter, IReadOnlyList<(SearchKind Kind, IReadOnlyList<SearchPath> Paths)> Components);

/// <summary>The composites anchored at one node, walked together.</summary>
internal sealed class SearchTupleSet
{
    public SearchTupleSet(IReadOnlyList<SearchTuple> tuples)
    {
        Tuples = [.. tuples];
        for (var tuple = 0; tuple < tuples.Count; tuple++)
            Add(tuple, tuples[tuple]);
        FromAnchor.Freeze();
        FromResource.Freeze();
        UsesResource = FromResource.Children.Length > 0;
    }

    public SearchTuple[] Tuples { get; }

    /// <summary>Paths that start at the anchor.</summary>
    public SearchNode FromAnchor { get; } = new();

    /// <summary>Paths that start at the resource (<c>%resource</c>).</summary>
    public SearchNode FromResource { get; } = new();

    public bool UsesResource { get; }

    private void Add(int place, SearchTuple tuple)
    {
        for (var i = 0; i < tuple.Components.Count; i++)
        {
            var (kind, paths) = tuple.Components[i];
            foreach (var path in paths)
                (path.FromResource ? FromResource : FromAnchor).Reach(path.Steps).AddOutput(kind, new SearchTarget(tuple.Parameter, place, i + 1));
        }
    }
}
