using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Path;

/// <summary>What the strict check knows of a collection: the types its items may have, or nothing, and whether their order is defined.</summary>
internal sealed class StaticType
{
    private StaticType(IReadOnlyList<TypeDefinition> fhir, FhirPathKind system, bool isKnown, bool isUnordered)
    {
        Fhir = fhir;
        System = system;
        IsKnown = isKnown;
        IsUnordered = isUnordered;
    }

    /// <summary>Nothing is known.</summary>
    public static StaticType Unknown { get; } = new([], FhirPathKind.None, false, false);

    /// <summary>The FHIR types that items may have.</summary>
    public IReadOnlyList<TypeDefinition> Fhir { get; }

    /// <summary>The System type that items may have besides, or None.</summary>
    public FhirPathKind System { get; }

    /// <summary>True when every item has one of the named types.</summary>
    public bool IsKnown { get; }

    /// <summary>True when the order of the items is not defined.</summary>
    public bool IsUnordered { get; }

    public static StaticType Of(FhirPathKind system) => new([], system, true, false);

    public static StaticType Of(params IReadOnlyList<TypeDefinition> types) => new(types, FhirPathKind.None, types.All(static type => !type.IsAbstract), false);

    public StaticType Ordered() => new(Fhir, System, IsKnown, false);

    public StaticType Unordered() => new(Fhir, System, IsKnown, true);

    public StaticType OrderedAs(StaticType source) => source.IsUnordered ? Unordered() : this;

    public StaticType Or(StaticType other)
    {
        bool known = IsKnown && other.IsKnown && (System == other.System || System == FhirPathKind.None || other.System == FhirPathKind.None);
        return known
            ? new StaticType([.. Fhir.Union(other.Fhir)], System == FhirPathKind.None ? other.System : System, true, IsUnordered || other.IsUnordered)
            : IsUnordered || other.IsUnordered ? Unknown.Unordered() : Unknown;
    }

    /// <summary>The one System kind that all items have or convert to; None when that cannot be said.</summary>
    public FhirPathKind SingleKind()
    {
        if (!IsKnown)
        {
            return FhirPathKind.None;
        }

        FhirPathKind[] kinds = [.. Fhir.Select(KindOf).Append(System).Where((kind, index) => index < Fhir.Count || kind != FhirPathKind.None).Distinct()];
        return kinds is [var only] ? only : FhirPathKind.None;
    }

    /// <summary>The System kind that a FHIR type converts to; Element when to none.</summary>
    private static FhirPathKind KindOf(TypeDefinition type) => type.Primitive switch
    {
        PrimitiveKind.None => IsQuantity(type) ? FhirPathKind.Quantity : FhirPathKind.Element,
        PrimitiveKind.Boolean => FhirPathKind.Boolean,
        PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt => FhirPathKind.Integer,
        PrimitiveKind.Decimal => FhirPathKind.Decimal,
        PrimitiveKind.Date => FhirPathKind.Date,
        PrimitiveKind.DateTime or PrimitiveKind.Instant => FhirPathKind.DateTime,
        PrimitiveKind.Time => FhirPathKind.Time,
        _ => FhirPathKind.String,
    };

    private static bool IsQuantity(TypeDefinition type) => type.Name is "Quantity" or "Money" || (type.Base is { } parent && IsQuantity(parent));
}
