using System.Text;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>A type of FHIR R4: primitive, complex, resource, or the anonymous type of a backbone element. Immutable; one instance per type, so references compare.</summary>
public sealed class TypeDefinition
{
    private readonly ModelReader _model;
    private readonly int _contentOffset;
    private readonly int _firstElement;
    private TypeContent? _content;

    internal TypeDefinition(TypeRecord record, int index, int firstElement, ModelReader model)
    {
        Name = string.Intern(record.Name);
        Utf8Name = Encoding.UTF8.GetBytes(record.Name);
        Kind = (TypeKind)record.Kind;
        Primitive = (PrimitiveKind)record.Primitive;
        IsAbstract = record.IsAbstract;
        Index = index;
        _model = model;
        _contentOffset = record.ContentOffset;
        _firstElement = firstElement;
    }

    /// <summary>Name as published: <c>Patient</c>, <c>string</c>; of a backbone element its path, <c>Patient.contact</c>. Interned.</summary>
    public string Name { get; }

    /// <summary>What kind of type it is.</summary>
    public TypeKind Kind { get; }

    /// <summary>The type it specialises; null for <c>Element</c> and <c>Resource</c>.</summary>
    public TypeDefinition? Base { get; internal set; }

    /// <summary>True for <c>Element</c>, <c>BackboneElement</c>, <c>Resource</c>, <c>DomainResource</c>.</summary>
    public bool IsAbstract { get; }

    /// <summary>Place among all types of the model, from 0.</summary>
    public int Index { get; }

    /// <summary>Own and inherited elements in definition order. Those of a primitive are <c>id</c> and <c>extension</c>.</summary>
    public IReadOnlyList<ElementDefinition> Elements => Content.Elements;

    /// <summary>Constraints on every instance of the type.</summary>
    public IReadOnlyList<InvariantDefinition> Invariants => Content.Invariants;

    /// <summary>Which primitive it is, or <see cref="PrimitiveKind.None"/>.</summary>
    public PrimitiveKind Primitive { get; }

    /// <summary>True for <see cref="TypeKind.Primitive"/>.</summary>
    public bool IsPrimitive => Kind == TypeKind.Primitive;

    /// <summary>True for <see cref="TypeKind.Resource"/>.</summary>
    public bool IsResource => Kind == TypeKind.Resource;

    internal byte[] Utf8Name { get; }

    internal JsonNameTable JsonNames => Content.JsonNames;

    /// <summary>Read on first use. Two threads may read it both, with equal result; the later one wins.</summary>
    private TypeContent Content => Volatile.Read(ref _content) ?? ReadContent();

    /// <summary>The element that a JSON property name stands for, or null. <c>valueQuantity</c> is <c>value[x]</c> with type Quantity; names with <c>_</c> are not found.</summary>
    /// <param name="name">UTF-8 bytes of the property name.</param>
    /// <param name="choiceType">The type that the name says when the element is a choice; otherwise null.</param>
    public ElementDefinition? FindByJsonName(ReadOnlySpan<byte> name, out TypeDefinition? choiceType)
    {
        ref readonly var entry = ref JsonNames.Find(name);
        choiceType = entry.Element is { IsChoice: true } ? entry.Type : null;
        return entry.Element;
    }

    /// <summary>The element of that FHIR name (<c>value</c>, not <c>value[x]</c> or <c>valueQuantity</c>), or null.</summary>
    public ElementDefinition? FindElement(string name) => Content.Find(name);

    /// <summary>True for the type itself and everything it specialises: Age is a subtype of Quantity, Patient of Resource.</summary>
    public bool IsSubtypeOf(TypeDefinition other)
    {
        for (var at = this; at is not null; at = at.Base)
        {
            if (ReferenceEquals(at, other))
                return true;
        }
        return false;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private TypeContent ReadContent()
    {
        var content = _model.ReadContent(this, _contentOffset, _firstElement);
        Volatile.Write(ref _content, content);
        return content;
    }
}
