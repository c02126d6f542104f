namespace Carewright.Security;

/// <summary>Says what a grant or restriction asks for.</summary>
internal static class GrantWords
{
    internal static string Of(IEnumerable<TypeGrant> grants) => string.Join("; or ", grants.Select(Of).Order(StringComparer.Ordinal));

    internal static string Of(PolicyRestriction rule) =>
        $"rows labelled {(rule.Codes.Count == 0 ? "any code" : string.Join(", ", rule.Codes))} of {rule.LabelSystem}: "
        + (rule.IsDepartment ? "only for the department of the label" : rule.VisibleTo is { } visible ? $"only for {Of(visible)}" : $"not for {Of(rule.HiddenFrom!)}")
        + (rule.IsOfMinors ? ", of minors who consent to such care alone" : "")
        + (rule.GlassOpens ? "; opened by breaking the glass" : "") + (rule.ConsentOpens ? "; opened by consent" : "");

    private static string Of(ActorTest test) => string.Join(" or ", Parts(("roles", test.Roles), ("departments", test.Departments), ("purposes", test.Purposes)));

    private static string Of(TypeGrant grant)
    {
        List<string> parts = [grant.Filter is null ? "all rows" : $"rows with {grant.Filter}"];
        if (grant.InCompartment)
            parts.Add("of the own record");
        if (grant.IsOwn)
            parts.Add("that the own account owns");
        if (grant.Relationship is { } relationship)
            parts.Add(relationship.IsProxy ? "of patients whom the actor represents" : $"of patients in care ({relationship.Text})");
        parts.AddRange(Parts(("for purposes", grant.Purposes), ("at sites", grant.Sites), ("in departments", grant.Departments), ("at times", grant.Times)));
        if (grant.Occasion != GrantOccasion.Always)
            parts.Add(grant.Occasion == GrantOccasion.Emergency ? "in emergency mode" : "of a patient whose record was opened by breaking the glass");
        if (grant.Hidden.Count > 0)
            parts.Add($"without {string.Join(", ", grant.Hidden)}{(grant.VisibleExtensions.Count == 0 ? "" : $" (but with {grant.VisibleExtensions.Count} extensions)")}");
        return string.Join(' ', parts);
    }

    private static IEnumerable<string> Parts(params (string Word, IReadOnlyList<string> Values)[] parts) =>
        parts.Where(part => part.Values.Count > 0).Select(part => $"{part.Word} {string.Join(", ", part.Values)}");
}
