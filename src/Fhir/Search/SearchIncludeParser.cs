using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// Reads the value of <c>_include</c> and <c>_revinclude</c>: <c>Type:parameter[:Target]</c>, <c>Type:*</c> or <c>*</c> (FHIR R4 search.html#include).
/// </summary>
internal static class SearchIncludeParser
{
    public static SearchInclude? Parse(FhirModel model, string? searched, bool reverse, bool iterate, string value, SearchIssues problems)
    {
        if (value == "*" && searched is not null && !reverse)
            return new SearchInclude(reverse, searched, null, null, iterate);
        var parts = value.Split(':');
        if (parts.Length is < 2 or > 3)
        {
            problems.Value("An include is written Type:parameter or Type:parameter:Target.");
            return null;
        }
        if (!SearchKinds.IsResourceType(model, parts[0]) || (parts.Length == 3 && !SearchKinds.IsResourceType(model, parts[2])))
        {
            problems.Value("An include names resource types of FHIR R4.");
            return null;
        }
        var target = parts.Length == 3 ? parts[2] : null;
        if (parts[1] == "*")
            return new SearchInclude(reverse, parts[0], null, target, iterate);
        if (model.WhyNotReady(parts[0], parts[1]) is { } why)
        {
            problems.NotReady(why);
            return null;
        }
        if (model.FindSearchParameter(parts[0], parts[1]) is not { } parameter || SearchKinds.Of(parameter) != SearchKind.Reference)
        {
            problems.Unknown($"'{parts[1]}' is not a reference parameter of {parts[0]}.");
            return null;
        }
        return Check(model, new SearchInclude(reverse, parts[0], parameter, target, iterate), searched, problems);
    }

    /// <summary>An include that can never find anything is a mistake of the sender, and is told.</summary>
    private static SearchInclude? Check(FhirModel model, SearchInclude include, string? searched, SearchIssues problems)
    {
        var targets = SearchKinds.TargetsOf(model, include.Parameter!);
        if (include.TargetType is { } target && !targets.Contains(target))
            problems.Value($"'{include.Parameter!.Code}' of {include.SourceType} does not refer to {target}.");
        else if (!include.Iterate && !include.IsReverse && searched is not null && include.SourceType != searched)
            problems.Value($"The search finds {searched}, so an include starts from {searched}; from others it needs ':iterate'.");
        else if (!include.Iterate && include.IsReverse && searched is not null && !targets.Contains(searched))
            problems.Value($"'{include.Parameter!.Code}' of {include.SourceType} does not refer to {searched}.");
        else
            return include;
        return null;
    }
}
