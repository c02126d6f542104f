using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Security;

/// <summary>A security label as <c>meta.security</c> carries it.</summary>
/// <param name="System">Code system.</param>
/// <param name="Code">Code.</param>
/// <param name="Display">Text for people, or null.</param>
public sealed record SecurityLabel(string System, string Code, string? Display);

/// <summary>Where a label is inherited from. Exactly one of the first two is given.</summary>
/// <param name="Parameter">Reference search parameter of the type, such as <c>encounter</c>; or null.</param>
/// <param name="Element">Top-level reference element of the type, such as <c>securityContext</c>; or null.</param>
/// <param name="LabelSystem">Labels of this system on the resource referred to are put on the row.</param>
public sealed record LabelInheritance(string? Parameter, string? Element, string LabelSystem);

/// <summary>Codes that a labelling rule looks for: one code of a system, or all that begin so.</summary>
/// <param name="System">Code system.</param>
/// <param name="Code">The code, or how it begins.</param>
/// <param name="IsPrefix">Whether <paramref name="Code"/> is a beginning.</param>
public sealed record CodePattern(string System, string Code, bool IsPrefix)
{
    /// <summary>Reads <c>system|code</c> or <c>system|start*</c>; null when it is neither.</summary>
    public static CodePattern? Parse(string text)
    {
        var bar = text.LastIndexOf('|');
        if (bar <= 0 || bar == text.Length - 1)
            return null;
        var code = text[(bar + 1)..];
        return code == "*" || code[..^1].Contains('*', StringComparison.Ordinal) ? null : new CodePattern(text[..bar], code.TrimEnd('*'), code.EndsWith('*'));
    }
}

/// <summary>One rule that puts labels on what is written. It applies when type and every condition hold.</summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="Types">Resource types.</param>
/// <param name="Filter">FHIR search criteria over each type that the row must satisfy, or null.</param>
/// <param name="WrittenIn">Departments: the writer must be a member of one; empty: any writer.</param>
/// <param name="Label">The label to put, or null.</param>
/// <param name="Inherit">Where to take labels from, or null. Exactly one of <paramref name="Label"/> and <paramref name="Inherit"/> is given.</param>
public sealed record LabellingRule(
    string Name,
    IReadOnlyList<string> Types,
    string? Filter,
    IReadOnlyList<string> WrittenIn,
    SecurityLabel? Label,
    LabelInheritance? Inherit)
{
    /// <summary>Codes of which the resource must have one, in any of its elements; empty: no such condition.</summary>
    public IReadOnlyList<CodePattern> Codes { get; init; } = [];

    /// <summary>Age in years that the patient must not have reached on the day of writing; null: no such condition. An unknown birth date labels.</summary>
    public int? AgeBelow { get; init; }

    /// <summary>
    /// Kind of care (one of <see cref="CareKinds"/>): the patient must be a minor who by the table of the states' ages may consent to it alone on the day of writing; null: no such condition. An unknown birth date labels.
    /// </summary>
    public string? MinorsConsentTo { get; init; }

    /// <summary>The label codes (v3-ActCode) of kinds of care that a minor may consent to alone.</summary>
    public static IReadOnlyList<string> CareKinds { get; } = ["HIV", "STD", "SEX", "SUD", "BH"];
}

/// <summary>
/// The labelling rules of a policy, as data: the gateway applies them at every create and update. Rules only add. A label of a restriction's system that a row already has is
/// kept by an update, whatever the update says: otherwise anybody who may edit a note could publish it.
/// </summary>
public sealed class LabellingPolicy
{
    private readonly Dictionary<string, IReadOnlyList<LabellingRule>> _byType;
    private readonly HashSet<string> _departmentSystems;

    internal LabellingPolicy(IReadOnlyList<LabellingRule> rules, IReadOnlyList<PolicyRestriction> restrictions)
    {
        Rules = rules;
        StickySystems = restrictions.Select(restriction => restriction.LabelSystem).Distinct(StringComparer.Ordinal).ToArray();
        _departmentSystems = restrictions.Where(restriction => restriction.IsDepartment).Select(restriction => restriction.LabelSystem).ToHashSet(StringComparer.Ordinal);
        Codes = new CodeTable(rules);
        _byType = rules.SelectMany(rule => rule.Types, (rule, type) => (rule, type))
            .GroupBy(pair => pair.type, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<LabellingRule>)group.Select(pair => pair.rule).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Names these rules: the same for policies whose rules put the same labels on the same rows, whatever else they say.</summary>
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Rules.Select(Meaning).Concat(StickySystems)))));

    /// <summary>Whether a rule asks what minors may consent to, so that what it labels changes with the table of ages.</summary>
    public bool AsksForAges => Rules.Any(rule => rule.MinorsConsentTo is not null);

    /// <summary>All rules, in the order of the policy.</summary>
    public IReadOnlyList<LabellingRule> Rules { get; }

    /// <summary>Which rules look for which codes.</summary>
    public CodeTable Codes { get; }

    /// <summary>Label systems of the policy's restrictions: their labels survive every update.</summary>
    public IReadOnlyList<string> StickySystems { get; }

    /// <summary>Whether somebody with the right to take labels off may take this one off: a department's only as its member.</summary>
    public bool IsOwnTo(Actor actor, string labelSystem, string code) => !_departmentSystems.Contains(labelSystem) || actor.Department == code;

    /// <summary>The rules that may apply to a row of the type; empty for most types.</summary>
    public IReadOnlyList<LabellingRule> For(string resourceType) => _byType.GetValueOrDefault(resourceType, []);

    /// <summary>The rules that may apply to a row of the type written by a member of the department: <see cref="LabellingRule.WrittenIn"/> is decided, the filter is not.</summary>
    public IEnumerable<LabellingRule> For(string resourceType, Actor writer) =>
        For(resourceType).Where(rule => rule.WrittenIn.Count == 0 || (writer.Department is { } own && rule.WrittenIn.Contains(own, StringComparer.Ordinal)));

    private static string Meaning(LabellingRule rule) => string.Join('\t',
        [string.Join(' ', rule.Types), rule.Filter, string.Join(' ', rule.WrittenIn), rule.Label?.System, rule.Label?.Code, rule.Inherit?.Parameter, rule.Inherit?.Element, rule.Inherit?.LabelSystem,
            string.Join(' ', rule.Codes), rule.AgeBelow?.ToString(CultureInfo.InvariantCulture), .. rule.MinorsConsentTo is { } kind ? [kind] : Array.Empty<string>()]);
}
