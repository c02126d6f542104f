using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// Reads the expression of <c>_filter</c> (FHIR R4 search_filter.html). <c>and</c> and <c>or</c> are taken from left to right, neither before the other, as the specification has it; depth and length are bounded.
/// </summary>
internal sealed class FilterExpressionParser(FhirModel model, TimeProvider clock, string type, string text, SearchIssues problems)
{
    private const int MaxDepth = 32;
    private const int MaxLeaves = 100;
    private static readonly Dictionary<string, string> s_systems = new(StringComparer.Ordinal)
    {
        ["loinc"] = "http://loinc.org",
        ["snomed"] = "http://snomed.info/sct",
        ["rxnorm"] = "http://www.nlm.nih.gov/research/umls/rxnorm",
        ["ucum"] = "http://unitsofmeasure.org",
    };

    private readonly SearchCriterionParser _criteria = new(model, clock);
    private int _at;
    private int _leaves;

    /// <summary>The tree; null with the problems told.</summary>
    public FilterExpression? Parse()
    {
        var filter = Sequence(0);
        SkipSpace();
        if (filter is not null && _at < text.Length)
            Fault("nothing more was expected");
        return problems.HasErrors ? null : filter;
    }

    private FilterExpression? Sequence(int depth)
    {
        var left = One(depth);
        while (left is not null)
        {
            if (TryWord("and"))
                left = One(depth) is { } right ? new FilterAll(left is FilterAll all ? [.. all.Parts, right] : [left, right]) : null;
            else if (TryWord("or"))
                left = One(depth) is { } right ? new FilterAny(left is FilterAny any ? [.. any.Parts, right] : [left, right]) : null;
            else
                return left;
        }
        return null;
    }

    private FilterExpression? One(int depth)
    {
        if (depth > MaxDepth)
            return Fault($"parentheses stand more than {MaxDepth} deep");
        if (TryWord("not"))
            return Take('(') && Sequence(depth + 1) is { } negated && Close() ? new FilterNot(negated) : Fault("'not' is followed by a filter in parentheses");
        SkipSpace();
        if (_at < text.Length && text[_at] == '(')
        {
            _at++;
            return Sequence(depth + 1) is { } inner && Close() ? inner : null;
        }
        return Comparison();
    }

    private FilterExpression? Comparison()
    {
        if (++_leaves > MaxLeaves)
            return Fault($"there are more than {MaxLeaves} comparisons");
        var path = Path();
        var operation = Word();
        if (path.Length == 0 || operation.Length == 0)
            return Fault("a comparison is written: parameter operator value");
        SkipSpace();
        var value = _at < text.Length && text[_at] == '"' ? Quoted() : Word();
        return value is null ? null : Compare(path, operation, value);
    }

    // A value in quotation marks differs from a bare one only in what it can hold. Commas and backslashes stand for themselves; bars and dollar signs separate where a value has parts.
    private FilterExpression? Compare(string path, string operation, string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
        switch (operation)
        {
            case "eq" or "re":
                return Leaf(path, null, escaped, criterion => criterion is { Parameter.Type: "string", Modifier: SearchModifier.None } ? criterion with { Modifier = SearchModifier.Whole } : criterion);
            case "ne":
                return Leaf(path, null, escaped, Unequal);
            case "co":
                return Leaf(path, "contains", escaped);
            case "sw":
                return Leaf(path, null, escaped, AsText(SearchModifier.None, operation));
            case "ew":
                return Leaf(path, null, escaped, AsText(SearchModifier.EndsWith, operation));
            case "gt" or "lt" or "ge" or "le" or "ap" or "sa" or "eb":
                return Leaf(path, null, operation + escaped);
            case "po":
                return Leaf(path, null, escaped, Overlaps);
            case "pr" when value is "true" or "false":
                return Leaf(path, "missing", value == "true" ? "false" : "true");
            case "pr":
                return Fault("'pr' is followed by true or false");
            case "in":
                return Leaf(path, "in", escaped);
            case "ni":
                return Leaf(path, "not-in", escaped);
            case "ss":
                return Leaf(path, "below", escaped);
            case "sb":
                return Leaf(path, "above", escaped);
            default:
                return Fault($"'{operation}' is not an operator; eq, ne, co, sw, ew, gt, lt, ge, le, ap, sa, eb, pr, po, ss, sb, in, ni and re are");
        }
    }

