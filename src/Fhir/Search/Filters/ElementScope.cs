using System.Runtime.CompilerServices;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search.Extraction;

namespace Carewright.Fhir.Search.Filters;

/// <summary>
/// The elements that a search parameter leads to, as those of <c>name[use eq official].family</c>: all that is asked for holds on one and the same of them. A name is a search parameter of the type that reads below
/// such an element (<c>family</c>), or a child of the element itself (<c>use</c>). Immutable once its filter is read; safe from many threads then.
/// </summary>
internal sealed class ElementScope : IFilterScope
{
    /// <summary>Names that filters alone have (FHIR R4 search_filter.html#params): element, and which parameters its children are. Those of types and parameters that R4 does not have are left out.</summary>
    private static readonly Dictionary<(string Type, string Name), (string Element, Dictionary<string, string> Children)> s_special = new()
    {
        [("Group", "characteristic")] = ("Group.characteristic", new() { ["code"] = "characteristic", ["value"] = "value" }),
        [("DocumentReference", "relatesTo")] = ("DocumentReference.relatesTo", new() { ["code"] = "relation", ["target"] = "relatesto" }),
    };

    private readonly FhirModel _model;
    private readonly TypeDefinition _type;
    private readonly FilterOperations _operations;
    private readonly IReadOnlyList<SearchPath> _anchors;
    private readonly IReadOnlyDictionary<string, string> _children;
    private readonly ConditionalWeakTable<SearchParameterDefinition, List<IReadOnlyList<SearchStep>>> _paths = [];

    private ElementScope(FhirModel model, TimeProvider clock, TypeDefinition type, IReadOnlyList<SearchPath> anchors, IReadOnlyDictionary<string, string> children)
    {
        (_model, _type, _operations, _anchors, _children) = (model, type, new FilterOperations(model, clock), anchors, children);
    }

    /// <summary>The elements that a name of a type leads to; null when it leads to none that have names below them.</summary>
    public static ElementScope? Of(FhirModel model, TimeProvider clock, string typeName, string code)
    {
        if (model.FindType(typeName) is not { } type)
            return null;
        var isSpecial = s_special.TryGetValue((typeName, code), out var special);
        var expression = isSpecial ? special.Element : model.FindSearchParameter(typeName, code) is { } parameter && SearchKinds.Of(parameter) is not (null or SearchKind.Reference or SearchKind.Position) ? parameter.Expression : null;
        if (expression is null || SearchExpression.Parse(model, expression, type) is not { FhirPath: null, Paths.Count: > 0 } parsed || parsed.Paths.Any(path => path.FromResource || path.Steps.Count == 0))
            return null;
        var scope = new ElementScope(model, clock, type, parsed.Paths, isSpecial ? special.Children : new Dictionary<string, string>());
        return parsed.Paths.Any(path => scope.TypeAt(path.Steps) is { IsPrimitive: false }) ? scope : null;
    }

    /// <inheritdoc/>
    public FilterExpression? Compare(IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        var colon = path[0].Name.IndexOf(':');
        var name = colon < 0 ? path[0].Name : path[0].Name[..colon];
        if (path.Count > 1 || path[0].Inner is not null)
            problems.Value(FilterReader.Message(test.At, "below an element one name stands, without brackets or chains of its own"));
        else if (Find(name) is not { } parameter)
            problems.Unknown($"'{name}' is neither a search parameter nor a child that can be compared below {string.Join(" | ", _anchors.Select(Name))}.");
        else
            return _operations.Read(test, parameter, colon < 0 ? null : path[0].Name[(colon + 1)..], problems) is { } criterion && !problems.HasErrors ? new FilterCriterion(criterion) : null;
        return null;
    }

    /// <summary>True for a search parameter that the index has too; false for a child that is asked for by its name.</summary>
    public bool IsIndexed(SearchParameterDefinition parameter) => ReferenceEquals(_model.FindSearchParameter(_type.Name, parameter.Code), parameter);

    /// <summary>Whether all of it holds on one of the elements.</summary>
    public bool Holds(ResourceDocument document, FilterExpression part) =>
        _anchors.SelectMany(anchor => Follow(document.Root, anchor.Steps, 0)).Any(element => part.Holds(criterion => SearchMatcher.MatchesValues(Values(element, criterion.Parameter), criterion)));

