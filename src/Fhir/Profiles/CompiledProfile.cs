using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Kernel;

namespace Carewright.Fhir.Profiles;

/// <summary>A profile as the validator walks it: what it demands beyond its base type, and nothing else. Immutable.</summary>
/// <param name="Url">Canonical URL.</param>
/// <param name="Type">The constrained type.</param>
/// <param name="Root">Checks of the element of that type.</param>
/// <param name="Context">Where it may be used, when it defines an extension.</param>
/// <param name="IsModifier">Whether it defines a modifier extension.</param>
/// <param name="Issues">What was wrong with the definition itself.</param>
internal sealed record CompiledProfile(string Url, TypeDefinition Type, ProfileNode Root, ExtensionContext? Context, bool IsModifier, IReadOnlyList<Issue> Issues)
{
    /// <summary>One object, one profile: what was done is looked up by it.</summary>
    public bool Equals(CompiledProfile? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A profile named by another one; looked up when it is first needed, so that profiles may name one another.</summary>
internal sealed class ProfileReference(string canonical, ProfileSet profiles)
{
    private readonly Lazy<CompiledProfile?> _profile = new(() => profiles.Compile(canonical), LazyThreadSafetyMode.PublicationOnly);

    public string Canonical { get; } = canonical;

    /// <summary>The base type that the canonical names, which needs no profile; null for a profile.</summary>
    public TypeDefinition? BaseType { get; } = BaseSnapshots.TypeOf(canonical.Split('|')[0]);

    /// <summary>Null when the profile is not at hand.</summary>
    public CompiledProfile? Profile => BaseType is null ? _profile.Value : null;
}

/// <summary>What one element of a profile demands. Everything is null, absent or empty where only the base type speaks.</summary>
internal sealed class ProfileNode
{
    /// <summary>Id of the element: <c>Observation.component:systolic.value[x]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The types it may have, when fewer than the base type allows.</summary>
    public TypeDefinition[]? Types { get; init; }

    /// <summary>Profiles by type; a value conforms to one of those of its type.</summary>
    public (TypeDefinition Type, ProfileReference[] Profiles)[] TypeProfiles { get; init; } = [];

    /// <summary>What a reference may point to; null when the base type alone says so.</summary>
    public ProfileReference[]? Targets { get; init; }

    public Element Fixed { get; init; }

    public Element Pattern { get; init; }

    public Element MinValue { get; init; }

    public Element MaxValue { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>True when a primitive needs a value, not only extensions.</summary>
    public bool NeedsValue { get; init; }

    public SnapshotBinding? Binding { get; init; }

    public InvariantRule[] Invariants { get; init; } = [];

    public ProfileSlot[] Slots { get; init; } = [];

    /// <summary>Numbers needed to count the occurrences of all slots and slices.</summary>
    public int Counters { get; init; }

    /// <summary>True when nothing is demanded here or below.</summary>
    public bool IsEmpty => Types is null && TypeProfiles.Length == 0 && Targets is null && !Fixed.Exists && !Pattern.Exists && !MinValue.Exists && !MaxValue.Exists
        && MaxLength == int.MaxValue && !NeedsValue && Binding is null && Invariants.Length == 0 && Slots.Length == 0;
}

/// <summary>The children of one name below a <see cref="ProfileNode"/>.</summary>
internal sealed class ProfileSlot
{
    public required ElementName Name { get; init; }

    /// <summary>0 when the base type demands as many.</summary>
    public int Min { get; init; }

    /// <summary><see cref="int.MaxValue"/> when the base type allows no more.</summary>
    public int Max { get; init; } = int.MaxValue;

    public required ProfileNode Node { get; init; }

    /// <summary>True when systems must support it.</summary>
    public bool MustSupport { get; init; }

    /// <summary>Where its occurrences are counted.</summary>
    public int Counter { get; init; }

    /// <summary>Null when it is not sliced.</summary>
    public SliceSet? Slices { get; init; }
}

/// <summary>The slices of an element, or of a slice.</summary>
/// <param name="Items">In the order of the profile.</param>
/// <param name="IsOrdered">Whether values come in that order.</param>
/// <param name="IsClosed">Whether every value is in a slice.</param>
/// <param name="IsOpenAtEnd">Whether values in no slice come last.</param>
/// <param name="Counter">Where the greatest slice so far is noted, plus one; the next counter notes that a value in no slice came.</param>
internal sealed record SliceSet(ProfileSlice[] Items, bool IsOrdered, bool IsClosed, bool IsOpenAtEnd, int Counter);

/// <summary>One slice.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Min">Least number of its values.</param>
/// <param name="Max">Greatest number of its values.</param>
/// <param name="Matchers">All match a value of the slice; null when the definition does not say what its values are.</param>
/// <param name="Node">What its values must satisfy.</param>
/// <param name="Slices">Its re-slices, or null.</param>
/// <param name="Counter">Where its values are counted.</param>
/// <param name="MustSupport">Whether systems must support it.</param>
internal sealed record ProfileSlice(string Name, int Min, int Max, SliceMatcher[]? Matchers, ProfileNode Node, SliceSet? Slices, int Counter, bool MustSupport)
{
    /// <summary>A slice that takes what no other takes.</summary>
    public bool IsDefault => Name == "@default";
}
