using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>A criterion as a predicate.</summary>
/// <param name="Predicate">Holds for every row that satisfies the criterion.</param>
/// <param name="IsExact">True when it holds for no other row.</param>
internal readonly record struct CompiledCondition(Predicate Predicate, bool IsExact)
{
    /// <summary>Nothing is known: every row must be opened.</summary>
    public static CompiledCondition Unknown { get; } = new(Predicate.True, false);
}

/// <summary>Compiles single criteria: chains, <c>:missing</c>, <c>:not</c>, and alternatives of values.</summary>
internal sealed class CriterionCompiler(IndexEncoder encoder, BlindIndex blind)
{
    private readonly OperandCompiler _operands = new(blind);

    public CompiledCondition Compile(string resourceType, SearchCriterion criterion, List<Issue> issues)
    {
        if (criterion.Chain is { IsReverse: true } reverse)
            return Reverse(criterion, reverse, issues);
        if (criterion.Parameter.Code == "_id")
            return Ids(resourceType, criterion);
        if (criterion.Parameter.Code == "_lastUpdated")
            return LastUpdate(encoder.TypeNumber(resourceType), criterion);
        if (TermExpansion.IsNeeded(criterion))
        {
            issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-TERMINOLOGY", $"No terminology is at hand for the modifier of '{criterion.Parameter.Code}'.", criterion.Parameter.Code, "FHIR R4 search.html#modifiers"));
            return CompiledCondition.Unknown;
        }
        if (HierarchyExpansion.IsNeeded(criterion))
        {
            issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-HIERARCHY", $"'{criterion.Parameter.Code}' cannot be followed up or down here.", criterion.Parameter.Code, "FHIR R4 search.html#modifiers"));
            return CompiledCondition.Unknown;
        }
        // No index holds words of notes: the resources that the other conditions leave are opened.
        if (SearchWords.IsFullText(criterion.Parameter))
            return CompiledCondition.Unknown;
        if (encoder.Type(resourceType).Find(criterion.Parameter) is not { Kind: not null } parameter)
        {
            issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-PARAMETER", $"'{criterion.Parameter.Code}' cannot be searched by.", criterion.Parameter.Code, "FHIR R4 search.html#errors"));
            return CompiledCondition.Unknown;
        }
        if (criterion.Chain is { } chain)
            return Forward(parameter, chain, issues);
        return criterion.Modifier switch
        {
            SearchModifier.Missing => Missing(parameter, criterion),
            SearchModifier.Not => Negated(_operands.AnyOf(parameter, criterion)),
            _ => _operands.AnyOf(parameter, criterion),
        };
    }

    private CompiledCondition Forward(ParameterIndex parameter, SearchChain chain, List<Issue> issues)
    {
        var parts = new List<Predicate>();
        foreach (var target in chain.Targets)
        {
            var inner = Compile(target.ResourceType, target.Criterion, issues);
            var verify = inner.IsExact ? null : Verification.Of([target.Criterion], [inner]);
            foreach (var (where, also) in target.Also is { } filter ? Alternatives(target.ResourceType, filter, issues) : [(Predicate.True, null)])
                parts.AddRange(parameter.Sources.Select(source => new PointsTo(source, target.ResourceType, ReferenceEquals(where, Predicate.True) ? inner.Predicate : new AllOf([inner.Predicate, where]), Both(verify, also))));
        }
        return new CompiledCondition(Any(parts), true);
    }

    /// <summary>A filter on what a reference leads to: of several alternatives one must hold, each with its own check.</summary>
    private IEnumerable<(Predicate Where, Func<StoredVersion, bool>? Verify)> Alternatives(string resourceType, FilterExpression filter, List<Issue> issues)
    {
        var whole = new CompiledFilter(resourceType, filter, this, issues);
        if (whole.IsExact)
            return [(whole.Predicate, null)];
        if (filter.Leaves.All(leaf => leaf.Chain is null))
            return [(whole.Predicate, row => Holds(filter, row))];
        if (FilterTerms.Of(filter) is { } terms)
            return [.. terms.Select(term => Alternative(resourceType, term, issues))];
        issues.Add(Issue.Error(IssueTypes.TooCostly, "STORE-FILTER-TERMS", $"A filter in brackets comes to more than {FilterTerms.Most} alternatives; ask for less at once.", "_filter", "FHIR R4 search_filter.html"));
        return [];
    }

