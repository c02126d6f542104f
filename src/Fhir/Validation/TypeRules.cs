using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Validation;

/// <summary>What the validator does with elements of a type beyond the common rules.</summary>
internal enum TypeSpecial : byte
{
    None,
    Extension,
    Reference,
    Narrative,
    DomainResource,
    Bundle,
    Coding,
}

/// <summary>The rules of one type, looked up once: everything is an array by the ordinal of an element.</summary>
internal sealed class TypeRules
{
    private static readonly TypeRules?[] s_rules = new TypeRules?[FhirModel.R4.Types.Count];

    private TypeRules(TypeDefinition type)
    {
        Type = type;
        Elements = [.. type.Elements.Select(element => new ElementRules(element))];
        Required = [.. type.Elements.Where(element => element.Min > 0).Select(element => element.Ordinal)];
        Invariants = InvariantRule.Compile(type.Invariants);
        Special = type.Name switch
        {
            "Extension" => TypeSpecial.Extension,
            "Reference" => TypeSpecial.Reference,
            "Narrative" => TypeSpecial.Narrative,
            "Bundle" => TypeSpecial.Bundle,
            "Coding" => TypeSpecial.Coding,
            _ when type.IsSubtypeOf(FhirModel.R4.FindType("DomainResource")!) => TypeSpecial.DomainResource,
            _ => TypeSpecial.None,
        };
    }

    public TypeDefinition Type { get; }

    public ElementRules[] Elements { get; }

    public int[] Required { get; }

    public InvariantRule[] Invariants { get; }

    public TypeSpecial Special { get; }

    /// <summary>The rules of a type. Two threads may make them twice, with equal result.</summary>
    public static TypeRules Of(TypeDefinition type) => s_rules[type.Index] ??= new TypeRules(type);
}

/// <summary>The rules of one element.</summary>
internal sealed class ElementRules
{
    private readonly Lazy<ValueSetDefinition?> _valueSet;

    public ElementRules(ElementDefinition definition)
    {
        Definition = definition;
        Invariants = InvariantRule.Compile(definition.Invariants);
        IsBound = definition.Binding is { Strength: BindingStrength.Required };
        // A StructureDefinition names its elements by their ids, alike in differential and snapshot.
        IsElementId = definition is { IsXmlAttribute: true, Name: "id", Owner.Name: not "ElementDefinition" };
        IsExtensible = definition.Binding is { Strength: BindingStrength.Extensible };
        _valueSet = new(() => FhirModel.R4.FindValueSet(definition.Binding!.ValueSet));
        Profiles = [.. definition.Types.SelectMany(type => type.Profiles.Select(profile => (type.Type, profile)))];
        foreach (var type in definition.Types)
        {
            if (type.Type.Name == "Reference" && type.TargetTypes.Count > 0)
                Targets = [.. type.TargetTypes.Select(FhirModel.R4.FindType).OfType<TypeDefinition>()];
            else if (type.Type.Name == "canonical" && type.TargetTypes.Count > 0)
                CanonicalTargets = [.. type.TargetTypes.Select(FhirModel.R4.FindType).OfType<TypeDefinition>()];
        }
    }

    public ElementDefinition Definition { get; }

    public InvariantRule[] Invariants { get; }

    public bool IsBound { get; }

    public bool IsExtensible { get; }

    /// <summary>True for the id of an element, which is unique within its resource; false for a resource's own id.</summary>
    public bool IsElementId { get; }

    /// <summary>Profiles that R4 itself puts on a type here (<c>SimpleQuantity</c>); mostly empty.</summary>
    public (TypeDefinition Type, string Profile)[] Profiles { get; }

    /// <summary>The required value set; null when it cannot be enumerated.</summary>
    public ValueSetDefinition? ValueSet => _valueSet.Value;

    /// <summary>The resource types a canonical may name; empty for any.</summary>
    public TypeDefinition[] CanonicalTargets { get; } = [];

    /// <summary>The resource types a reference may point to; empty for any.</summary>
    public TypeDefinition[] Targets { get; } = [];
}
