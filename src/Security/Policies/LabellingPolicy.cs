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

/// <summary>One rule that puts labels on what is written. It applies when type, <see cref="Filter"/> and <see cref="WrittenIn"/> all hold.</summary>
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
    LabelInheritance? Inherit);

/// <summary>
/// The labelling rules of a policy, as data: the gateway applies them at every create and update. Rules only add. A label of a restriction's system that a row already has is
/// kept by an update, whatever the update says: otherwise anybody who may edit a note could publish it.
/// </summary>
public sealed class LabellingPolicy
{
    private readonly Dictionary<string, IReadOnlyList<LabellingRule>> _byType;

    internal LabellingPolicy(IReadOnlyList<LabellingRule> rules, IEnumerable<string> stickySystems)
    {
        Rules = rules;
        StickySystems = stickySystems.Distinct(StringComparer.Ordinal).ToArray();
        _byType = rules.SelectMany(rule => rule.Types, (rule, type) => (rule, type))
            .GroupBy(pair => pair.type, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<LabellingRule>)group.Select(pair => pair.rule).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All rules, in the order of the policy.</summary>
    public IReadOnlyList<LabellingRule> Rules { get; }

    /// <summary>Label systems of the policy's restrictions: their labels survive every update.</summary>
    public IReadOnlyList<string> StickySystems { get; }

    /// <summary>The rules that may apply to a row of the type; empty for most types.</summary>
    public IReadOnlyList<LabellingRule> For(string resourceType) => _byType.GetValueOrDefault(resourceType, []);

    /// <summary>The rules that may apply to a row of the type written by a member of the department: <see cref="LabellingRule.WrittenIn"/> is decided, the filter is not.</summary>
    public IEnumerable<LabellingRule> For(string resourceType, Actor writer) =>
        For(resourceType).Where(rule => rule.WrittenIn.Count == 0 || (writer.Department is { } own && rule.WrittenIn.Contains(own, StringComparer.Ordinal)));
}