    // Chains are exact, so that what is left for the opened row has none.
    private (Predicate Where, Func<StoredVersion, bool>? Verify) Alternative(string resourceType, IReadOnlyList<FilterTerms.Part> term, List<Issue> issues)
    {
        var where = new List<Predicate>();
        var open = new List<FilterExpression>();
        foreach (var part in term)
        {
            FilterExpression expression = part.IsNegated ? new FilterNot(part.Expression) : part.Expression;
            var compiled = new CompiledFilter(resourceType, expression, this, issues);
            where.Add(compiled.Predicate);
            if (!compiled.IsExact)
                open.Add(expression);
        }
        return (new AllOf(where), open.Count == 0 ? null : row => Holds(new FilterAll(open), row));
    }

    private static bool Holds(FilterExpression filter, StoredVersion row) =>
        filter.Holds(ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse."));

    private static Func<StoredVersion, bool>? Both(Func<StoredVersion, bool>? one, Func<StoredVersion, bool>? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => row => one(row) && other(row),
    };

    private CompiledCondition Reverse(SearchCriterion criterion, SearchChain chain, List<Issue> issues)
    {
        var (sourceType, target) = chain.Targets[0];
        var inner = Compile(sourceType, target, issues);
        var verify = inner.IsExact ? null : Verification.Of([target], [inner]);
        if (encoder.Type(sourceType).Find(criterion.Parameter) is { Kind: SearchKind.Reference } parameter)
            return new CompiledCondition(Any([.. parameter.Sources.Select(source => new PointedToBy(sourceType, source, inner.Predicate, verify))]), true);
        issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-REVERSE-CHAIN", $"'{criterion.Parameter.Code}' of {sourceType} is no reference.", "_has", "FHIR R4 search.html#has"));
        return CompiledCondition.Unknown;
    }

    private CompiledCondition Ids(string resourceType, SearchCriterion criterion)
    {
        var exact = new HasValue(BuiltInParameter.Identity, [.. criterion.Alternatives.Where(operand => operand.Value.Text is not null).Select(operand => blind.Identity(resourceType, operand.Value.Text!))]);
        return criterion.Modifier switch
        {
            SearchModifier.None => new CompiledCondition(exact, true),
            SearchModifier.Not => new CompiledCondition(new Not(exact), true),
            SearchModifier.Missing => Always(criterion),
            _ => CompiledCondition.Unknown,
        };
    }

    private static CompiledCondition LastUpdate(int type, SearchCriterion criterion)
    {
        if (criterion.Modifier == SearchModifier.Missing)
            return Always(criterion);
        var parts = criterion.Alternatives.Select(operand => DateRanges.Of(type, operand, isPoint: true)).ToList();
        return new CompiledCondition(Any([.. parts.Select(part => part.Predicate)]), parts.TrueForAll(part => part.IsExact));
    }

    /// <summary><c>:missing</c> of something that every resource has.</summary>
    private static CompiledCondition Always(SearchCriterion criterion) =>
        new(criterion.Alternatives.Any(operand => operand.Value.Text == "false") ? Predicate.True : Predicate.False, true);

    private static CompiledCondition Missing(ParameterIndex parameter, SearchCriterion criterion)
    {
        var wanted = criterion.Alternatives.Select(operand => operand.Value.Text == "true").Distinct().ToList();
        if (wanted.Count != 1)
            return new CompiledCondition(wanted.Count == 0 ? Predicate.False : Predicate.True, true);
        var any = Any([.. parameter.Sources.Select(source => new HasAny(source))]);
        // Tuples stand under derived numbers, and a part shares its entries with the whole: only the resource knows.
        if (parameter.IsPart || parameter.Kind == SearchKind.Composite)
            return new CompiledCondition(wanted[0] || parameter.Kind == SearchKind.Composite ? Predicate.True : any, false);
        return new CompiledCondition(wanted[0] ? new Not(any) : any, true);
    }

    private static CompiledCondition Negated(CompiledCondition inner) => inner.IsExact ? new CompiledCondition(new Not(inner.Predicate), true) : CompiledCondition.Unknown;

    private static Predicate Any(List<Predicate> parts) => parts.Count == 1 ? parts[0] : new AnyOf(parts);
}
