using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Profiles;

/// <summary>Finds out of a slice's definition what its values are told by (FHIR R4 profiling.html#discriminator).</summary>
internal sealed class SliceCompiler(ProfileSet profiles, ProfileCompiler compiler)
{
    /// <summary>One matcher for each discriminator; null when there is none, or when one cannot be told from the definition.</summary>
    public SliceMatcher[]? Matchers(SnapshotElement slice, SnapshotSlicing slicing, ElementDefinition inherited)
    {
        if (slicing.Discriminators.Count == 0)
            return null;
        var matchers = new SliceMatcher[slicing.Discriminators.Count];
        for (var i = 0; i < matchers.Length; i++)
        {
            if (Matcher(slice, slicing.Discriminators[i], inherited) is not { } matcher)
                return null;
            matchers[i] = matcher;
        }
        return matchers;
    }

    private SliceMatcher? Matcher(SnapshotElement slice, SnapshotDiscriminator discriminator, ElementDefinition inherited)
    {
        if (DiscriminatorPath.Parse(discriminator.Path) is not { } path)
            return null;
        var places = At(new Place(slice, ProfileCompiler.TypeBelow(slice, inherited)), path, 0).ToArray();
        return discriminator.Type switch
        {
            "exists" => Existence(places, path),
            "type" => OfType(places, path),
            "profile" => OfProfile(slice, places, path, inherited),
            _ => OfValue(places, path),
        };
    }

    private static SliceMatcher? Existence(Place[] places, DiscriminatorStep[] path) => places switch
    {
        [{ Element.Max: 0 }, ..] => SliceMatcher.None(path),
        [{ Element.Min: > 0 }, ..] => SliceMatcher.Some(path, static (_, _) => true),
        _ => null,
    };

    private static SliceMatcher? OfType(Place[] places, DiscriminatorStep[] path)
    {
        var types = places.SelectMany(place => place.Element.Types.Count > 0 ? place.Element.Types.Select(type => FhirModel.R4.FindType(type.Code)) : [place.Type]).OfType<TypeDefinition>().ToArray();
        return types.Length == 0 ? null : SliceMatcher.Some(path, (element, _) => element.Type is { } type && types.Any(type.IsSubtypeOf));
    }

    private SliceMatcher? OfProfile(SnapshotElement slice, Place[] places, DiscriminatorStep[] path, ElementDefinition inherited)
    {
        // Of what is pointed to, the profile stands with the reference.
        var isTarget = path is [.., { Kind: DiscriminatorStepKind.Resolve }];
        var named = isTarget
            ? At(new Place(slice, ProfileCompiler.TypeBelow(slice, inherited)), path[..^1], 0).SelectMany(place => place.Element.Types).SelectMany(type => type.Targets)
            : places.SelectMany(place => place.Element.Types).SelectMany(type => type.Profiles);
        var references = named.Distinct().Select(canonical => new ProfileReference(canonical, profiles)).ToArray();
        return references.Length == 0 ? null : SliceMatcher.Some(path, (element, oracle) => references.Any(reference => oracle.Conforms(element, reference) == true));
    }

    private SliceMatcher? OfValue(Place[] places, DiscriminatorStep[] path)
    {
        if (places.FirstOrDefault(place => place.Element.Fixed.Exists) is { Element: { } exact })
            return SliceMatcher.Some(path, (element, _) => ElementMatch.IsEqual(element, exact.Fixed));
        if (places.FirstOrDefault(place => place.Element.Pattern.Exists) is { Element: { } alike })
            return SliceMatcher.Some(path, (element, _) => ElementMatch.Contains(element, alike.Pattern));
        if (places.FirstOrDefault(place => SaysValue(place.Element)) is { Element: { } parts } within)
        {
            var node = compiler.Node(parts, null, within.Type, parts.Name);
            return SliceMatcher.Some(path, (element, oracle) => oracle.Satisfies(element, node));
        }
        if (places.FirstOrDefault(place => place.Element.Binding is { Strength: BindingStrength.Required }) is { Element.Binding: { } binding })
            return SliceMatcher.Some(path, (element, oracle) => oracle.IsMember(element, binding.ValueSet) == true);
        return Existence(places, path);
    }

    /// <summary>Whether a value is fixed somewhere below.</summary>
    private static bool SaysValue(SnapshotElement element) =>
        element.Children.Any(child => child.Fixed.Exists || child.Pattern.Exists || SaysValue(child) || child.Slices.Any(slice => slice.Min > 0 && SaysValue(slice)));

    /// <summary>The definitions at a path; where the element itself is sliced, those of its slices too.</summary>
    private IEnumerable<Place> At(Place from, DiscriminatorStep[] path, int at) =>
        at == path.Length ? [from] : Next(from, path[at]).SelectMany(next => At(next, path, at + 1));

    private IEnumerable<Place> Next(Place from, DiscriminatorStep step)
    {
        switch (step.Kind)
        {
            case DiscriminatorStepKind.Child:
                return Opened(from).Child(step.Text) is { } child && from.Type.FindElement(step.Text) is { } definition
                    ? new[] { child }.Concat(child.Slices).Select(element => new Place(element, ProfileCompiler.TypeBelow(element, definition)))
                    : [];
            case DiscriminatorStepKind.Extension:
                var slice = Opened(from).Child("extension")?.Slices.FirstOrDefault(item => item.Types.Any(type => type.Profiles.Contains(step.Text)));
                return slice is { ChildList: not null } ? [new Place(slice, FhirModel.R4.FindType("Extension")!)] : Root(step.Text);
            case DiscriminatorStepKind.Resolve:
                return from.Element.Types.SelectMany(type => type.Targets).Distinct().SelectMany(Root);
            default:
                var typed = from.Element.Slices.FirstOrDefault(item => item.Types is [var only] && only.Code == step.Text) ?? from.Element;
                return FhirModel.R4.FindType(step.Text) is { } type ? [new Place(typed, type)] : [];
        }
    }

    /// <summary>The element that holds the children: itself, or the root of its one profile, or of its type.</summary>
    private SnapshotElement Opened(Place place)
    {
        if (place.Element.ChildList is not null)
            return place.Element;
        var named = place.Element.Types.SelectMany(type => type.Profiles).Distinct().ToArray();
        return (named is [var canonical] ? profiles.Snapshot(canonical)?.Snapshot?.Root : null) ?? BaseSnapshots.Of(place.Type);
    }

    private IEnumerable<Place> Root(string canonical)
    {
        if (BaseSnapshots.TypeOf(canonical) is { } type)
            return [new Place(BaseSnapshots.Of(type), type)];
        return profiles.Snapshot(canonical)?.Snapshot is { } found ? [new Place(found.Root, found.Type)] : [];
    }

    private readonly record struct Place(SnapshotElement Element, TypeDefinition Type);
}
