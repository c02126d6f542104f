namespace Carewright.Security;

/// <summary>One difference between two policies.</summary>
/// <param name="Section"><c>role grant restriction labelling time break-glass consent</c>.</param>
/// <param name="Subject">The role, or the name of the rule.</param>
/// <param name="Kind"><c>added removed changed</c>.</param>
/// <param name="Types">Resource types that it is about; empty for other sections.</param>
/// <param name="Interactions">Interactions that it is about.</param>
/// <param name="Before">What it was, in words; empty when added.</param>
/// <param name="After">What it is, in words; empty when removed.</param>
public sealed record PolicyChange(string Section, string Subject, string Kind, IReadOnlyList<string> Types, IReadOnlyList<string> Interactions, string Before, string After);

/// <summary>Says in words what differs between two policies: by what they mean, not by how they are written.</summary>
public static class PolicyDiff
{
    /// <summary>All differences, roles first.</summary>
    public static IReadOnlyList<PolicyChange> Of(AccessPolicy before, AccessPolicy after) =>
    [
        .. Named("role", Roles(before), Roles(after)),
        .. before.RoleNames.Union(after.RoleNames).Order(StringComparer.Ordinal).SelectMany(role => Grants(role, before, after)),
        .. Named("restriction", before.RestrictionWords, after.RestrictionWords),
        .. Named("labelling", Labelling(before), Labelling(after)),
        .. Named("time", Times(before), Times(after)),
        .. Named("break-glass", Glass(before), Glass(after)),
        .. Named("consent", Consent(before), Consent(after)),
    ];

    private static IEnumerable<PolicyChange> Named(string section, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        from name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let was = before.GetValueOrDefault(name, "")
        let now = after.GetValueOrDefault(name, "")
        where was != now
        select new PolicyChange(section, name, KindOf(before.ContainsKey(name), after.ContainsKey(name)), [], [], was, now);

    // What changes alike for several types and interactions is said once.
    private static IEnumerable<PolicyChange> Grants(string role, AccessPolicy before, AccessPolicy after)
    {
        var (was, now) = (before.GrantWords(role), after.GrantWords(role));
        var changed = was.Keys.Union(now.Keys).Select(key => (Key: key, Was: was.GetValueOrDefault(key, ""), Now: now.GetValueOrDefault(key, ""))).Where(one => one.Was != one.Now);
        return changed.GroupBy(one => (one.Was, one.Now)).SelectMany(group => group.GroupBy(one => one.Key.Type).GroupBy(type => string.Join(' ', type.Select(one => one.Key.Interaction).Order()))
            .Select(alike => new PolicyChange("grant", role, KindOf(group.Key.Was.Length > 0, group.Key.Now.Length > 0), [.. alike.Select(type => type.Key).Order(StringComparer.Ordinal)],
                [.. alike.Key.ToLowerInvariant().Split(' ')], group.Key.Was, group.Key.Now)));
    }

    private static string KindOf(bool was, bool isNow) => (was, isNow) switch { (false, _) => "added", (_, false) => "removed", _ => "changed" };

    private static Dictionary<string, string> Roles(AccessPolicy policy) => policy.Roles.ToDictionary(role => role.Name, role =>
        $"for {string.Join(", ", role.Purposes.Prepend(role.Purpose))}; screens: {List(role.Areas)}; operations: {List(role.Operations)}{(role.BreaksGlass ? "; may break the glass" : "")}");

    private static Dictionary<string, string> Labelling(AccessPolicy policy) => Numbered(policy.Labelling.Rules.Select(rule => (rule.Name, Text(rule))));

    private static string Text(LabellingRule rule) =>
        $"{List(rule.Types)}{(rule.Filter is null ? "" : $" with {rule.Filter}")}{(rule.WrittenIn.Count == 0 ? "" : $" written in {List(rule.WrittenIn)}")}"
        + (rule.Codes.Count == 0 ? "" : $" with one of {string.Join(", ", rule.Codes.Select(code => code.Code + (code.IsPrefix ? "*" : "")))}")
        + (rule.AgeBelow is { } age ? $" of patients below {age}" : "")
        + (rule.MinorsConsentTo is { } care ? $" of minors who consent to {care} alone" : "")
        + (rule.Label is { } label ? $" are labelled {label.Code}" : $" inherit labels through {rule.Inherit!.Parameter ?? rule.Inherit.Element}");

    private static Dictionary<string, string> Times(AccessPolicy policy) => Numbered(policy.Times.Select(window => (window.Name, $"{string.Join(", ", window.Days)} {window.From:HH\\:mm} to {window.To:HH\\:mm}")));

    private static Dictionary<string, string> Glass(AccessPolicy policy) => new(StringComparer.Ordinal)
    {
        [""] = $"{policy.BreakGlass.Minutes} minutes; reviewed within {policy.BreakGlass.ReviewHours} hours; reasons: {List(policy.BreakGlass.Reasons)}",
    };

    private static Dictionary<string, string> Consent(AccessPolicy policy) => new(StringComparer.Ordinal) { [""] = $"does not bind {List(policy.Consent.Roles)}; not about {List(policy.Consent.Types)}" };

    // Nothing keeps a policy from giving two rules one name.
    internal static Dictionary<string, string> Numbered(IEnumerable<(string Name, string Text)> rules) =>
        rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => string.Join("; and ", group.Select(rule => rule.Text)), StringComparer.Ordinal);

    internal static string List(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);
}
