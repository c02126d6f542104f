using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Profiles;

/// <summary>Makes the snapshot of one StructureDefinition: its base's, with its differential laid over (FHIR R4 profiling.html#snapshot).</summary>
/// <param name="definition">The StructureDefinition.</param>
/// <param name="find">Finds the snapshot of another profile by canonical URL; null when it is not at hand.</param>
internal sealed class SnapshotGenerator(ResourceDocument definition, Func<string, ProfileSnapshot?> find)
{
    private const string Spec = "FHIR R4 profiling.html#snapshot";

    private readonly List<Issue> _issues = [];
    private readonly Dictionary<SnapshotElement, SnapshotElement> _inherited = new(ReferenceEqualityComparer.Instance);
    private SnapshotElement _root = null!;
    private int _depthInSlices;

    public SnapshotOutcome Generate()
    {
        var resource = definition.Root;
        var url = resource.Child("url").GetString() ?? "";
        var typeName = resource.Child("type").GetString() ?? "";
        if (BaseSnapshots.TypeOf(BaseSnapshots.Prefix + typeName) is not { } type)
            return Refuse("SNAP-TYPE-UNKNOWN", "The StructureDefinition is about a type that R4 does not have.", resource.Child("type"));
        if (resource.Child("derivation").GetString() is { } derivation && derivation != "constraint")
            return Refuse("SNAP-SPECIALIZATION", "The StructureDefinition defines a type of its own; only profiles on types of R4 are taken.", resource.Child("derivation"));
        if (!TryStart(resource, type))
            return new SnapshotOutcome(null, _issues);
        return new SnapshotOutcome(new ProfileSnapshot(url, resource.Child("version").GetString(), type, _root), _issues);
    }

    /// <summary>Lays the differential over the base; without the base, the published snapshot over the type.</summary>
    private bool TryStart(Element resource, TypeDefinition type)
    {
        var baseUrl = resource.Child("baseDefinition").GetString() ?? BaseSnapshots.Prefix + type.Name;
        if ((BaseSnapshots.TypeOf(baseUrl) is { } baseType ? BaseSnapshots.Of(baseType) : find(baseUrl)?.Root) is { } inherited)
        {
            // A profile may be on an ancestor of its type's children only where the type is the same: the root keeps the type's name.
            _root = inherited.Name == type.Name ? inherited.Copy() : BaseSnapshots.Of(type).Copy();
            Lay(type.Name, resource.Child("differential"));
            return true;
        }
        var published = resource.Child("snapshot");
        Tell(
            published.Exists ? IssueSeverity.Warning : IssueSeverity.Error, "SNAP-BASE",
            $"The base profile {baseUrl} is not at hand{(published.Exists ? "; the published snapshot is taken" : "")}.", resource.Child("baseDefinition"));
        if (!published.Exists)
            return false;
        _root = BaseSnapshots.Of(type).Copy();
        Lay(type.Name, published);
        return true;
    }

    private void Lay(string type, Element elements)
    {
        var tree = DifferentialTree.Of(type, elements);
        foreach (var stray in tree.Strays)
            Tell(IssueSeverity.Error, "SNAP-PATH", $"The path does not start with {type}.", stray);
        if (tree.Root.Definition.Child("slicing").Exists && elements.Name == "differential")
            Tell(IssueSeverity.Error, "SNAP-ROOT-SLICING", "The root of a profile cannot be sliced.", tree.Root.Definition);
        Apply(_root, tree.Root, tree.Root.Definition);
    }

    /// <param name="target">The element to change.</param>
    /// <param name="change">What the differential says of it and of what is below.</param>
    /// <param name="place">Where to tell of a fault: the nearest element of the differential.</param>
    private void Apply(SnapshotElement target, DifferentialNode change, Element place)
    {
        if (change.Definition.Exists)
        {
            place = change.Definition;
            SnapshotMerge.Merge(target, change.Definition, (severity, code, message) => Tell(severity, code, message, change.Definition));
        }
        if (change.Children.Count == 0)
            return;
        Open(target, place);
        var isSlice = target.SliceName is not null;
        _depthInSlices += isSlice ? 1 : 0;
        foreach (var child in change.Children)
            ApplyChild(target, child, child.Definition.Exists ? child.Definition : place);
        _depthInSlices -= isSlice ? 1 : 0;
    }

