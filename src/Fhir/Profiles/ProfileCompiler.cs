using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Validation;
using Carewright.Kernel;

namespace Carewright.Fhir.Profiles;

/// <summary>Turns a snapshot into the tables that the validator walks: only what goes beyond the base type, which is validated on its own.</summary>
/// <param name="profiles">Where other profiles are found.</param>
/// <param name="snapshot">The snapshot.</param>
/// <param name="keepMustSupport">Whether elements are kept of which the profile only says that they must be supported: for the report, not for validation.</param>
internal sealed class ProfileCompiler(ProfileSet profiles, ProfileSnapshot snapshot, bool keepMustSupport = false)
{
    private readonly List<Issue> _issues = [];

    /// <param name="definition">The StructureDefinition.</param>
    /// <param name="issues">What its snapshot told.</param>
    public CompiledProfile Compile(Element definition, IReadOnlyList<Issue> issues)
    {
        var root = Node(snapshot.Root, null, snapshot.Type, snapshot.Root.Name);
        var context = snapshot.Type.Name == "Extension" ? ExtensionContext.Of(definition) : null;
        return new CompiledProfile(snapshot.Url, snapshot.Type, root, context, snapshot.Root.IsModifier, [.. issues, .. _issues]);
    }

    /// <param name="element">The element of the snapshot.</param>
    /// <param name="inherited">Its definition in the base type; null for a root.</param>
    /// <param name="type">The type whose elements are below it.</param>
    /// <param name="id">Its id.</param>
    internal ProfileNode Node(SnapshotElement element, ElementDefinition? inherited, TypeDefinition type, string id)
    {
        var counters = 0;
        var slots = new List<ProfileSlot>();
        foreach (var child in element.Children)
            if (type.FindElement(child.Name) is { } definition && Slot(child, definition, id, ref counters) is { } slot)
                slots.Add(slot);
        return new ProfileNode
        {
            Id = id,
            Types = NarrowedTypes(element, inherited),
            TypeProfiles = TypeProfiles(element, inherited),
            Targets = Targets(element, inherited),
            Fixed = element.Fixed,
            Pattern = element.Pattern,
            MinValue = element.MinValue,
            MaxValue = element.MaxValue,
            MaxLength = element.MaxLength ?? int.MaxValue,
            NeedsValue = type.IsPrimitive && element.Child("value") is { Min: > 0 },
            Binding = element.Binding is { IsFromBase: false, Strength: <= BindingStrength.Extensible } binding ? binding : null,
            Invariants = Invariants(element, id),
            Slots = [.. slots],
            Counters = counters,
        };
    }

    /// <summary>Null when the base type says everything.</summary>
    private ProfileSlot? Slot(SnapshotElement element, ElementDefinition inherited, string parent, ref int counters)
    {
        var id = $"{parent}.{element.Name}{(element.IsChoice ? "[x]" : "")}";
        var node = Node(element, inherited, TypeBelow(element, inherited), id);
        var min = element.Min > inherited.Min ? element.Min : 0;
        var max = element.Max < inherited.Max ? element.Max : int.MaxValue;
        if (!(keepMustSupport && element.MustSupport) && node.IsEmpty && min == 0 && max == int.MaxValue && element.Slices.Count == 0)
            return null;
        return new ProfileSlot
        {
            Name = FhirModel.R4.ResolveName(element.Name),
            Min = min,
            Max = max,
            Node = node,
            MustSupport = element.MustSupport,
            Counter = counters++,
            Slices = Slices(element, element, inherited, id, ref counters),
        };
    }

    private SliceSet? Slices(SnapshotElement element, SnapshotElement divided, ElementDefinition inherited, string id, ref int counters)
    {
        var own = element.Slices.Where(slice => IsPartOf(slice, divided, element)).ToArray();
        if (own.Length == 0)
            return null;
        var slicing = divided.Slicing ?? new SnapshotSlicing([], IsOrdered: false, "open");
        var items = new List<ProfileSlice>();
        foreach (var slice in own)
        {
            var sliceId = $"{id}:{slice.SliceName}";
            var node = Node(slice, inherited, TypeBelow(slice, inherited), sliceId);
            var matchers = new SliceCompiler(profiles, this).Matchers(slice, slicing, inherited);
            if (matchers is null && slicing.Discriminators.Count > 0)
                Tell("PROFILE-SLICE", $"{sliceId}: the profile does not say by what the slice is told apart.");
            var counter = counters++;
            items.Add(new ProfileSlice(slice.SliceName!, slice.Min, slice.Max, matchers, node, Slices(element, slice, inherited, id, ref counters), counter, slice.MustSupport));
        }
        counters += 2;
        return new SliceSet([.. items], slicing.IsOrdered, slicing.Rules == "closed", slicing.Rules == "openAtEnd", counters - 2);
    }

