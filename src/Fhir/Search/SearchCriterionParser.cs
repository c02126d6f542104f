using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>Reads what stands at the end of a chain: the parameter with its modifier, or null; null with the problem told.</summary>
internal delegate SearchCriterion? SearchLeafReader(SearchParameterDefinition parameter, string? modifier, SearchIssues problems);

/// <summary>Reads one filter: a parameter with its modifier, forward chains and <c>_has</c>, down to the operands.</summary>
/// <param name="model">The definitions.</param>
/// <param name="clock">For what is relative to now.</param>
/// <param name="leaf">Reads the ends in another way than as the value of a query, as <c>_filter</c> does; null for that way.</param>
internal sealed class SearchCriterionParser(FhirModel model, TimeProvider clock, SearchLeafReader? leaf = null)
{
    /// <summary>Types at the ends of one chain, over all its steps. Unnamed targets multiply at each step, so a chain needs a bound.</summary>
    private const int MaxChainTargets = 400;

    private readonly SearchOperandParser _operands = new(model, clock);
    private int _chainTargets;

    /// <summary>The criterion, or null with the problems told.</summary>
    /// <param name="type">The type the parameter belongs to; <c>Resource</c> for all.</param>
    /// <param name="name">Name with modifier and chain.</param>
    /// <param name="value">The value as sent.</param>
    /// <param name="problems">Where problems go.</param>
    public SearchCriterion? Parse(string type, string name, string value, SearchIssues problems)
    {
        _chainTargets = 0;
        return ParseName(type, name, value, problems);
    }

    private SearchCriterion? ParseName(string type, string name, string value, SearchIssues problems)
    {
        if (name.StartsWith("_has:", StringComparison.Ordinal))
            return ParseHas(type, name["_has:".Length..], value, problems);
        if (name == "_list")
            return ParseList(type, value, problems);
        var dot = name.IndexOf('.');
        var head = dot < 0 ? name : name[..dot];
        var colon = head.IndexOf(':');
        var code = colon < 0 ? head : head[..colon];
        var modifier = colon < 0 ? null : head[(colon + 1)..];
        if (dot < 0 && model.FindSearchParameter(type, code) is { } fullText && SearchWords.IsFullText(fullText))
            return leaf is null ? ParseFullText(fullText, modifier, value, problems) : leaf(fullText, modifier, problems);
        if (Find(type, code, problems) is not { } parameter)
            return null;
        if (dot < 0)
            return leaf is null ? ParseLeaf(parameter, modifier, value, problems) : leaf(parameter, modifier, problems);
        return ParseChain(parameter, modifier, name[(dot + 1)..], value, problems);
    }

    private SearchParameterDefinition? Find(string type, string code, SearchIssues problems)
    {
        if (code is "_filter" or "_contained" or "_containedType" or "_has")
            problems.Unsupported($"'{code}' is not supported in this version.");
        else if (model.WhyNotReady(type, code) is { } why)
            problems.NotReady(why);
        else if (model.FindSearchParameter(type, code) is not { } parameter)
            problems.Unknown($"'{code}' is not a search parameter of {type}.");
        else if (SearchKinds.Of(parameter) is null)
            problems.Unsupported($"'{code}' is not supported in this version.");
        else
            return parameter;
        return null;
    }

    /// <summary>Words of <c>_text</c> or <c>_content</c>; null with the problems told.</summary>
    public static SearchCriterion? ParseFullText(SearchParameterDefinition parameter, string? modifier, string value, SearchIssues problems)
    {
        var operands = new List<SearchOperand>();
        foreach (var piece in SearchEscapes.Split(value, ','))
        {
            if (SearchOperandParser.TryDecode(piece, problems, out var text) && SearchWords.Phrases(text).Count > 0)
                operands.Add(new SearchOperand(SearchPrefix.Equal, SearchValues.Of(parameter, SearchKind.String) with { Text = text }, null));
            else
                problems.Value($"'{parameter.Code}' needs at least one word.");
        }
        if (modifier is not null)
            problems.Modifier($"'{parameter.Code}' takes no modifier.");
        return problems.HasErrors ? null : new SearchCriterion(parameter, SearchModifier.None, null, operands, null);
    }

    /// <summary>A parameter with its modifier and the operands of its value; null with the problems told.</summary>
    public SearchCriterion? ParseLeaf(SearchParameterDefinition parameter, string? modifierText, string value, SearchIssues problems)
    {
        if (!TryModifier(parameter, modifierText, problems, out var modifier, out var modifierType))
            return null;
        var alternatives = _operands.Parse(parameter, modifier, modifierType, value, problems);
        return alternatives is null ? null : new SearchCriterion(parameter, modifier, modifierType, alternatives, null);
    }

