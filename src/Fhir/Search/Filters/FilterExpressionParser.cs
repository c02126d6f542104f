using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Filters;

/// <summary>
/// Reads the expression of <c>_filter</c> (FHIR R4 search_filter.html). <c>and</c> and <c>or</c> are taken from left to right, neither before the other, as the specification has it; depth and length are bounded.
/// </summary>
internal sealed class FilterExpressionParser
{
    private const int MaxDepth = 32;
    private const int MaxLeaves = 100;

    private readonly IFilterScope _scope;
    private readonly FilterReader _reader;
    private readonly FilterBudget _budget;
    private readonly SearchIssues _problems;
    private int _leaves;

    /// <summary>For a whole expression on resources of one type.</summary>
    public FilterExpressionParser(FhirModel model, TimeProvider clock, string type, string text, SearchIssues problems)
    {
        _budget = new FilterBudget();
        (_scope, _reader, _problems) = (new TypeScope(model, clock, type, _budget), new FilterReader(text, 0, problems), problems);
    }

    /// <summary>For a part in brackets.</summary>
    public FilterExpressionParser(IFilterScope scope, string text, int offset, FilterBudget budget, SearchIssues problems) =>
        (_scope, _reader, _budget, _problems) = (scope, new FilterReader(text, offset, problems), budget, problems);

    /// <summary>The tree; null with the problems told.</summary>
    public FilterExpression? Parse()
    {
        var filter = Sequence(0);
        if (filter is not null && !_reader.IsAtEnd)
            Fault("nothing more was expected");
        return _problems.HasErrors ? null : filter;
    }

    private FilterExpression? Sequence(int depth)
    {
        var left = One(depth);
        while (left is not null)
        {
            if (_reader.TakeWord("and"))
                left = One(depth) is { } right ? new FilterAll(left is FilterAll all ? [.. all.Parts, right] : [left, right]) : null;
            else if (_reader.TakeWord("or"))
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
        if (_reader.TakeWord("not"))
            return _reader.Take('(') && Sequence(depth + 1) is { } negated && Close() ? new FilterNot(negated) : Fault("'not' is followed by a filter in parentheses");
        if (_reader.Take('('))
            return Sequence(depth + 1) is { } inner && Close() ? inner : null;
        return Comparison();
    }

    private FilterExpression? Comparison()
    {
        if (++_leaves > MaxLeaves)
            return Fault($"there are more than {MaxLeaves} comparisons");
        if (!_budget.Take())
        {
            _problems.TooCostly("The filter can lead to too many types; name them, as in subject:Patient[…].name.");
            return null;
        }
        if (_reader.Path() is not { Count: > 0 } path)
            return null;
        var isThere = !_reader.IsAtEnd;
        var at = _reader.At;
        var operation = _reader.Word();
        if (!isThere || operation.Length == 0)
            return Fault("a comparison is written: parameter operator value");
        if (!FilterOperations.Exists(operation))
        {
            _problems.Value(FilterReader.Message(at, $"'{operation}' is not an operator; eq, ne, co, sw, ew, gt, lt, ge, le, ap, sa, eb, pr, po, ss, sb, in, ni and re are"));
            return null;
        }
        var value = _reader.IsAtQuote ? _reader.Quoted() : _reader.Word();
        return value is null ? null : _scope.Compare(path, new FilterTest(operation, value, at), _problems);
    }

    private bool Close()
    {
        if (!_problems.HasErrors && !_reader.Take(')'))
            Fault("a parenthesis is not closed");
        return !_problems.HasErrors;
    }

    private FilterExpression? Fault(string what)
    {
        _reader.Fault(what);
        return null;
    }
}
