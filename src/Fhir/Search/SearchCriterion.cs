using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>One alternative of a criterion.</summary>
/// <param name="Prefix">The comparison; <see cref="SearchPrefix.Equal"/> where the kind has none.</param>
/// <param name="Value">
/// What to compare with, in the shape of an extracted value. <see cref="SearchModifier.OfType"/>: <c>System</c> and <c>Display</c> are the type's system
/// and code, <c>Text</c> the identifier's value.
/// <see cref="SearchModifier.Identifier"/>: kind token. <see cref="SearchKind.Position"/>: latitude and longitude as in a resource, <c>Low</c> the distance
/// in metres.
/// </param>
/// <param name="Components">Composite: one operand per component, in order; null otherwise. All must match within one tuple of the resource.</param>
public readonly record struct SearchOperand(SearchPrefix Prefix, SearchValue Value, IReadOnlyList<SearchOperand>? Components);

/// <summary>One condition of a search. All criteria of a request must hold; within one, any alternative (FHIR R4 search.html#combining).</summary>
/// <param name="Parameter">The parameter. With a forward chain: the reference parameter it starts from. With a reverse chain: the reference parameter of
/// the other type that points here.</param>
/// <param name="Modifier">Its modifier.</param>
/// <param name="ModifierType">The resource type of <see cref="SearchModifier.Type"/>; null otherwise.</param>
/// <param name="Alternatives">Any of these; empty exactly when <paramref name="Chain"/> is given.</param>
/// <param name="Chain">What must hold at the other end of the reference, or null.</param>
public sealed record SearchCriterion(
    SearchParameterDefinition Parameter,
    SearchModifier Modifier,
    string? ModifierType,
    IReadOnlyList<SearchOperand> Alternatives,
    SearchChain? Chain)
{
    /// <summary>
    /// The parameter's name as the client sent it, with modifier and chain; null for a criterion that the server added, which no link ever shows.
    /// </summary>
    public string? SourceName { get; init; }

    /// <summary>The parameter's value as the client sent it, escapes included; null with <see cref="SourceName"/>.</summary>
    public string? SourceValue { get; init; }
}

/// <summary>The rest of a chained criterion (FHIR R4 search.html#chaining, search.html#has). A resource qualifies when any of the targets holds.</summary>
/// <param name="IsReverse">
/// False: <c>subject:Patient.name</c>, the criterion holds on the resource that is referred to. True: <c>_has:Observation:patient:code</c>, it holds on a
/// resource that refers here.
/// </param>
/// <param name="Targets">The resource types at the other end with the criterion for each; exactly one when reverse.</param>
public sealed record SearchChain(bool IsReverse, IReadOnlyList<SearchChainTarget> Targets)
{
    /// <summary>How many references are followed: 1 for <c>patient.name</c>, 2 for <c>patient.organization.name</c>.</summary>
    public int Depth => 1 + Targets.Max(target => target.Criterion.Chain?.Depth ?? 0);
}

/// <summary>One possible type at the other end of a chained reference.</summary>
/// <param name="ResourceType">That type.</param>
/// <param name="Criterion">What must hold there; its parameter is one of that type.</param>
public sealed record SearchChainTarget(string ResourceType, SearchCriterion Criterion)
{
    /// <summary>What must hold on the same resource too: a filter inside a path (<c>subject[active eq true].name</c>). Null for none.</summary>
    public FilterExpression? Also { get; init; }
}

/// <summary>One <c>_include</c> or <c>_revinclude</c> (FHIR R4 search.html#include).</summary>
/// <param name="IsReverse">True for <c>_revinclude</c>.</param>
/// <param name="SourceType">The type that holds the reference.</param>
/// <param name="Parameter">The reference parameter; null for <c>*</c>, all of the source type.</param>
/// <param name="TargetType">Only references to this type; null for all.</param>
/// <param name="Iterate">True for <c>:iterate</c>: applies to included resources too.</param>
public sealed record SearchInclude(bool IsReverse, string SourceType, SearchParameterDefinition? Parameter, string? TargetType, bool Iterate);

/// <summary>One key of <c>_sort</c>; earlier keys weigh more (FHIR R4 search.html#sort).</summary>
/// <param name="Parameter">What to sort by.</param>
/// <param name="Descending">True for <c>-key</c>.</param>
public sealed record SearchSort(SearchParameterDefinition Parameter, bool Descending);
