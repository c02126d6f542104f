using System.Globalization;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Reads the sections of a policy beside its roles: restrictions, time windows, the broken glass, consents, groups of codes.</summary>
internal sealed class SectionParser(PolicyVocabulary vocabulary, List<Issue> issues)
{
    private static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public IReadOnlyList<TimeWindow> Times(PolicyJson? json) =>
        [.. (json?.Names() ?? []).Select(name => json!.Object(name) is { } window ? Time(name, window) : null).OfType<TimeWindow>()];

    public GlassRules Glass(PolicyJson? json)
    {
        if (json is null)
            return GlassRules.Default;
        var rules = new GlassRules(Number(json, "minutes", GlassRules.Default.Minutes, 1440), Number(json, "reviewHours", GlassRules.Default.ReviewHours, 8760),
            json.Has("reasons") ? json.Texts("reasons") : GlassRules.Default.Reasons);
        json.RefuseOthers();
        if (rules.Reasons.Count == 0)
            issues.Add(PolicyJson.Problem("POLICY-GLASS", json.Join("reasons"), "There must be a reason to choose."));
        return rules;
    }

    public ConsentExemptions Consent(PolicyJson? json)
    {
        if (json is null)
            return ConsentExemptions.None;
        var exemptions = new ConsentExemptions(vocabulary.Types(json.Texts("exemptTypes"), json.Join("exemptTypes")), json.Texts("exemptRoles"));
        json.RefuseOthers();
        return exemptions;
    }

    public PolicyRestriction Restriction(PolicyJson json)
    {
        var name = json.Text("name", required: true) ?? "";
        var system = json.Text("labelSystem", required: true) ?? "";
        var codes = json.Texts("codes");
        json.Text("explanation");
        var isDepartment = json.IsText("visibleTo");
        if (isDepartment && json.Text("visibleTo") is { } who && who != "department")
            issues.Add(PolicyJson.Problem("POLICY-VISIBLE-TO", json.Join("visibleTo"), "It is 'department', or an object of roles, departments and purposes."));
        var visibleTo = !isDepartment && json.Object("visibleTo") is { } visible ? Test(visible) : null;
        var hiddenFrom = json.Object("hiddenFrom") is { } hidden ? Test(hidden) : null;
        var isOfMinors = json.Flag("ofMinors");
        if (isOfMinors && (hiddenFrom is null || codes.Count == 0))
            issues.Add(PolicyJson.Problem("POLICY-OF-MINORS", json.Place, "What minors consent to alone is named by codes, and hidden from somebody."));
        var opens = json.Texts("opens");
        foreach (var word in opens.Where(word => word is not ("break-glass" or "consent")))
            issues.Add(PolicyJson.Problem("POLICY-OPENS", json.Join("opens"), $"'{word}' is not one of break-glass, consent."));
        json.RefuseOthers();
        if ((isDepartment ? 1 : 0) + (visibleTo is null ? 0 : 1) + (hiddenFrom is null ? 0 : 1) != 1)
            issues.Add(PolicyJson.Problem("POLICY-VISIBLE-TO", json.Place, "A restriction has either 'visibleTo' or 'hiddenFrom'."));
        return new PolicyRestriction(name, system, codes, isDepartment, visibleTo, hiddenFrom, opens.Contains("break-glass"), opens.Contains("consent")) { IsOfMinors = isOfMinors };
    }

    private ActorTest Test(PolicyJson json)
    {
        var test = new ActorTest(json.Texts("roles"), json.Texts("departments"), json.Texts("purposes"));
        json.RefuseOthers();
        if (test.Roles.Count + test.Departments.Count + test.Purposes.Count == 0)
            issues.Add(PolicyJson.Problem("POLICY-ACTOR-TEST", json.Place, "It names at least one role, department or purpose."));
        return test;
    }

    private TimeWindow Time(string name, PolicyJson json)
    {
        var days = json.Texts("days", required: true).Select(day => Array.IndexOf(s_days, day)).ToList();
        if (days.Count == 0 || days.Contains(-1))
            issues.Add(PolicyJson.Problem("POLICY-TIME", json.Join("days"), $"Days are among {string.Join(", ", s_days)}."));
        var window = new TimeWindow(name, [.. days.Where(day => day >= 0).Select(day => (DayOfWeek)day)], Clock(json, "from"), Clock(json, "to"));
        json.RefuseOthers();
        return window;
    }

    private TimeOnly Clock(PolicyJson json, string name)
    {
        if (json.Text(name, required: true) is { } text && !TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            issues.Add(PolicyJson.Problem("POLICY-TIME", json.Join(name), "A time of day is HH:mm, 00:00 to 23:59."));
        return TimeOnly.TryParseExact(json.Text(name), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : default;
    }

    private int Number(PolicyJson json, string name, int otherwise, int most)
    {
        if (!json.Has(name))
            return otherwise;
        var number = json.Integer(name) ?? otherwise;
        if (number > most)
            issues.Add(PolicyJson.Problem("POLICY-GLASS", json.Join(name), $"It is at most {most}."));
        return number;
    }
}
