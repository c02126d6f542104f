using Carewright.Fhir.Definitions;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;

namespace Carewright.Search.Tests.Random;

/// <summary>Random searches of what a record holds: conditions of every kind, chains, filters, includes, orders, pages.</summary>
internal sealed class RandomQueries(Dice dice, IReadOnlyList<string> types, ModelRecord record)
{
    private readonly RandomOperands _operands = new(dice, record);

    internal ModelQuery Make()
    {
        var type = dice.Pick(types);
        var conditions = Enumerable.Range(0, dice.Pick(0, 1, 1, 1, 1, 2, 2, 3)).Select(_ => Condition(type, 0, null)).ToList();
        var isInCompartment = types.Contains("Patient") && dice.OneIn(12) && (type == "Patient" || FhirModel.R4.PatientCompartment.ParametersOf(type).Count > 0);
        return new ModelQuery(type, conditions)
        {
            Includes = dice.OneIn(4) ? [.. Enumerable.Range(0, 1 + dice.Below(2)).Select(_ => Include(type)).OfType<ModelInclude>()] : [],
            Sorts = dice.OneIn(3) ? Sorts(type) : [],
            Count = dice.OneIn(3) ? 1 + dice.Below(4) : 1000,
            WantsTotal = dice.OneIn(2),
            Patient = isInCompartment ? RandomResources.Id(dice.Below(RandomResources.IdsPerType)) : null,
        };
    }

    private ModelCondition Condition(string type, int depth, ModelResource? near)
    {
        switch (dice.Below(depth == 0 ? 14 : 9))
        {
            case 0 or 1 when depth < 3 && Chain(type, depth) is { } chain:
                return chain;
            case 2 when depth < 3 && Has(type, depth) is { } has:
                return has;
            case 9 or 10:
                return new Filter(FilterOf(type, 0));
            case 11 when types.Contains("List"):
                var lists = record.All.Where(list => list.Type == "List" && ModelSearch.ReferencesOf(list, "item").Any(item => item.StartsWith(type + "/", StringComparison.Ordinal))).ToList();
                return new InList(lists.Count == 0 ? RandomResources.Id(dice.Below(RandomResources.IdsPerType)) : dice.Pick(lists).Document.Id!);
            case 12 when dice.OneIn(3):
                return new Parameter(dice.Pick("_text", "_content"), null, [new TextOperand(dice.Pick("smi", "Abel", "gamma nor", "smith", "O'Br", "beta"))]);
            default:
                return _operands.Leaf(type, near);
        }
    }

    private Chain? Chain(string type, int depth)
    {
        foreach (var parameter in dice.Some(References(type), 6))
        {
            var targets = types.Where(target => Targets(parameter).Contains(target)).ToList();
            if (targets.Count == 0)
                continue;
            // What somebody refers to, if anybody does, so that the chain leads somewhere.
            var ends = record.All.Where(resource => resource.Type == type).SelectMany(resource => ModelSearch.ReferencesOf(resource, parameter.Code)).Select(record.Find).OfType<ModelResource>()
                .Where(resource => targets.Contains(resource.Type)).ToList();
            if (ends.Count == 0 && !dice.OneIn(4))
                continue;
            var end = ends.Count == 0 ? null : dice.Pick(ends);
            var target = end?.Type ?? dice.Pick(targets);
            var rest = Condition(target, depth + 1, end);
            return new Chain(parameter.Code, dice.OneIn(3) && MeansTheSame(parameter, rest) ? null : target, rest);
        }
        return null;
    }

    // Without a type the rest must mean the same to every type that has it.
    private static bool MeansTheSame(SearchParameterDefinition reference, ModelCondition rest) =>
        rest is Parameter { Modifier: null or "missing" or "exact" } leaf && leaf.Code[0] != '_'
        && Targets(reference).Select(target => FhirModel.R4.FindSearchParameter(target, leaf.Code)).OfType<SearchParameterDefinition>().Select(found => (found.Type, found.Components.Count)).Distinct().Count() == 1
        && leaf.Any is not [CompositeOperand, ..] and not [TextOperand { Text: "x" }, ..];

