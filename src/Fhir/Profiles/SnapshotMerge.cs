using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Profiles;

/// <summary>Lays what one ElementDefinition says over an inherited element (FHIR R4 profiling.html#snapshot).</summary>
internal static class SnapshotMerge
{
    private const string BestPracticeExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";

    /// <param name="target">The inherited element, changed in place.</param>
    /// <param name="from">The ElementDefinition.</param>
    /// <param name="tell">Takes what contradicts the inherited element.</param>
    public static void Merge(SnapshotElement target, Element from, SnapshotFault tell)
    {
        Cardinality(target, from, tell);
        Types(target, from, tell);
        Binding(target, from, tell);
        Values(target, from);
        Constraints(target, from);
        if (from.Child("mustSupport").TryGetBoolean(out var mustSupport))
            target.MustSupport = mustSupport || target.MustSupport;
        if (from.Child("isModifier").TryGetBoolean(out var isModifier))
            target.IsModifier = isModifier;
        if (from.Child("slicing") is { Exists: true } slicing)
            target.Slicing = ToSlicing(slicing);
    }

    private static void Cardinality(SnapshotElement target, Element from, SnapshotFault tell)
    {
        if (from.Child("min").TryGetInt64(out var min))
        {
            // A slice may come fewer times than all slices together must.
            if (min < target.Min && target.SliceName is null)
                tell(IssueSeverity.Error, "SNAP-MIN", $"The least number {min} is below the inherited {target.Min}.");
            target.Min = (int)Math.Clamp(min, 0, int.MaxValue);
        }
        if (from.Child("max").GetString() is { } text)
        {
            var max = text == "*" ? int.MaxValue : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : target.Max;
            if (max > target.Max)
                tell(IssueSeverity.Error, "SNAP-MAX", $"The greatest number {text} is above the inherited {target.Max}.");
            target.Max = Math.Min(max, target.Max);
        }
        if (target.Min > target.Max)
            tell(IssueSeverity.Error, "SNAP-CARDINALITY", $"At least {target.Min} and at most {target.Max} contradict each other.");
    }

    private static void Types(SnapshotElement target, Element from, SnapshotFault tell)
    {
        var types = from.Children("type").Select(ToType).ToArray();
        if (types.Length == 0)
            return;
        foreach (var type in types)
            if (target.Types.Count > 0 && !target.Types.Any(inherited => Allows(inherited.Code, type.Code)))
                tell(IssueSeverity.Error, "SNAP-TYPE", $"The type {type.Code} is none of the inherited {string.Join(", ", target.Types.Select(inherited => inherited.Code))}.");
        // A base type says its primitives' types by FHIRPath's names; the FHIR types that are inherited say more.
        if (!types.All(type => type.Code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal)))
            target.Types = types;
    }

    private static bool Allows(string inherited, string code) =>
        inherited == code || code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal)
        || (FhirModel.R4.FindType(inherited) is { } general && FhirModel.R4.FindType(code) is { } special && special.IsSubtypeOf(general));

    private static SnapshotType ToType(Element type)
    {
        // Several entries of one code were how older tools wrote several targets; each stays a type of its own.
        return new SnapshotType(type.Child("code").GetString() ?? "", Texts(type, "profile"), Texts(type, "targetProfile"));
    }

    private static string[] Texts(Element element, string name) => [.. element.Children(name).Select(item => item.GetString()).OfType<string>()];

    private static void Binding(SnapshotElement target, Element from, SnapshotFault tell)
    {
        var binding = from.Child("binding");
        if (!binding.Exists || (binding.Child("valueSet").GetString() ?? target.Binding?.ValueSet) is not { } valueSet)
            return;
        if (!Enum.TryParse<BindingStrength>(binding.Child("strength").GetString(), ignoreCase: true, out var strength))
            strength = target.Binding?.Strength ?? BindingStrength.Example;
        // Published profiles do it (US Core's vital signs) and their publisher let it pass: the profile's word holds, and it is told.
        if (target.Binding is { Strength: BindingStrength.Required } && strength != BindingStrength.Required)
            tell(IssueSeverity.Warning, "SNAP-BINDING", "A required binding cannot be made weaker.");
        var isSame = target.Binding is { IsFromBase: true } inherited && inherited.Strength == strength && inherited.ValueSet == valueSet.Split('|')[0];
        target.Binding = new SnapshotBinding(strength, valueSet, isSame);
    }

    private static void Values(SnapshotElement target, Element from)
    {
        if (from.Child("fixed") is { Exists: true } fixedValue)
            target.Fixed = fixedValue;
        if (from.Child("pattern") is { Exists: true } pattern)
            target.Pattern = pattern;
        if (from.Child("minValue") is { Exists: true } least)
            target.MinValue = least;
        if (from.Child("maxValue") is { Exists: true } greatest)
            target.MaxValue = greatest;
        if (from.Child("maxLength").TryGetInt64(out var length))
            target.MaxLength = (int)Math.Clamp(length, 0, int.MaxValue);
    }

    private static void Constraints(SnapshotElement target, Element from)
    {
        foreach (var constraint in from.Children("constraint"))
        {
            var invariant = ToInvariant(constraint);
            var inherited = target.Constraints.FirstOrDefault(other => other.Invariant.Key == invariant.Key);
            // A published snapshot repeats what the base type says, at times in slightly other words; the compiled base holds.
            if (inherited is { IsFromBase: true })
                continue;
            target.Constraints = [.. target.Constraints.Where(other => other.Invariant.Key != invariant.Key), new SnapshotConstraint(invariant, IsFromBase: false)];
        }
    }

    private static InvariantDefinition ToInvariant(Element constraint) => new(
        constraint.Child("key").GetString() ?? "",
        constraint.Child("severity").GetString() != "warning",
        constraint.Children("extension").Any(extension => extension.Child("url").ValueEquals(System.Text.Encoding.UTF8.GetBytes(BestPracticeExtension)) && extension.Child("value").ValueEquals("true"u8)),
        constraint.Child("human").GetString() ?? "",
        constraint.Child("expression").GetString() ?? "");

    private static SnapshotSlicing ToSlicing(Element slicing) => new(
        [.. slicing.Children("discriminator").Select(item => new SnapshotDiscriminator(item.Child("type").GetString() ?? "value", item.Child("path").GetString() ?? "$this"))],
        slicing.Child("ordered").TryGetBoolean(out var ordered) && ordered,
        slicing.Child("rules").GetString() ?? "open");
}

/// <summary>Takes a contradiction between a profile and its base: how grave it is, its code, a sentence.</summary>
internal delegate void SnapshotFault(IssueSeverity severity, string code, string message);