    private List<SearchValue> Values(Element element, SearchParameterDefinition parameter) =>
        _paths.TryGetValue(parameter, out var paths)
            ? [.. paths.SelectMany(path => Follow(element, path, 0)).SelectMany(found => SearchWalk.Convert(found, SearchValues.Of(parameter, SearchKinds.Of(parameter)!.Value)))]
            : throw new InvalidOperationException($"The filter did not read {parameter.Code} below its element.");

    private static IEnumerable<Element> Follow(Element element, IReadOnlyList<SearchStep> steps, int at)
    {
        if (at == steps.Count)
            return [element];
        var step = steps[at];
        return step.Kind == SearchStepKind.Child ? element.Children(step.Name!).Where(child => step.Index < 0 || step.Index == Math.Max(child.ItemIndex, 0)).SelectMany(child => Follow(child, steps, at + 1))
            : SearchFilter.Keeps(step, element) ? Follow(element, steps, at + 1) : [];
    }

    private SearchParameterDefinition? Find(string name)
    {
        var code = _children.GetValueOrDefault(name, name);
        if (_model.FindSearchParameter(_type.Name, code) is { } parameter && SearchKinds.Of(parameter) is not (null or SearchKind.Composite or SearchKind.Position) && Below(parameter) is { Count: > 0 } below)
        {
            _paths.AddOrUpdate(parameter, below);
            return parameter;
        }
        return Child(name);
    }

    /// <summary>What a parameter's paths come to from the elements on.</summary>
    private List<IReadOnlyList<SearchStep>> Below(SearchParameterDefinition parameter) =>
        [.. SearchExpression.Parse(_model, parameter.Expression, _type).Paths.Where(path => !path.FromResource).SelectMany(path => _anchors
            .Where(anchor => path.Steps.Count > anchor.Steps.Count && path.Steps.Take(anchor.Steps.Count).SequenceEqual(anchor.Steps))
            .Select(anchor => (IReadOnlyList<SearchStep>)[.. path.Steps.Skip(anchor.Steps.Count)])).DistinctBy(steps => string.Join('.', steps))];

    private SearchParameterDefinition? Child(string name)
    {
        foreach (var anchor in _anchors)
        {
            if (TypeAt(anchor.Steps) is not { } type || (type.FindElement(name) ?? type.FindByJsonName(Encoding.UTF8.GetBytes(name), out _)) is not { } element)
                continue;
            type.FindByJsonName(Encoding.UTF8.GetBytes(name), out var choice);
            var kinds = (choice is { } one ? [one] : element.Types.Select(found => found.Type)).Select(KindOf).Distinct().ToList();
            if (kinds is not [{ } kind])
                continue;
            var child = new SearchParameterDefinition(new AddedSearchParameter(name, "", kind, $"{Name(anchor)}.{element.Name}", [_type.Name], [], []));
            _paths.AddOrUpdate(child, [choice is not null && element.IsChoice ? [SearchStep.Child(element.Name), SearchStep.OfType(choice)] : [SearchStep.Child(element.Name)]]);
            return child;
        }
        return null;
    }

    private TypeDefinition? TypeAt(IReadOnlyList<SearchStep> steps)
    {
        TypeDefinition? type = _type;
        foreach (var step in steps)
            type = step.Kind switch
            {
                SearchStepKind.Child => type?.FindElement(step.Name!) is { Types: [var only] } ? only.Type : null,
                SearchStepKind.OfType => step.Type,
                _ => type,
            };
        return type;
    }

    private string Name(SearchPath path) => string.Join('.', path.Steps.Where(step => step.Kind == SearchStepKind.Child).Select(step => step.Name).Prepend(_type.Name));

    /// <summary>The search type of a child by its data type (FHIR R4 search.html#ptypes); null for what has parts of its own only.</summary>
    private static string? KindOf(TypeDefinition type) => type.Name switch
    {
        "code" or "boolean" or "Coding" or "CodeableConcept" or "Identifier" or "ContactPoint" or "id" => "token",
        "string" or "markdown" or "HumanName" or "Address" => "string",
        "uri" or "url" or "canonical" or "oid" or "uuid" => "uri",
        "date" or "dateTime" or "instant" or "Period" or "Timing" => "date",
        "integer" or "decimal" or "positiveInt" or "unsignedInt" => "number",
        "Quantity" or "Age" or "Duration" or "Distance" or "Count" or "Money" or "SimpleQuantity" => "quantity",
        "Reference" => "reference",
        _ => null,
    };
}
