using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Filters;

/// <summary>Where the names of a filter's paths are looked up: a resource type, or the elements that a filter in brackets is about.</summary>
internal interface IFilterScope
{
    /// <summary>What a comparison asks for; null with the problem told.</summary>
    FilterExpression? Compare(IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems);
}

/// <summary>What one <c>_filter</c> may cost in all: a name that leads to many types is read once for each of them.</summary>
internal sealed class FilterBudget
{
    /// <summary>Comparisons, counted for every type that they are about.</summary>
    private const int Most = 1_000;

    private int _spent;

    public bool IsSpent => _spent > Most;

    /// <summary>Takes one; false when there is none left.</summary>
    public bool Take() => ++_spent <= Most;
}

/// <summary>
/// The names of a resource type: its search parameters, chains through references, filters on what a reference leads to (<c>subject[active eq true].name</c>), and on single elements (<c>name[use eq official].family</c>).
/// </summary>
internal sealed class TypeScope(FhirModel model, TimeProvider clock, string type, FilterBudget budget) : IFilterScope
{
    private readonly FilterOperations _operations = new(model, clock);

    public FilterExpression? Compare(IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        if (path.Any(step => step.Inner is not null))
            return Walk(path, test, problems);
        var criteria = new SearchCriterionParser(model, clock, (parameter, modifier, local) => _operations.Read(test, parameter, modifier, local));
        var plain = new SearchIssues(problems.Location);
        if (criteria.Parse(type, string.Join('.', path.Select(step => step.Name)), FullText(test.Value), plain) is { } criterion && !plain.HasErrors)
            return new FilterCriterion(criterion);
        // A chain that reaches no resource may lead through an element: name.family.
        var walked = new SearchIssues(problems.Location);
        if (path.Count > 1 && !plain.IsNotReady && Walk(path, test, walked) is { } found && !walked.HasErrors)
            return found;
        problems.Append(walked.HasErrors && plain.Items[0].Code == "SEARCH-CHAIN" ? walked : plain);
        return null;
    }

    private static string FullText(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private FilterExpression? Walk(IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        if (path.Count == 1 && path[0].Inner is null)
            return Compare(path, test, problems);
        if (path.Count == 1)
            return Refuse(path[0].InnerAt, "a filter in brackets is followed by a dot and the name that is compared", problems);
        var (code, modifier) = Split(path[0].Name);
        if (ElementScope.Of(model, clock, type, code) is { } elements)
            return modifier is null && path.Count == 2 && path[1].Inner is null ? Elements(elements, path, test, problems)
                : Refuse(test.At, $"'{code}' leads to elements, after which one name stands that is compared", problems);
        if (model.WhyNotReady(type, code) is { } why)
            problems.NotReady(why);
        else if (model.FindSearchParameter(type, code) is not { } parameter)
            problems.Unknown($"'{code}' is not a search parameter of {type}.");
        else if (SearchKinds.Of(parameter) != SearchKind.Reference)
            problems.Chain($"'{code}' leads neither to a resource nor to elements that have names.");
        else if (modifier is not null && !SearchKinds.TargetsOf(model, parameter).Contains(modifier))
            problems.Modifier($"'{code}' does not refer to {modifier}.");
        else
            return References(parameter, modifier is null ? [.. SearchKinds.TargetsOf(model, parameter).Order(StringComparer.Ordinal)] : [modifier], path, test, problems);
        return null;
    }

    private FilterExpression? Elements(ElementScope elements, IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        var also = path[0].Inner is { } inner ? new FilterExpressionParser(elements, inner, path[0].InnerAt, budget, problems).Parse() : null;
        // "Not there" and "in none of the set" are about all elements that the brackets leave.
        var (asked, isNegated) = test switch
        {
            { Operation: "pr", Value: "false" } => (test with { Value = "true" }, true),
            { Operation: "ni" } => (test with { Operation = "in" }, true),
            _ => (test, false),
        };
        if (problems.HasErrors || elements.Compare([path[1]], asked, problems) is not { } compared)
            return null;
        var within = new FilterWithin(elements, also is null ? compared : new FilterAll([also, compared]));
        return isNegated ? new FilterNot(within) : within;
    }

    /// <summary>What the path comes to, of those resources alone that satisfy the filter in brackets. As with any chain, the types that understand both are meant.</summary>
    private FilterCriterion? References(SearchParameterDefinition parameter, IReadOnlyList<string> types, IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        var targets = new List<SearchChainTarget>();
        SearchIssues? telling = null;
        foreach (var target in types)
        {
            if (!budget.Take())
            {
                problems.TooCostly("The filter can lead to too many types; name them, as in subject:Patient[…].name.");
                return null;
            }
            var local = new SearchIssues(problems.Location);
            if (Target(target, path, test, local) is { } found)
                targets.Add(found);
            else if (budget.IsSpent || local.IsNotReady)
            {
                // A path that leaves one of its types out would find half.
                problems.Append(local);
                return null;
            }
            else if (telling is null || telling.Items[0].Code == "SEARCH-UNKNOWN-PARAMETER")
                telling = local;
        }
        if (targets.Count > 0)
            return new FilterCriterion(new SearchCriterion(parameter, SearchModifier.None, null, [], new SearchChain(false, targets)));
        if (telling is not null)
            problems.Append(telling);
        return null;
    }

    private SearchChainTarget? Target(string target, IReadOnlyList<FilterStep> path, FilterTest test, SearchIssues problems)
    {
        var scope = new TypeScope(model, clock, target, budget);
        var also = path[0].Inner is { } inner ? new FilterExpressionParser(scope, inner, path[0].InnerAt, budget, problems).Parse() : null;
        if (problems.HasErrors || scope.Compare([.. path.Skip(1)], test, problems) is not { } rest || problems.HasErrors)
            return null;
        if (rest is FilterCriterion plain)
            return new SearchChainTarget(target, plain.Criterion) { Also = also };
        // What is no single condition stands beside one that every resource satisfies.
        return new SearchCriterionParser(model, clock).Parse(target, "_id:missing", "false", problems) is { } any
            ? new SearchChainTarget(target, any) { Also = also is null ? rest : new FilterAll([also, rest]) } : null;
    }

    private static (string Code, string? Modifier) Split(string name) => name.IndexOf(':') is > 0 and var colon ? (name[..colon], name[(colon + 1)..]) : (name, null);

    private static FilterExpression? Refuse(int at, string why, SearchIssues problems)
    {
        problems.Value(FilterReader.Message(at, why));
        return null;
    }
}