    private bool TryModifier(SearchParameterDefinition parameter, string? text, SearchIssues problems, out SearchModifier modifier, out string? type)
    {
        type = null;
        var kind = SearchKinds.Of(parameter);
        modifier = text switch
        {
            null => SearchModifier.None,
            "missing" => SearchModifier.Missing,
            "exact" when kind == SearchKind.String => SearchModifier.Exact,
            "contains" when kind == SearchKind.String => SearchModifier.Contains,
            "not" when kind == SearchKind.Token => SearchModifier.Not,
            "text" when kind == SearchKind.Token => SearchModifier.Text,
            "of-type" when kind == SearchKind.Token => SearchModifier.OfType,
            "in" when kind == SearchKind.Token => SearchModifier.In,
            "not-in" when kind == SearchKind.Token => SearchModifier.NotIn,
            "above" when kind is SearchKind.Token or SearchKind.Uri || HierarchyExpansion.Has(model, parameter) => SearchModifier.Above,
            "below" when kind is SearchKind.Token or SearchKind.Uri || HierarchyExpansion.Has(model, parameter) => SearchModifier.Below,
            "identifier" when kind == SearchKind.Reference => SearchModifier.Identifier,
            _ when kind == SearchKind.Reference && SearchKinds.TargetsOf(model, parameter).Contains(text) => SearchModifier.Type,
            _ => (SearchModifier)byte.MaxValue,
        };
        if (modifier == (SearchModifier)byte.MaxValue)
            problems.Modifier(ModifierProblem(parameter, text!));
        if (modifier == SearchModifier.Type)
            type = text;
        return modifier != (SearchModifier)byte.MaxValue;
    }

    private string ModifierProblem(SearchParameterDefinition parameter, string text) => text switch
    {
        "above" or "below" when SearchKinds.Of(parameter) == SearchKind.Reference => $"'{parameter.Code}' refers to nothing that is part of something, so that nothing is above or below it.",
        "text-advanced" => "':text-advanced' is not offered: it is not of FHIR R4. ':text' compares the beginning of a text.",
        "exact" or "contains" or "not" or "text" or "of-type" or "identifier" or "in" or "not-in" or "above" or "below" => $"The modifier ':{text}' does not apply to '{parameter.Code}', a {parameter.Type} parameter.",
        _ when SearchKinds.IsResourceType(model, text) => $"'{parameter.Code}' does not refer to {text}.",
        _ => $"':{text}' is not a modifier of FHIR R4.",
    };

    private SearchCriterion? ParseChain(SearchParameterDefinition parameter, string? typeName, string rest, string value, SearchIssues problems)
    {
        if (SearchKinds.Of(parameter) != SearchKind.Reference)
        {
            problems.Chain($"'{parameter.Code}' is not a reference, so nothing can be chained to it.");
            return null;
        }
        var types = SearchKinds.TargetsOf(model, parameter);
        if (typeName is not null && !types.Contains(typeName))
        {
            problems.Modifier(ModifierProblem(parameter, typeName));
            return null;
        }
        var targets = ChainTargets(typeName is null ? [.. types.Order(StringComparer.Ordinal)] : [typeName], rest, value, problems);
        return targets.Count == 0 ? null : new SearchCriterion(parameter, SearchModifier.None, null, [], new SearchChain(false, targets));
    }

    /// <summary>
    /// A chain holds for the types that understand it. Only when none does are the problems told: all of a single type's, else the first type's that knows
    /// the parameter.
    /// </summary>
    private List<SearchChainTarget> ChainTargets(IReadOnlyList<string> types, string rest, string value, SearchIssues problems)
    {
        var targets = new List<SearchChainTarget>();
        SearchIssues? telling = null;
        foreach (var type in types)
        {
            if (++_chainTargets > MaxChainTargets)
            {
                problems.TooCostly("The chain can lead to too many types; name them, as in subject:Patient.name.");
                return [];
            }
            var local = new SearchIssues(problems.Location);
            if (ParseName(type, rest, value, local) is { } criterion)
                targets.Add(new SearchChainTarget(type, criterion));
            else if (local.IsNotReady)
            {
                // A chain that leaves one of its types out would find half.
                problems.Append(local);
                return [];
            }
            else if (telling is null || telling.Items[0].Code == "SEARCH-UNKNOWN-PARAMETER")
                telling = local;
        }
        if (targets.Count == 0 && telling is not null)
            problems.Append(telling);
        return targets;
    }

    /// <summary>The resources that a List names (FHIR R4 search.html#list): those that an item of the list with that id refers to.</summary>
    private SearchCriterion? ParseList(string type, string value, SearchIssues problems)
    {
        if (!value.StartsWith('$'))
            return ParseHas(type, "List:item:_id", value, problems);
        problems.Unsupported($"The functional list '{value}' stands by itself, not in a chain or a filter.");
        return null;
    }

    private SearchCriterion? ParseHas(string type, string text, string value, SearchIssues problems)
    {
        var parts = text.Split(':', 3);
        if (++_chainTargets > MaxChainTargets)
        {
            problems.TooCostly("The chain is too long.");
            return null;
        }
        if (parts.Length < 3)
        {
            problems.Chain("A reverse chain is written _has:Type:reference:parameter.");
            return null;
        }
        if (!SearchKinds.IsResourceType(model, parts[0]))
        {
            problems.Chain($"'{parts[0]}' is not a resource type of FHIR R4.");
            return null;
        }
        if (Find(parts[0], parts[1], problems) is not { } reference)
            return null;
        if (SearchKinds.Of(reference) != SearchKind.Reference || (type != "Resource" && !SearchKinds.TargetsOf(model, reference).Contains(type)))
        {
            problems.Chain($"'{parts[1]}' of {parts[0]} does not refer to {type}.");
            return null;
        }
        return ParseName(parts[0], parts[2], value, problems) is { } criterion
            ? new SearchCriterion(reference, SearchModifier.None, null, [], new SearchChain(true, [new SearchChainTarget(parts[0], criterion)]))
            : null;
    }
}