    private Has? Has(string type, int depth)
    {
        foreach (var source in dice.Some(types, types.Count))
            foreach (var parameter in dice.Some(References(source).Where(parameter => Targets(parameter).Contains(type)), 3))
            {
                var ends = record.All.Where(resource => resource.Type == source && ModelSearch.ReferencesOf(resource, parameter.Code).Any(text => record.Find(text)?.Type == type)).ToList();
                if (ends.Count > 0 || dice.OneIn(6))
                    return new Has(source, parameter.Code, Condition(source, depth + 1, ends.Count == 0 ? null : dice.Pick(ends)));
            }
        return null;
    }

    private ModelInclude? Include(string type)
    {
        var isIterate = dice.OneIn(3);
        if (dice.OneIn(2))
        {
            var source = isIterate ? dice.Pick(types) : type;
            if (dice.OneIn(6))
                return new ModelInclude(false, source, "*", null, isIterate);
            foreach (var parameter in dice.Some(References(source), 1))
                return new ModelInclude(false, source, parameter.Code, dice.OneIn(3) ? dice.Pick(Targets(parameter).Order(StringComparer.Ordinal).ToList()) : null, isIterate);
            return null;
        }
        foreach (var source in dice.Some(types, types.Count))
            foreach (var parameter in dice.Some(References(source).Where(parameter => isIterate || Targets(parameter).Contains(type)), 1))
                return new ModelInclude(true, source, parameter.Code, null, isIterate);
        return null;
    }

    private List<string> Sorts(string type)
    {
        var codes = FhirModel.R4.SearchParametersOf(type).Where(parameter => parameter.Expression.Length > 0 && parameter.Type is not ("composite" or "special")).Select(parameter => parameter.Code).Distinct();
        return [.. dice.Some(codes, dice.Pick(1, 1, 2, 3)).Select(code => dice.OneIn(2) ? code : "-" + code)];
    }

    private ModelFilter FilterOf(string type, int depth)
    {
        if (depth < 2 && dice.OneIn(2))
            return dice.OneIn(4) ? new FilterNegation(FilterOf(type, depth + 1))
                : new FilterGroup(dice.OneIn(2), [.. Enumerable.Range(0, 2 + dice.Below(2)).Select(_ => FilterOf(type, depth + 1))]);
        if (dice.OneIn(6) && _operands.Element(type) is { } element)
            return element;
        if (depth < 3 && dice.OneIn(4))
            foreach (var parameter in dice.Some(References(type), 4))
                if (types.Where(target => Targets(parameter).Contains(target)).ToList() is { Count: > 0 } targets && dice.Pick(targets) is var target && _operands.Comparison(target) is { } inner)
                    return dice.OneIn(3) && FilterOf(target, depth + 1) is var within
                        ? inner with { Meaning = new Chain(parameter.Code, target, new Together([new Filter(within), inner.Meaning])), Path = $"{parameter.Code}:{target}[{within.Write()}].{inner.Path}" }
                        : inner with { Meaning = new Chain(parameter.Code, target, inner.Meaning), Path = $"{parameter.Code}:{target}.{inner.Path}" };
        return _operands.Comparison(type) ?? new FilterComparison(new Parameter("_id", "missing", [new TruthOperand(false)]), "_id", "pr", "true");
    }

    private static List<SearchParameterDefinition> References(string type) =>
        [.. FhirModel.R4.SearchParametersOf(type).Where(parameter => parameter is { Type: "reference", Expression.Length: > 0 })];

    private static IReadOnlyCollection<string> Targets(SearchParameterDefinition parameter) =>
        parameter.Targets.Count == 0 || parameter.Targets.Contains("Resource") ? [.. FhirModel.R4.ResourceTypes.Select(type => type.Name)] : parameter.Targets.ToList();
}
