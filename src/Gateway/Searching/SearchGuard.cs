using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Security;

namespace Carewright.Gateway.Searching;

/// <summary>
/// Keeps a query from telling what its rows may not: criteria and sorts that read a hidden element, and chains through types that the actor may not search, are refused by name.
/// </summary>
internal sealed class SearchGuard(AccessCompiler access)
{
    /// <summary>The first reason to refuse the request, or null.</summary>
    internal Refusal? Check(Actor actor, SearchRequest request, string type, CompiledAccess allowed)
    {
        foreach (var criterion in request.AllCriteria)
        {
            if (CheckCriterion(actor, criterion, type, allowed) is { } refusal)
                return refusal;
        }
        foreach (var sort in request.Sorts)
        {
            if (ReadsHidden(sort.Parameter, type, allowed))
                return Hidden(type, sort.Parameter);
        }
        return null;
    }

    private Refusal? CheckCriterion(Actor actor, SearchCriterion criterion, string type, CompiledAccess allowed)
    {
        if (criterion.Chain is not { IsReverse: true } && ReadsHidden(criterion.Parameter, type, allowed) && !allowed.Implies(criterion))
            return Hidden(type, criterion.Parameter);
        foreach (var target in criterion.Chain?.Targets ?? [])
        {
            var targetAccess = access.For(actor, AccessInteraction.Search, target.ResourceType);
            if (!targetAccess.IsAllowed)
                return Refusals.Forbidden($"search through {target.ResourceType}");
            if (criterion.Chain!.IsReverse && ReadsHidden(criterion.Parameter, target.ResourceType, targetAccess))
                return Hidden(target.ResourceType, criterion.Parameter);
            foreach (var inner in (target.Also?.Leaves ?? []).Prepend(target.Criterion))
            {
                if (CheckCriterion(actor, inner, target.ResourceType, targetAccess) is { } refusal)
                    return refusal;
            }
        }
        return null;
    }

    private static Refusal Hidden(string type, SearchParameterDefinition parameter) => Refusals.Forbidden($"search {type} by {parameter.Code}");

    // An element that only some rows hide counts as hidden: a match would tell what it holds in those rows.
    private static bool ReadsHidden(SearchParameterDefinition parameter, string type, CompiledAccess allowed)
    {
        if (allowed.HidesNothing)
            return false;
        if (SearchWords.IsFullText(parameter))
            return parameter.Code == "_content" || allowed.MayHide("text");
        foreach (var element in TopLevelElements.ReadBy(parameter, type))
        {
            if (allowed.MayHide(element))
                return true;
        }
        return false;
    }
}