    private FilterExpression? Leaf(string path, string? modifier, string value, Func<SearchCriterion, SearchCriterion?>? change = null)
    {
        var name = modifier is null ? path : $"{path}:{modifier}";
        if (path.Contains('['))
            return Within(name, value, change);
        if (_criteria.Parse(type, name, value, problems) is not { } criterion || problems.HasErrors)
            return null;
        var leaf = Innermost(criterion, end => change is null ? WithSystem(end) : change(WithSystem(end)));
        return leaf is null ? null : new FilterCriterion(leaf);
    }

    /// <summary>
    /// <c>subject[active eq true].name</c>: what the path comes to, of those resources alone that satisfy the filter in brackets. As with any chain, the types that understand both are meant.
    /// </summary>
    private FilterCriterion? Within(string name, string value, Func<SearchCriterion, SearchCriterion?>? change)
    {
        var (open, close) = (name.IndexOf('['), name.LastIndexOf(']'));
        var head = name[..open].Split(':', 2);
        if (close + 2 >= name.Length || close < open || name[close + 1] != '.' || model.FindSearchParameter(type, head[0]) is not { } parameter || SearchKinds.Of(parameter) != SearchKind.Reference
            || (head.Length > 1 && !SearchKinds.TargetsOf(model, parameter).Contains(head[1])) || name.IndexOf('[', open + 1) >= 0)
        {
            Unsupported("a filter inside a path where it does not stand between a reference and what it leads to, or inside another one,");
            return null;
        }
        var targets = new List<SearchChainTarget>();
        SearchIssues? telling = null;
        IEnumerable<string> types = head.Length > 1 ? [head[1]] : SearchKinds.TargetsOf(model, parameter).Order(StringComparer.Ordinal);
        foreach (var target in types)
        {
            var local = new SearchIssues(problems.Location);
            if (At(target, name[(open + 1)..close], name[(close + 2)..], value, change, local) is { } found)
                targets.Add(found);
            else
                telling ??= local;
        }
        if (targets.Count > 0)
            return new FilterCriterion(new SearchCriterion(parameter, SearchModifier.None, null, [], new SearchChain(false, targets)));
        problems.Append(telling!);
        return null;
    }

    private SearchChainTarget? At(string target, string inner, string rest, string value, Func<SearchCriterion, SearchCriterion?>? change, SearchIssues local)
    {
        if (new FilterExpressionParser(model, clock, target, inner, local).Parse() is not { } also || local.HasErrors)
            return null;
        if (also.Leaves.Any(leaf => leaf.Chain is not null))
        {
            local.Unsupported("A filter inside a path asks for what its resource itself holds.");
            return null;
        }
        if (_criteria.Parse(target, rest, value, local) is not { } criterion || local.HasErrors || Innermost(criterion, end => change is null ? WithSystem(end) : change(WithSystem(end))) is not { } leaf)
            return null;
        return new SearchChainTarget(target, leaf) { Also = also };
    }

    /// <summary>Applies a change where a chain ends.</summary>
    private static SearchCriterion? Innermost(SearchCriterion criterion, Func<SearchCriterion, SearchCriterion?> change)
    {
        if (criterion.Chain is not { } chain)
            return change(criterion);
        var targets = chain.Targets.Select(target => (target.ResourceType, Criterion: Innermost(target.Criterion, change))).ToList();
        return targets.TrueForAll(target => target.Criterion is not null)
            ? criterion with { Chain = chain with { Targets = [.. targets.Select(target => new SearchChainTarget(target.ResourceType, target.Criterion!))] } } : null;
    }

    private Func<SearchCriterion, SearchCriterion?> AsText(SearchModifier modifier, string operation) => criterion =>
    {
        if (criterion.Parameter.Type == "string")
            return criterion with { Modifier = modifier };
        Fault($"'{operation}' compares texts, and '{criterion.Parameter.Code}' is none");
        return null;
    };

