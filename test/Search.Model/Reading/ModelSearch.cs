using Carewright.Fhir.Definitions;
using Carewright.Search.Model.Asking;

namespace Carewright.Search.Model.Reading;

/// <summary>
/// What a search must find, by looking at every resource and at nothing else: FHIR R4 search.html read naively. It shares the definitions, the parser and FHIRPath with the product, and none of its
/// extraction, comparison or index.
/// </summary>
/// <param name="record">What there is.</param>
/// <param name="maySee">Whether the one who asks may find a resource at all.</param>
/// <param name="terms">Value sets and hierarchies.</param>
/// <param name="now">When it is asked.</param>
public sealed class ModelSearch(ModelRecord record, Func<ModelResource, bool> maySee, ModelTerms terms, DateTimeOffset now)
{
    private readonly ModelComparison _comparison = new(terms, now);

    /// <summary>Every match, in no order.</summary>
    public IReadOnlyList<ModelResource> Find(ModelQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return [.. record.All.Where(resource => resource.Type == query.Type && maySee(resource)
            && (query.Patient is null || IsInCompartment(resource, query.Patient)) && query.Conditions.All(condition => Holds(resource, condition)))];
    }

    /// <summary>What the includes bring with these matches; none of the matches themselves.</summary>
    public IReadOnlySet<string> Included(IReadOnlyList<ModelResource> matches, IReadOnlyList<ModelInclude> includes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = matches.Select(match => match.Reference).ToHashSet(StringComparer.Ordinal);
        var (from, active) = (matches, includes);
        while (from.Count > 0 && active.Count > 0)
        {
            from = [.. active.SelectMany(include => Follow(from, include)).Where(resource => maySee(resource) && seen.Add(resource.Reference)).ToList()];
            found.UnionWith(from.Select(resource => resource.Reference));
            active = [.. includes.Where(include => include.IsIterate)];
        }
        return found;
    }

    /// <summary>Whether a resource satisfies a condition.</summary>
    public bool Holds(ModelResource resource, ModelCondition condition) => condition switch
    {
        Parameter parameter => HoldsParameter(resource, parameter),
        Chain chain => HoldsChain(resource, chain),
        Has has => HoldsHas(resource, has),
        InList list => HoldsHas(resource, new Has("List", "item", new Parameter("_id", null, [new TokenOperand(null, list.Id)]))),
        Filter filter => HoldsFilter(resource, filter.Expression),
        OnElement element => _comparison.HoldsOnElement(resource, Definition(resource.Type, element.Code), element),
        Together together => together.Parts.All(part => Holds(resource, part)),
        _ => throw new ArgumentException("No such condition.", nameof(condition)),
    };

    /// <summary>The definition of a parameter of a type.</summary>
    public static SearchParameterDefinition Definition(string type, string code) =>
        FhirModel.R4.FindSearchParameter(type, code) ?? throw new ArgumentException($"{type} has no parameter {code}.", nameof(code));

    /// <summary>The references of a parameter that a resource holds, by what they name.</summary>
    public static IEnumerable<string> ReferencesOf(ModelResource resource, string code)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ModelExpressions.Evaluate(Definition(resource.Type, code).Expression, resource.Document.Root).SelectMany(ModelValues.References).Select(reference => reference.Text).OfType<string>();
    }

    /// <summary>
    /// Whether a resource is in the compartment of the patient with an id (FHIR R4 compartmentdefinition-patient.html). Of patients only the patient itself: a link between two records is no reason to
    /// show one to who may see the other.
    /// </summary>
    public static bool IsInCompartment(ModelResource resource, string patient)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.Type == "Patient" ? resource.Reference == $"Patient/{patient}"
            : FhirModel.R4.PatientCompartment.ParametersOf(resource.Type).Any(code => ReferencesOf(resource, code).Contains($"Patient/{patient}"));
    }

    private bool HoldsParameter(ModelResource resource, Parameter parameter)
    {
        if (parameter.Code is "_text" or "_content")
            return parameter.Any.Any(operand => ModelWords.Match(resource, parameter.Code == "_content", ((TextOperand)operand).Text));
        if (FhirModel.R4.FindSearchParameter(resource.Type, parameter.Code) is not { } definition)
            return false;
        return _comparison.Holds(resource, definition, parameter);
    }

    private bool HoldsChain(ModelResource resource, Chain chain) =>
        ReferencesOf(resource, chain.Code).Select(record.Find).OfType<ModelResource>()
            .Any(target => (chain.TargetType is null ? MayReferTo(resource.Type, chain.Code, target.Type) : target.Type == chain.TargetType) && maySee(target) && Holds(target, chain.Rest));

    private static bool MayReferTo(string type, string code, string target) => Definition(type, code).Targets is var targets && (targets.Count == 0 || targets.Contains(target) || targets.Contains("Resource"));

    private bool HoldsHas(ModelResource resource, Has has) =>
        record.All.Any(source => source.Type == has.SourceType && maySee(source) && ReferencesOf(source, has.Reference).Contains(resource.Reference) && Holds(source, has.Rest));

    private bool HoldsFilter(ModelResource resource, ModelFilter filter) => filter switch
    {
        FilterGroup { IsAll: true } all => all.Parts.All(part => HoldsFilter(resource, part)),
        FilterGroup any => any.Parts.Any(part => HoldsFilter(resource, part)),
        FilterNegation not => !HoldsFilter(resource, not.Part),
        FilterComparison comparison => Holds(resource, comparison.Meaning),
        _ => throw new ArgumentException("No such filter.", nameof(filter)),
    };

    private IEnumerable<ModelResource> Follow(IReadOnlyList<ModelResource> from, ModelInclude include)
    {
        var codes = include.Code == "*"
            ? FhirModel.R4.SearchParametersOf(include.SourceType).Where(parameter => parameter.Type == "reference").Select(parameter => parameter.Code).ToList() : [include.Code];
        if (!include.IsReverse)
            return from.Where(resource => resource.Type == include.SourceType).SelectMany(resource => codes.SelectMany(code => ReferencesOf(resource, code)))
                .Select(record.Find).OfType<ModelResource>().Where(target => include.TargetType is null || target.Type == include.TargetType);
        var targets = from.Where(target => include.TargetType is null || target.Type == include.TargetType).Select(target => target.Reference).ToHashSet(StringComparer.Ordinal);
        return record.All.Where(source => source.Type == include.SourceType && codes.Any(code => ReferencesOf(source, code).Any(targets.Contains)));
    }
}
