using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>What a node of a profile demands of one element.</summary>
internal sealed partial class ProfileWalk
{
    /// <param name="element">The element.</param>
    /// <param name="node">What it must satisfy.</param>
    /// <param name="profile">The profile that says so, for the issue; null while a slice is tried.</param>
    private void Node(Element element, ProfileNode node, CompiledProfile? profile)
    {
        if (run.IsDecided)
            return;
        if (node.Types is { } types && element.Type is { } type && !Array.Exists(types, type.IsSubtypeOf))
            Tell(element, IssueTypes.Value, "VAL-PROFILE-VALUE-TYPE", $"The type is {type.Name} and must be {string.Join(" or ", types.Select(allowed => allowed.Name))}.", node, profile);
        Value(element, node, profile);
        if (node.Binding is { } binding)
            CodeRules.Check(element, binding.Strength, binding.ValueSet, Spec(node, profile), run);
        if (node.Targets is { } targets && element.Type?.Name == "Reference")
            Target(element, targets, node, profile);
        foreach (var (typed, references) in node.TypeProfiles)
            if (element.Type?.IsSubtypeOf(typed) == true)
                TypeProfile(element, references, node, profile);
        if (run.Options.Invariants)
            foreach (var rule in node.Invariants)
                run.Invariant(element, rule, element.Resource, Container(element), Spec(node, profile));
        if (node.Slots.Length > 0)
            Slots(element, node, profile);
    }

    private void Value(Element element, ProfileNode node, CompiledProfile? profile)
    {
        if (node.Fixed.Exists && !ElementMatch.IsEqual(element, node.Fixed))
            Tell(element, IssueTypes.Value, "VAL-FIXED", $"The value must be exactly {Quote(node.Fixed)}.", node, profile);
        if (node.Pattern.Exists && !ElementMatch.Contains(element, node.Pattern))
            Tell(element, IssueTypes.Value, "VAL-PATTERN", $"The value must contain {Quote(node.Pattern)}.", node, profile);
        if (node.NeedsValue && !element.HasValue)
            Tell(element, IssueTypes.Required, "VAL-VALUE", "A value must be given, not only extensions.", node, profile);
        if (node.MinValue.Exists && ValueRange.Compare(element, node.MinValue) < 0)
            Tell(element, IssueTypes.Value, "VAL-MIN-VALUE", $"The value must be at least {Quote(node.MinValue)}.", node, profile);
        if (node.MaxValue.Exists && ValueRange.Compare(element, node.MaxValue) > 0)
            Tell(element, IssueTypes.Value, "VAL-MAX-VALUE", $"The value must be at most {Quote(node.MaxValue)}.", node, profile);
        if (node.MaxLength != int.MaxValue && element.GetString() is { } text && text.EnumerateRunes().Count() > node.MaxLength)
            Tell(element, IssueTypes.TooLong, "VAL-MAX-LENGTH", $"The text may have at most {node.MaxLength} characters.", node, profile);
    }

    /// <summary>What a reference points to must be of an allowed type and, where it is at hand, conform to an allowed profile.</summary>
    private void Target(Element reference, ProfileReference[] targets, ProfileNode node, CompiledProfile? profile)
    {
        var target = run.Resolve(reference);
        var type = target.Exists ? target.Type : SpecialRules.TypeInText(reference);
        if (type is null)
            return;
        // A profile that is not at hand allows what cannot be told.
        var ofType = Array.FindAll(targets, allowed => (allowed.BaseType ?? allowed.Profile?.Type) is not { } general || type.IsSubtypeOf(general));
        if (ofType.Length == 0)
            Tell(reference, IssueTypes.Value, "VAL-PROFILE-TARGET", $"The reference may point to {Names(targets)}, not to {type.Name}.", node, profile);
        else if (target.Exists && !Array.Exists(ofType, allowed => allowed.BaseType is not null || Conforms(target, allowed) != false))
            Tell(reference, IssueTypes.Value, "VAL-TARGET-PROFILE", $"What the reference points to does not conform to {Names(ofType)}.", node, profile);
    }

    private void TypeProfile(Element element, ProfileReference[] references, ProfileNode node, CompiledProfile? profile)
    {
        if (references is [{ Profile: { } only }])
        {
            if (run.IsTrying)
                TellUnless(Conforms(element, only), element, references, node, profile);
            else
                Apply(element, only);
            return;
        }
        // Nothing can be told as long as one of them is not at hand.
        if (!Array.Exists(references, reference => Conforms(element, reference) != false))
            TellUnless(false, element, references, node, profile);
    }

    private void TellUnless(bool conforms, Element element, ProfileReference[] references, ProfileNode node, CompiledProfile? profile)
    {
        if (!conforms)
            Tell(element, IssueTypes.Value, "VAL-TYPE-PROFILE", $"The element does not conform to {Names(references)}.", node, profile);
    }

    private void Tell(Element at, string type, string code, string message, ProfileNode node, CompiledProfile? profile, IssueSeverity severity = IssueSeverity.Error) =>
        run.Report(at, type, code, run.IsTrying ? "" : message, run.IsTrying ? null : Spec(node, profile), severity);

    private static string Spec(ProfileNode node, CompiledProfile? profile) => $"{profile?.Url} {node.Id}";

    private static string Names(ProfileReference[] references) => string.Join(" or ", references.Select(reference => reference.BaseType?.Name ?? reference.Canonical));

    /// <summary>Text of a definition, not of a patient.</summary>
    private static string Quote(Element expected) => System.Text.Encoding.UTF8.GetString(expected.RawJson);

    private static Element Container(Element element)
    {
        var resource = element.Resource;
        return resource.Name == "contained" ? resource.Parent.Resource : resource;
    }
}
