using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Profiles;

/// <summary>The base types as snapshots, made from the compiled definitions.</summary>
internal static class BaseSnapshots
{
    public const string Prefix = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly ConcurrentDictionary<string, SnapshotElement> s_roots = new(StringComparer.Ordinal);

    /// <summary>The root of a type with its elements, backbones opened. The caller changes a copy only.</summary>
    public static SnapshotElement Of(TypeDefinition type) => s_roots.GetOrAdd(type.Name, _ => Root(type));

    /// <summary>The type that a canonical URL of R4 names; null for anything else.</summary>
    public static TypeDefinition? TypeOf(string url) =>
        url.StartsWith(Prefix, StringComparison.Ordinal) && FhirModel.R4.FindType(url[Prefix.Length..]) is { Kind: not TypeKind.Backbone } type ? type : null;

    private static SnapshotElement Root(TypeDefinition type) => new(type.Name, isChoice: false)
    {
        Max = int.MaxValue,
        Constraints = Constraints(type.Invariants),
        ChildList = Children(type),
        OpenedAs = type.Name,
    };

    private static List<SnapshotElement> Children(TypeDefinition type) =>
        [.. type.Elements.Select(ToElement), .. type.IsPrimitive ? [new SnapshotElement("value", isChoice: false) { Max = 1 }] : Array.Empty<SnapshotElement>()];

    private static SnapshotElement ToElement(ElementDefinition definition)
    {
        var first = definition.Types.Count > 0 ? definition.Types[0].Type : null;
        var isBackbone = first is { Kind: TypeKind.Backbone } && !definition.IsContentReference;
        return new SnapshotElement(definition.Name, definition.IsChoice)
        {
            Min = definition.Min,
            Max = definition.Max,
            Types = definition.IsContentReference ? [] : [.. definition.Types.Select(ToType)],
            ContentReference = definition.IsContentReference ? "#" + first!.Name : null,
            Binding = definition.Binding is { } binding ? new SnapshotBinding(binding.Strength, binding.ValueSet, IsFromBase: true) : null,
            Constraints = Constraints(definition.Types.Count == 1 && !definition.IsContentReference ? first!.Invariants.Concat(definition.Invariants) : definition.Invariants),
            IsModifier = definition.IsModifier,
            ChildList = isBackbone ? Children(first!) : null,
            OpenedAs = isBackbone ? first!.Name : null,
        };
    }

    private static SnapshotType ToType(ElementType type) =>
        new(type.Type.Kind == TypeKind.Backbone ? type.Type.Base!.Name : type.Type.Name, type.Profiles, [.. type.TargetTypes.Select(target => Prefix + target)]);

    private static SnapshotConstraint[] Constraints(IEnumerable<InvariantDefinition> invariants) =>
        [.. invariants.DistinctBy(invariant => invariant.Key).Select(invariant => new SnapshotConstraint(invariant, IsFromBase: true))];
}