    /// <summary>A re-slice is part of the slice whose name it continues; any other slice of the element.</summary>
    private static bool IsPartOf(SnapshotElement slice, SnapshotElement divided, SnapshotElement element)
    {
        var slash = slice.SliceName!.LastIndexOf('/');
        var above = slash < 0 ? null : element.Slice(slice.SliceName[..slash]);
        return ReferenceEquals(above ?? element, divided);
    }

    /// <summary>The type whose elements stand below an element.</summary>
    internal static TypeDefinition TypeBelow(SnapshotElement element, ElementDefinition inherited)
    {
        var general = inherited.Types.Count == 1 ? inherited.Types[0].Type : FhirModel.R4.FindType("Element")!;
        var codes = element.Types.Select(type => type.Code).Distinct().ToArray();
        return codes is [var code] && FhirModel.R4.FindType(code) is { } special && special.IsSubtypeOf(general) && !general.IsSubtypeOf(special) ? special : general;
    }

    private static TypeDefinition[]? NarrowedTypes(SnapshotElement element, ElementDefinition? inherited)
    {
        if (inherited is null || element.Types.Count == 0 || inherited.IsContentReference || inherited.Types is [{ Type.Kind: TypeKind.Backbone }])
            return null;
        var types = element.Types.Select(type => FhirModel.R4.FindType(type.Code)).OfType<TypeDefinition>().Distinct().ToArray();
        var isNarrower = inherited.Types.Any(general => !types.Any(type => general.Type.IsSubtypeOf(type)));
        return isNarrower && types.Length > 0 ? types : null;
    }

    private (TypeDefinition, ProfileReference[])[] TypeProfiles(SnapshotElement element, ElementDefinition? inherited) =>
        [.. element.Types.GroupBy(type => type.Code)
            .Where(group => group.All(type => type.Profiles.Count > 0))
            .Select(group => (Type: FhirModel.R4.FindType(group.Key), Profiles: group.SelectMany(type => type.Profiles).Distinct().ToArray()))
            .Where(pair => pair.Type is not null && inherited?.Types.Any(type => ReferenceEquals(type.Type, pair.Type) && type.Profiles.SequenceEqual(pair.Profiles)) != true)
            .Select(pair => (pair.Type!, Array.ConvertAll(pair.Profiles, canonical => new ProfileReference(canonical, profiles))))];

    private ProfileReference[]? Targets(SnapshotElement element, ElementDefinition? inherited)
    {
        var references = element.Types.Where(type => type.Code == "Reference").ToArray();
        if (inherited is null || references.Length == 0 || references.Any(type => type.Targets.Count == 0))
            return null;
        var targets = references.SelectMany(type => type.Targets).Distinct().ToArray();
        var allowed = inherited.Types.Where(type => type.Type.Name == "Reference").SelectMany(type => type.TargetTypes).Select(name => BaseSnapshots.Prefix + name);
        return allowed.ToHashSet().SetEquals(targets) ? null : Array.ConvertAll(targets, canonical => new ProfileReference(canonical, profiles));
    }

    private InvariantRule[] Invariants(SnapshotElement element, string id)
    {
        var rules = new List<InvariantRule>();
        foreach (var constraint in element.Constraints.Where(constraint => !constraint.IsFromBase && constraint.Invariant.Expression.Length > 0))
        {
            try
            {
                rules.AddRange(InvariantRule.Compile([constraint.Invariant]));
            }
            catch (FhirPathException exception)
            {
                Tell("PROFILE-EXPRESSION", $"{id}: the expression of {constraint.Invariant.Key} cannot be compiled ({exception.Code}).");
            }
        }
        return [.. rules];
    }

    private void Tell(string code, string message) => _issues.Add(Issue.Warning(IssueTypes.NotSupported, code, message, null, snapshot.Url));
}
