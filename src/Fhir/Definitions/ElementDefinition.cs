using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>One element of a type (FHIR R4 elementdefinition.html). Immutable; one instance per type and element, so references compare.</summary>
public sealed class ElementDefinition
{
    private readonly ElementFlags _flags;
    private readonly NameEntry _name;

    internal ElementDefinition(TypeDefinition owner, ElementRecord record, NameEntry name, int ordinal, int index, IReadOnlyList<InvariantDefinition> invariants)
    {
        Owner = owner;
        _name = name;
        _flags = record.Flags;
        Min = record.Min;
        Max = record.Max < 0 ? int.MaxValue : record.Max;
        Binding = record.ValueSet is null ? null : new BindingDefinition((BindingStrength)record.Strength, record.ValueSet);
        Ordinal = ordinal;
        Index = index;
        Invariants = invariants;
    }

    /// <summary>The type that has this element. Inherited elements have one definition per inheriting type.</summary>
    public TypeDefinition Owner { get; }

    /// <summary>Name without <c>[x]</c>: <c>value</c>. Interned.</summary>
    public string Name => _name.Text;

    /// <summary>Path below the owning type, with <c>[x]</c>: <c>Observation.value[x]</c>, <c>Patient.contact.name</c>.</summary>
    public string Path => $"{Owner.Name}.{Name}{(IsChoice ? "[x]" : "")}";

    /// <summary>Least number of occurrences.</summary>
    public int Min { get; }

    /// <summary>Greatest number of occurrences; <see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public int Max { get; }

    /// <summary>True when JSON writes it as an array, that is when it may occur more than once.</summary>
    public bool IsRepeating => Max > 1;

    /// <summary>True for <c>[x]</c>: the JSON name carries the type.</summary>
    public bool IsChoice => (_flags & ElementFlags.Choice) != 0;

    /// <summary>True when it can change the meaning of what holds it.</summary>
    public bool IsModifier => (_flags & ElementFlags.Modifier) != 0;

    /// <summary>True when <c>_summary=true</c> returns it.</summary>
    public bool IsSummary => (_flags & ElementFlags.Summary) != 0;

    /// <summary>True when XML writes it as an attribute (<c>Extension.url</c>, <c>Element.id</c>).</summary>
    public bool IsXmlAttribute => (_flags & ElementFlags.XmlAttribute) != 0;

    /// <summary>True when it takes the definition of another element (<c>Questionnaire.item.item</c>); <see cref="Types"/> is resolved.</summary>
    public bool IsContentReference => (_flags & ElementFlags.ContentReference) != 0;

    /// <summary>The types it may have; at least one.</summary>
    public IReadOnlyList<ElementType> Types { get; internal set; } = [];

    /// <summary>The value set its codes come from, or null.</summary>
    public BindingDefinition? Binding { get; }

    /// <summary>Constraints that this element adds to those of its type: evaluate both, nothing is said twice.</summary>
    public IReadOnlyList<InvariantDefinition> Invariants { get; }

    /// <summary>Place among the elements of the owning type, from 0.</summary>
    public int Ordinal { get; }

    /// <summary>Number of this definition in the whole model.</summary>
    internal int Index { get; }

    /// <summary>Number of the name in the whole model: equal for equal names.</summary>
    internal int NameIndex => _name.Index;

    internal byte[] Utf8Name => _name.Utf8;

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
