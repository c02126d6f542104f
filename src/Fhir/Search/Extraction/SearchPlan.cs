using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>A parameter, or part of one, whose expression is evaluated as FHIRPath.</summary>
internal sealed record SearchPathless(SearchParameterDefinition Parameter, SearchKind Kind, FhirPathExpression Expression);

/// <summary>How the values of some parameters are got out of the resources of one type.</summary>
internal sealed class SearchPlan
{
    private SearchPlan(SearchNode root, IReadOnlyList<SearchPathless> evaluated)
    {
        Root = root.Freeze();
        Evaluated = [.. evaluated];
    }

    /// <summary>The walk, from the resource.</summary>
    public SearchNode Root { get; }

    /// <summary>What the walk cannot say.</summary>
    public SearchPathless[] Evaluated { get; }

    /// <summary>Compiles a plan.</summary>
    public static SearchPlan Compile(FhirModel model, TypeDefinition type, IEnumerable<SearchParameterDefinition> parameters)
    {
        var root = new SearchNode();
        var evaluated = new List<SearchPathless>();
        foreach (var parameter in parameters)
        {
            if (SearchKinds.Of(parameter) is { } kind)
                Add(model, type, parameter, kind, root, evaluated);
        }
        return new SearchPlan(root, evaluated);
    }

    private static void Add(
        FhirModel model, TypeDefinition type, SearchParameterDefinition parameter, SearchKind kind, SearchNode root, List<SearchPathless> evaluated)
    {
        var expression = SearchExpression.Parse(model, parameter.Expression, type);
        if (kind == SearchKind.Composite)
        {
            var tuple = Tuple(model, type, parameter);
            foreach (var path in Walkable(expression, parameter))
                root.Reach(path.Steps).AddTuple(tuple);
            return;
        }
        foreach (var path in expression.Paths)
            root.Reach(path.Steps).AddOutput(kind, new SearchTarget(parameter, -1, 0));
        if (expression.FhirPath is { } text)
            evaluated.Add(new SearchPathless(parameter, kind, FhirPathExpression.Compile(text, model)));
    }

    private static SearchTuple Tuple(FhirModel model, TypeDefinition type, SearchParameterDefinition parameter) =>
        new(parameter, [.. SearchComponents.Of(parameter).Select(component =>
            (component.Kind, Walkable(SearchExpression.Parse(model, component.Expression, type), parameter)))]);

    /// <summary>All published composites can be walked, which a test asserts; one that cannot is a fault of the definitions, not of a resource.</summary>
    private static IReadOnlyList<SearchPath> Walkable(SearchExpression expression, SearchParameterDefinition parameter) =>
        expression.FhirPath is null ? expression.Paths : throw new NotSupportedException($"The composite {parameter.Url} has an expression that cannot be walked: {expression.FhirPath}");
}
