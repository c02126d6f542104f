using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Filters;

/// <summary>One comparison of a <c>_filter</c> as it is written.</summary>
/// <param name="Operation">The operator.</param>
/// <param name="Value">The value, without quotation marks.</param>
/// <param name="At">Where the operator stands, from 0.</param>
internal sealed record FilterTest(string Operation, string Value, int At);

/// <summary>
/// What the operators of <c>_filter</c> mean for each kind of parameter (FHIR R4 search_filter.html#ops), as conditions of an ordinary search. An operator that does not go with a kind is refused with its place.
/// </summary>
internal sealed class FilterOperations(FhirModel model, TimeProvider clock)
{
    /// <summary>All of them.</summary>
    private static readonly HashSet<string> s_all = ["eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap", "sa", "eb", "pr", "po", "ss", "sb", "in", "ni", "re"];

    /// <summary>Four code systems have short names in filters.</summary>
    private static readonly Dictionary<string, string> s_systems = new(StringComparer.Ordinal)
    {
        ["loinc"] = "http://loinc.org",
        ["snomed"] = "http://snomed.info/sct",
        ["rxnorm"] = "http://www.nlm.nih.gov/research/umls/rxnorm",
        ["ucum"] = "http://unitsofmeasure.org",
    };

    private readonly SearchCriterionParser _criteria = new(model, clock);

    public static bool Exists(string operation) => s_all.Contains(operation);

    /// <summary>The condition on one parameter; null with the problem told.</summary>
    /// <param name="test">Operator and value.</param>
    /// <param name="parameter">The parameter at the end of the path.</param>
    /// <param name="modifier">What the path carries after a colon; null for nothing.</param>
    /// <param name="problems">Where problems go.</param>
    public SearchCriterion? Read(FilterTest test, SearchParameterDefinition parameter, string? modifier, SearchIssues problems)
    {
        var kind = SearchKinds.Of(parameter);
        if (modifier is not null && test.Operation is not ("eq" or "re" or "ne"))
            return Refuse(test, problems, $"':{modifier}' stands with 'eq' alone");
        if (SearchWords.IsFullText(parameter))
            return test.Operation is "eq" or "co" ? SearchCriterionParser.ParseFullText(parameter, modifier, Escape(test.Value), problems) : Refuse(test, problems, $"'{parameter.Code}' is compared by 'co'");
        switch (test.Operation)
        {
            case "re" when kind != SearchKind.Reference:
                return Refuse(test, problems, $"'re' is about references, and '{parameter.Code}' is none");
            case "eq" or "re":
                return Plain(test, parameter, modifier, problems) is { } equal
                    ? equal is { Parameter.Type: "string", Modifier: SearchModifier.None } ? equal with { Modifier = SearchModifier.Whole } : equal : null;
            case "ne":
                return Unequal(test, parameter, modifier, problems);
            case "co" when kind == SearchKind.Date:
                return WithPrefix(test, parameter, SearchPrefix.Covers, problems);
            case "co" or "sw" or "ew" when kind != SearchKind.String:
                return Refuse(test, problems, $"'{test.Operation}' compares texts, and '{parameter.Code}' is none");
            case "co":
                return Plain(test, parameter, "contains", problems);
            case "sw":
                return Plain(test, parameter, null, problems);
            case "ew":
                return Plain(test, parameter, null, problems) is { } end ? end with { Modifier = SearchModifier.EndsWith } : null;
            case "gt" or "lt" or "ge" or "le" when kind == SearchKind.String:
                return WithPrefix(test, parameter, Prefix(test.Operation), problems);
            case "gt" or "lt" or "ge" or "le" or "ap" or "sa" or "eb":
                return kind is SearchKind.Date or SearchKind.Number or SearchKind.Quantity ? Parse(parameter, null, test.Operation + Escape(test.Value), problems)
                    : Refuse(test, problems, $"'{test.Operation}' does not compare with what '{parameter.Code}' is");
            // "ap" without its tolerance: the two periods have a moment in common.
            case "po":
                return kind == SearchKind.Date ? WithPrefix(test, parameter, SearchPrefix.Approximately, problems) : Refuse(test, problems, $"'po' compares periods, and '{parameter.Code}' is none");
            case "pr":
                return test.Value is "true" or "false" ? Parse(parameter, "missing", test.Value == "true" ? "false" : "true", problems) : Refuse(test, problems, "'pr' is followed by true or false");
            default:
                return Plain(test, parameter, test.Operation switch { "in" => "in", "ni" => "not-in", "ss" => "below", _ => "above" }, problems);
        }
    }

    // Commas and backslashes stand for themselves; bars and dollar signs separate where a value has parts.
    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private SearchCriterion? Plain(FilterTest test, SearchParameterDefinition parameter, string? modifier, SearchIssues problems) => Parse(parameter, modifier, Escape(test.Value), problems);

    private SearchCriterion? Parse(SearchParameterDefinition parameter, string? modifier, string value, SearchIssues problems) =>
        _criteria.ParseLeaf(parameter, modifier, value, problems) is { } criterion && !problems.HasErrors ? WithSystem(criterion) : null;

    private SearchCriterion? WithPrefix(FilterTest test, SearchParameterDefinition parameter, SearchPrefix prefix, SearchIssues problems) =>
        Plain(test, parameter, null, problems) is { } plain ? plain with { Alternatives = [.. plain.Alternatives.Select(operand => operand with { Prefix = prefix })] } : null;

    // An item that differs is enough, whatever the others are; a range has its own prefix for it.
    private SearchCriterion? Unequal(FilterTest test, SearchParameterDefinition parameter, string? modifier, SearchIssues problems)
    {
        if (modifier is not null || SearchKinds.Of(parameter) is null or SearchKind.Position)
            return Refuse(test, problems, $"'ne' does not compare with what '{parameter.Code}' is");
        return SearchKinds.Of(parameter) is SearchKind.Date or SearchKind.Number or SearchKind.Quantity ? WithPrefix(test, parameter, SearchPrefix.NotEqual, problems)
            : Plain(test, parameter, null, problems) is { } plain ? plain with { Modifier = SearchModifier.Unequal } : null;
    }

    private static SearchPrefix Prefix(string operation) => operation switch
    {
        "gt" => SearchPrefix.GreaterThan,
        "lt" => SearchPrefix.LessThan,
        "ge" => SearchPrefix.GreaterOrEqual,
        _ => SearchPrefix.LessOrEqual,
    };

    private static SearchCriterion WithSystem(SearchCriterion criterion) =>
        criterion.Alternatives.Any(operand => s_systems.ContainsKey(operand.Value.System ?? ""))
            ? criterion with { Alternatives = [.. criterion.Alternatives.Select(operand => s_systems.TryGetValue(operand.Value.System ?? "", out var system) ? operand with { Value = operand.Value with { System = system } } : operand)] }
            : criterion;

    private static SearchCriterion? Refuse(FilterTest test, SearchIssues problems, string why)
    {
        problems.Value(FilterReader.Message(test.At, why));
        return null;
    }
}
