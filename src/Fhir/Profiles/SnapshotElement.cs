using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Profiles;

/// <summary>One type an element of a profile may have (FHIR R4 elementdefinition.html#ElementDefinition.type).</summary>
/// <param name="Code">Type name: <c>Quantity</c>, <c>BackboneElement</c>.</param>
/// <param name="Profiles">Canonical URLs of profiles; the value conforms to one of them. Empty: none asked for.</param>
/// <param name="Targets">For Reference and canonical: canonical URLs of what may be pointed to. Empty: anything.</param>
public sealed record SnapshotType(string Code, IReadOnlyList<string> Profiles, IReadOnlyList<string> Targets);

/// <summary>The value set that codes of an element come from.</summary>
/// <param name="Strength">How binding it is.</param>
/// <param name="ValueSet">Canonical URL, with <c>|version</c> when the profile names one.</param>
/// <param name="IsFromBase">True when the base type says so, not a profile.</param>
public sealed record SnapshotBinding(BindingStrength Strength, string ValueSet, bool IsFromBase);

/// <summary>A constraint on an element.</summary>
/// <param name="Invariant">Key, severity, words, expression.</param>
/// <param name="IsFromBase">True when the base type says so, not a profile.</param>
public sealed record SnapshotConstraint(InvariantDefinition Invariant, bool IsFromBase);

/// <summary>By what slices of an element are told apart (FHIR R4 profiling.html#discriminator).</summary>
/// <param name="Type"><c>value</c>, <c>exists</c>, <c>pattern</c>, <c>type</c> or <c>profile</c>.</param>
/// <param name="Path">Restricted FHIRPath from the element: <c>$this</c>, <c>code</c>, <c>resolve()</c>, <c>extension('url').value</c>.</param>
public sealed record SnapshotDiscriminator(string Type, string Path);

/// <summary>How an element is sliced (FHIR R4 profiling.html#slicing).</summary>
/// <param name="Discriminators">What tells the slices apart; empty: only people can.</param>
/// <param name="IsOrdered">True when matches come in the order of the slices.</param>
/// <param name="Rules"><c>open</c>, <c>closed</c> or <c>openAtEnd</c>.</param>
public sealed record SnapshotSlicing(IReadOnlyList<SnapshotDiscriminator> Discriminators, bool IsOrdered, string Rules);

/// <summary>
/// One element of a profile with everything that holds for it, its own and what it inherits; elements below it are in <see cref="Children"/>, its slices,
/// re-slices among them, in <see cref="Slices"/>. Not changed once the snapshot is made.
/// </summary>
public sealed class SnapshotElement
{
    internal SnapshotElement(string name, bool isChoice)
    {
        Name = name;
        IsChoice = isChoice;
    }

    /// <summary>Name without <c>[x]</c>; of a root the type's name.</summary>
    public string Name { get; }

    /// <summary>True for <c>[x]</c>.</summary>
    public bool IsChoice { get; }

    /// <summary>Name of the slice (<c>race</c>, <c>a/b</c> for a re-slice); null for an element that is none.</summary>
    public string? SliceName { get; internal set; }

    /// <summary>Least number of occurrences.</summary>
    public int Min { get; internal set; }

    /// <summary>Greatest number of occurrences; <see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public int Max { get; internal set; }

    /// <summary>The types it may have.</summary>
    public IReadOnlyList<SnapshotType> Types { get; internal set; } = [];

    /// <summary>Path of the element whose definition it takes, as <c>#Questionnaire.item</c>; null for most.</summary>
    public string? ContentReference { get; internal set; }

    /// <summary>Its value set, or null.</summary>
    public SnapshotBinding? Binding { get; internal set; }

    /// <summary>The value it has exactly; absent when none is fixed.</summary>
    public Element Fixed { get; internal set; }

    /// <summary>What its value contains at least; absent when nothing is asked.</summary>
    public Element Pattern { get; internal set; }

    /// <summary>Least value; absent when none.</summary>
    public Element MinValue { get; internal set; }

    /// <summary>Greatest value; absent when none.</summary>
    public Element MaxValue { get; internal set; }

    /// <summary>Greatest number of characters; null when not limited.</summary>
    public int? MaxLength { get; internal set; }

    /// <summary>Constraints, those of the base type among them.</summary>
    public IReadOnlyList<SnapshotConstraint> Constraints { get; internal set; } = [];

    /// <summary>True when systems must support it.</summary>
    public bool MustSupport { get; internal set; }

    /// <summary>True when it can change the meaning of what holds it.</summary>
    public bool IsModifier { get; internal set; }

    /// <summary>How it is sliced; null when it is not.</summary>
    public SnapshotSlicing? Slicing { get; internal set; }

    /// <summary>Its slices in order, each re-slice after the slice it divides.</summary>
    public IReadOnlyList<SnapshotElement> Slices => SliceList;

    /// <summary>The elements below; empty when the profile says nothing about them and the base type alone holds.</summary>
    public IReadOnlyList<SnapshotElement> Children => ChildList ?? (IReadOnlyList<SnapshotElement>)[];

    internal List<SnapshotElement>? ChildList { get; set; }

    internal List<SnapshotElement> SliceList { get; private init; } = [];

    /// <summary>The type whose children <see cref="ChildList"/> are.</summary>
    internal string? OpenedAs { get; set; }

    /// <summary>The child of that name (without <c>[x]</c>), or null.</summary>
    public SnapshotElement? Child(string name) => ChildList?.Find(child => child.Name == name);

    /// <summary>The slice of that name, or null.</summary>
    public SnapshotElement? Slice(string name) => SliceList.Find(slice => slice.SliceName == name);

    /// <summary>A copy that shares nothing that is ever changed.</summary>
    internal SnapshotElement Copy() => Copy(Name, withSlices: true);

    internal SnapshotElement Copy(string name, bool withSlices)
    {
        var copy = new SnapshotElement(name, IsChoice)
        {
            SliceName = SliceName,
            Min = Min,
            Max = Max,
            Types = Types,
            ContentReference = ContentReference,
            Binding = Binding,
            Fixed = Fixed,
            Pattern = Pattern,
            MinValue = MinValue,
            MaxValue = MaxValue,
            MaxLength = MaxLength,
            Constraints = Constraints,
            MustSupport = MustSupport,
            IsModifier = IsModifier,
            Slicing = withSlices ? Slicing : null,
            OpenedAs = OpenedAs,
            ChildList = ChildList?.ConvertAll(child => child.Copy()),
        };
        if (withSlices)
            copy.SliceList.AddRange(SliceList.Select(slice => slice.Copy()));
        return copy;
    }
}