    private void ApplyChild(SnapshotElement parent, DifferentialNode change, Element place)
    {
        var name = change.Name.EndsWith("[x]", StringComparison.Ordinal) ? change.Name[..^3] : change.Name;
        if (parent.Child(name) is { } element)
            Apply(change.SliceName is null || IsNameOnly(element, change) ? Inherited(element) : SliceOf(element, change.SliceName, place), change, place);
        else if (Choice(parent, name) is { } choice)
            ApplyShorthand(choice, name, change, place);
        else
            Tell(IssueSeverity.Error, "SNAP-PATH", $"There is no element '{change.Name}' here.", place);
    }

    /// <summary>
    /// <c>valueQuantity</c> in a differential. Within a slice it narrows the choice to the type; elsewhere it is the slice of that type, and when that slice
    /// must be there, no other type is left.
    /// </summary>
    private void ApplyShorthand(SnapshotElement choice, string name, DifferentialNode change, Element place)
    {
        var type = choice.Types.First(type => IsNamed(choice, type, name));
        if (change.SliceName is null && choice.Slice(name) is null && (_depthInSlices > 0 || (choice.Types.Count == 1 && choice.SliceList.Count == 0)))
        {
            Inherited(choice).Types = [type];
            Apply(choice, change, place);
            return;
        }
        var slice = SliceOf(choice, change.SliceName ?? name, place);
        Apply(slice, change, place);
        if (slice.Min > 0)
        {
            choice.Min = Math.Max(choice.Min, 1);
            choice.Types = [type];
            choice.Slicing = choice.Slicing! with { Rules = "closed" };
        }
    }

    /// <summary>The element itself, after noting how it was inherited: new slices start from that, and not from what this differential says of all slices.</summary>
    private SnapshotElement Inherited(SnapshotElement element)
    {
        if (!_inherited.ContainsKey(element))
            _inherited.Add(element, element.Copy(element.Name, withSlices: false));
        return element;
    }

    /// <summary>The choice that <c>valueQuantity</c> is a shorthand for; null when there is none of that name and type.</summary>
    private static SnapshotElement? Choice(SnapshotElement parent, string name) =>
        parent.ChildList?.Find(child => child.IsChoice && child.Types.Any(type => IsNamed(child, type, name)));

    private static bool IsNamed(SnapshotElement choice, SnapshotType type, string name) =>
        name.Length == choice.Name.Length + type.Code.Length && name.StartsWith(choice.Name, StringComparison.Ordinal)
        && name.AsSpan(choice.Name.Length).Equals(type.Code, StringComparison.OrdinalIgnoreCase);

    private SnapshotElement SliceOf(SnapshotElement element, string name, Element place)
    {
        if (element.Slice(name) is { } known)
            return known;
        var slash = name.LastIndexOf('/');
        var divided = slash < 0 ? null : element.Slice(name[..slash]);
        var slice = (_inherited.GetValueOrDefault(divided ?? element) ?? divided ?? element).Copy(element.Name, withSlices: false);
        slice.SliceName = name;
        slice.Min = 0;
        if (element.IsChoice && element.Types.FirstOrDefault(type => IsNamed(element, type, name)) is { } only)
            slice.Types = [only];
        element.SliceList.Insert(divided is null ? element.SliceList.Count : PlaceAfter(element.SliceList, divided), slice);
        if ((divided ?? element).Slicing is null)
            (divided ?? element).Slicing = Implied(element) ?? Unsliced(place);
        return slice;
    }

    /// <summary>Some profiles give a name to an element that can occur once and is not sliced: it is only a name.</summary>
    private static bool IsNameOnly(SnapshotElement element, DifferentialNode change) =>
        element is { Max: <= 1, IsChoice: false, Slicing: null } && !change.Definition.Child("slicing").Exists && element.Types.All(type => type.Code != "Extension");