    // An item that differs is enough, whatever the others are; a range has its own prefix for it.
    private SearchCriterion? Unequal(SearchCriterion criterion)
    {
        if (criterion.Modifier != SearchModifier.None || SearchKinds.Of(criterion.Parameter) is null or SearchKind.Position)
        {
            Fault($"'ne' does not compare with what '{criterion.Parameter.Code}' is");
            return null;
        }
        return SearchKinds.Of(criterion.Parameter) is SearchKind.Date or SearchKind.Number or SearchKind.Quantity
            ? criterion with { Alternatives = [.. criterion.Alternatives.Select(operand => operand with { Prefix = SearchPrefix.NotEqual })] }
            : criterion with { Modifier = SearchModifier.Unequal };
    }

    /// <summary>Four code systems have short names in filters.</summary>
    private static SearchCriterion WithSystem(SearchCriterion criterion) =>
        criterion.Alternatives.Any(operand => s_systems.ContainsKey(operand.Value.System ?? ""))
            ? criterion with { Alternatives = [.. criterion.Alternatives.Select(operand => s_systems.TryGetValue(operand.Value.System ?? "", out var system) ? operand with { Value = operand.Value with { System = system } } : operand)] }
            : criterion;

    // "ap" without its tolerance: the two periods have a moment in common.
    private SearchCriterion? Overlaps(SearchCriterion criterion)
    {
        if (criterion.Parameter.Type == "date")
            return criterion with { Alternatives = [.. criterion.Alternatives.Select(operand => operand with { Prefix = SearchPrefix.Approximately })] };
        Fault($"'po' compares periods, and '{criterion.Parameter.Code}' is none");
        return null;
    }

    private bool TryWord(string word)
    {
        SkipSpace();
        var end = _at + word.Length;
        if (end > text.Length || string.CompareOrdinal(text, _at, word, 0, word.Length) != 0 || (end < text.Length && text[end] is not (' ' or '(' or '\t')))
            return false;
        _at = end;
        return true;
    }

    /// <summary>A word that may have a filter in brackets inside, whatever stands there.</summary>
    private string Path()
    {
        SkipSpace();
        var (start, depth, isQuoted) = (_at, 0, false);
        for (; _at < text.Length && (depth > 0 || text[_at] is not (' ' or '\t' or '(' or ')' or '"')); _at++)
        {
            if (isQuoted && text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            else if (depth > 0 && text[_at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted)
                depth += text[_at] switch { '[' => 1, ']' => -1, _ => 0 };
        }
        return text[start.._at];
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t' or '(' or ')' or '"'))
            _at++;
        return text[start.._at];
    }

    /// <summary>A JSON string, and what is sent for one: control characters may stand as they are.</summary>
    private string? Quoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }
            if (text[_at] != '\\')
                value.Append(text[_at]);
            else if (++_at < text.Length && Escaped(text[_at]) is { } escaped)
                value.Append(escaped);
            else
                break;
        }
        Fault("a text in quotation marks is not written as in JSON, or does not end");
        return null;
    }

    private char? Escaped(char letter) => letter switch
    {
        '"' or '\\' or '/' => letter,
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' when _at + 4 < text.Length && ushort.TryParse(text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => Unit((char)unit),
        _ => null,
    };

    private char Unit(char unit)
    {
        _at += 4;
        return unit;
    }

    private bool Take(char mark)
    {
        SkipSpace();
        if (_at == text.Length || text[_at] != mark)
            return false;
        _at++;
        return true;
    }

    private bool Close()
    {
        if (problems.HasErrors || Take(')'))
            return !problems.HasErrors;
        Fault("a parenthesis is not closed");
        return false;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;
    }

    // The first fault is the one that is true; those after it follow from it.
    private FilterExpression? Fault(string what)
    {
        if (!problems.HasErrors)
            problems.Value($"The filter is not understood at character {_at + 1}: {what}.");
        return null;
    }

    private FilterExpression? Unsupported(string what)
    {
        problems.Unsupported($"{char.ToUpperInvariant(what[0])}{what[1..]} is not supported in this version.");
        return null;
    }
}
