using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>Walks elements together with the compiled profiles that apply to them. What a base type demands is the run's own walk's to tell.</summary>
internal sealed partial class ProfileWalk(ValidationRun run, ProfileSet definitions) : ISliceOracle
{
    private static readonly ElementName s_meta = FhirModel.R4.ResolveName("meta");
    private static readonly ElementName s_profile = FhirModel.R4.ResolveName("profile");
    private static readonly ElementName s_url = FhirModel.R4.ResolveName("url");

    private readonly HashSet<(Element, CompiledProfile)> _done = [];
    private readonly Dictionary<(Element, CompiledProfile), bool> _verdicts = [];
    private bool _isUncertain;

    /// <summary>Applies the profiles that the caller asks for and those that the resource claims.</summary>
    public void Claims(Element resource, bool isRoot)
    {
        if (isRoot)
            foreach (var canonical in run.Options.Profiles)
                Asked(resource, canonical);
        if (run.Options.Enforced.Count > 0 && resource.Name != "contained")
            foreach (var canonical in run.Options.Enforced)
                if (definitions.Compile(canonical) is { } profile && IsOfType(resource, profile) && IsOfKind(resource, profile.Root))
                    Apply(resource, profile);
        foreach (var claim in resource.Child(s_meta).Children(s_profile))
            if (claim.GetString() is { } canonical)
                Claimed(resource, claim, canonical);
    }

    /// <summary>Applies the profiles that R4 itself puts on the types of an element; those that are not at hand are passed over.</summary>
    public void Apply(Element element, TypeDefinition type, (TypeDefinition Type, string Profile)[] profiles)
    {
        foreach (var (general, canonical) in profiles)
            if (type.IsSubtypeOf(general) && definitions.Compile(canonical) is { } profile)
                Apply(element, profile);
    }

    /// <summary>The definition of an extension; null when it is not at hand.</summary>
    public CompiledProfile? Extension(string url) => definitions.Compile(url) is { Type.Name: "Extension" } profile ? profile : null;

    /// <summary>Applies a profile to an element, once.</summary>
    public void Apply(Element element, CompiledProfile profile)
    {
        if (!_done.Add((element, profile)))
            return;
        if (!IsOfType(element, profile))
            run.Report(element, IssueTypes.Structure, "VAL-PROFILE-TYPE", $"The profile is about {profile.Type.Name}, not {element.Type?.Name}.", profile.Url);
        else
        {
            Node(element, profile.Root, profile);
            if (run.Options.MustSupport is { } severity && definitions.CompileMustSupport(profile.Url) is { } complete)
                Support(element, complete.Root, complete, severity);
        }
    }

    /// <inheritdoc/>
    public Element Resolve(Element reference) => run.Resolve(reference);

    /// <inheritdoc/>
    public bool Satisfies(Element element, ProfileNode node)
    {
        var outer = run.BeginTrial();
        Node(element, node, null);
        return run.EndTrial(outer);
    }

    /// <inheritdoc/>
    public bool? Conforms(Element element, ProfileReference profile)
    {
        if (profile.BaseType is { } type)
            return element.Type?.IsSubtypeOf(type) == true;
        return profile.Profile is { } compiled ? Conforms(element, compiled) : null;
    }

    /// <summary>FHIRPath's conformsTo(): null for a profile that is not at hand.</summary>
    public bool? Conforms(Element element, string canonical) => definitions.Compile(canonical) is { } profile ? Conforms(element, profile) : null;

    /// <inheritdoc/>
    public bool? IsMember(Element element, string valueSet)
    {
        var isMember = CodeRules.IsMember(element, valueSet, run);
        _isUncertain |= isMember is null;
        return isMember;
    }

    private bool Conforms(Element element, CompiledProfile profile)
    {
        if (_verdicts.TryGetValue((element, profile), out var known))
            return known;
        // Resources may refer to one another in a circle: what is being found out is taken for granted on the way.
        _verdicts[(element, profile)] = true;
        var outer = run.BeginTrial();
        if (IsOfType(element, profile))
            Node(element, profile.Root, profile);
        else
            run.Report(element, IssueTypes.Structure, "VAL-PROFILE-TYPE", "", null);
        return _verdicts[(element, profile)] = run.EndTrial(outer);
    }

    /// <summary>Whether a resource is one of those that a profile is about, by what the profile fixes for the elements that say what a resource is.</summary>
    private bool IsOfKind(Element resource, ProfileNode root)
    {
        foreach (var slot in root.Slots)
        {
            if (slot.Name.Text is not ("code" or "category" or "type" or "class"))
                continue;
            if ((slot.Node.Pattern.Exists || slot.Node.Fixed.Exists) && !Some(resource, slot.Name, value => Satisfies(value, slot.Node)))
                return false;
            foreach (var slice in slot.Slices?.Items ?? [])
                if (slice is { Min: > 0, Matchers: not null } && !Some(resource, slot.Name, value => IsIn(value, slice)))
                    return false;
        }
        return true;
    }

    private static bool Some(Element resource, ElementName name, Func<Element, bool> test)
    {
        foreach (var value in resource.Children(name))
            if (test(value))
                return true;
        return false;
    }

    private static bool IsOfType(Element element, CompiledProfile profile) => element.Type is { } type && type.IsSubtypeOf(profile.Type);

    private void Asked(Element resource, string canonical)
    {
        if (BaseSnapshots.TypeOf(canonical.Split('|')[0]) is { } type)
        {
            if (resource.Type?.IsSubtypeOf(type) != true)
                run.Report(resource, IssueTypes.Structure, "VAL-PROFILE-TYPE", $"The profile is about {type.Name}, not {resource.Type?.Name}.", canonical);
        }
        else if (definitions.Compile(canonical) is { } profile)
            Apply(resource, profile);
        else
            run.Report(resource, IssueTypes.NotFound, "VAL-PROFILE-UNKNOWN", $"The profile {canonical} is not at hand.", "FHIR R4 profiling.html");
    }

    private void Claimed(Element resource, Element claim, string canonical)
    {
        var stance = run.Options.Stance?.Invoke(canonical) ?? ProfileStance.Enforced;
        if (stance == ProfileStance.Off)
            return;
        var (warns, type) = (run.OnlyWarns, BaseSnapshots.TypeOf(canonical.Split('|')[0]));
        run.OnlyWarns = warns || stance == ProfileStance.Warned;
        if (type is not null && resource.Type?.IsSubtypeOf(type) != true)
            run.Report(claim, IssueTypes.Structure, "VAL-PROFILE-TYPE", $"The profile is about {type.Name}, not {resource.Type?.Name}.", canonical);
        else if (type is null && definitions.Compile(canonical) is { } profile)
            Apply(resource, profile);
        else if (type is null)
            run.Report(claim, IssueTypes.NotFound, "VAL-PROFILE-UNKNOWN", $"The profile {canonical} is not at hand and is not checked.", "FHIR R4 resource.html#Meta", IssueSeverity.Warning);
        run.OnlyWarns = warns;
    }
}