    private static int PlaceAfter(List<SnapshotElement> slices, SnapshotElement divided)
    {
        var at = slices.IndexOf(divided) + 1;
        while (at < slices.Count && slices[at].SliceName!.StartsWith(divided.SliceName + "/", StringComparison.Ordinal))
            at++;
        return at;
    }

    /// <summary>Types of a choice and urls of extensions tell slices apart without being asked to.</summary>
    private static SnapshotSlicing? Implied(SnapshotElement element)
    {
        if (element.IsChoice)
            return new SnapshotSlicing([new SnapshotDiscriminator("type", "$this")], IsOrdered: false, "open");
        return element.Types.Any(type => type.Code == "Extension") ? new SnapshotSlicing([new SnapshotDiscriminator("value", "url")], IsOrdered: false, "open") : null;
    }

    private SnapshotSlicing Unsliced(Element place)
    {
        Tell(IssueSeverity.Warning, "SNAP-SLICING", "An element has slices and does not say what tells them apart.", place);
        return new SnapshotSlicing([], IsOrdered: false, "open");
    }

    /// <summary>Makes the elements below one available for change: those of its one profile, of its type, or of what it refers to.</summary>
    private void Open(SnapshotElement element, Element place)
    {
        if (element.ContentReference is { } reference)
        {
            TakeContent(element, reference, place);
            return;
        }
        if (element.Types.Count == 0 || element.Types.All(type => type.Code is "BackboneElement" or "Element") && element.ChildList is not null)
            return;
        var codes = element.Types.Select(type => type.Code).Distinct().ToArray();
        var profile = codes.Length == 1 && element.Types.SelectMany(type => type.Profiles).Distinct().ToArray() is [var url] ? url : null;
        var key = codes.Length == 1 ? profile ?? codes[0] : "Element";
        if (element.ChildList is not null && element.OpenedAs == key)
            return;
        if ((profile is null ? null : find(profile)?.Root) is { } constrained)
            element.ChildList = constrained.Copy().ChildList;
        else if (BaseSnapshots.TypeOf(BaseSnapshots.Prefix + (codes.Length == 1 ? codes[0] : "Element")) is { } type)
            element.ChildList = BaseSnapshots.Of(type).Copy().ChildList;
        else
            Tell(IssueSeverity.Error, "SNAP-TYPE-UNKNOWN", "The elements below cannot be constrained: the type is none of R4.", place);
        element.OpenedAs = key;
    }

    private void TakeContent(SnapshotElement element, string reference, Element place)
    {
        var at = _root;
        foreach (var name in reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..].Split('.').Skip(1))
            at = at?.Child(name);
        if (at is null)
        {
            Tell(IssueSeverity.Error, "SNAP-CONTENT", $"There is no {reference}.", place);
            return;
        }
        var copy = at.Copy();
        element.ContentReference = null;
        element.Types = copy.Types;
        element.ChildList = copy.ChildList;
        element.OpenedAs = copy.OpenedAs;
    }

    private SnapshotOutcome Refuse(string code, string message, Element place)
    {
        Tell(IssueSeverity.Error, code, message, place);
        return new SnapshotOutcome(null, _issues);
    }

    private void Tell(IssueSeverity severity, string code, string message, Element place)
    {
        var at = place.Exists ? place : definition.Root;
        var (line, column) = at.Position();
        var path = at.Child("path").GetString() is { } text ? $"{text}: " : "";
        _issues.Add(new Issue(severity, IssueTypes.Invalid, code, path + message, at.Location(), Spec, line, column));
    }
}

/// <summary>What came of generating a snapshot.</summary>
/// <param name="Snapshot">The snapshot; null when there can be none.</param>
/// <param name="Issues">What contradicts the base, with the place in the StructureDefinition.</param>
public sealed record SnapshotOutcome(ProfileSnapshot? Snapshot, IReadOnlyList<Issue> Issues);
