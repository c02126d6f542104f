using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Path;

/// <summary>The type that is, as and ofType name, resolved against the System types and the model (FHIRPath, Types and Reflection).</summary>
internal sealed class TypeSpecifier
{
    private readonly FhirPathKind _system;
    private readonly TypeDefinition? _fhir;

    private TypeSpecifier(FhirPathKind system, TypeDefinition? fhir)
    {
        _system = system;
        _fhir = fhir;
    }

    /// <summary>The FHIR type, or null for a System type.</summary>
    public TypeDefinition? Fhir => _fhir;

    /// <summary>Name for the static check: "System.Boolean" or a FHIR type's name.</summary>
    public string Name => _fhir?.Name ?? "System." + _system;

    /// <summary>Resolves a name. Unqualified, "Quantity" means both; "Boolean" is System's and "boolean" FHIR's. A name that System lacks is allowed when qualified: nothing is of it.</summary>
    public static TypeSpecifier Resolve(string name, FhirModel model, int position)
    {
        if (name.StartsWith("System.", StringComparison.Ordinal))
        {
            return new TypeSpecifier(SystemKind(name["System.".Length..]), null);
        }

        bool qualified = name.StartsWith("FHIR.", StringComparison.Ordinal);
        TypeDefinition? type = model.FindType(qualified ? name["FHIR.".Length..] : name);
        FhirPathKind system = qualified ? FhirPathKind.None : SystemKind(name);
        return type is not null || system != FhirPathKind.None
            ? new TypeSpecifier(system, type)
            : throw new FhirPathException(FhirPathErrors.UnknownType, $"There is no type {name}.", position);
    }

    /// <summary>The type itself or a subtype: what "is" asks.</summary>
    public bool Includes(in FhirPathValue value) =>
        value.IsElement ? _fhir is not null && value.Element.Type is { } type && type.IsSubtypeOf(_fhir) : value.Kind == _system && _system != FhirPathKind.None;

    /// <summary>What "as" and ofType() keep. Among primitives only the type itself: code and markdown are not handed out as string, which is how R4's engines and their test suite read it.</summary>
    public bool Selects(in FhirPathValue value) =>
        value.IsElement && _fhir is { IsPrimitive: true } ? ReferenceEquals(value.Element.Type, _fhir) : Includes(value);

    private static FhirPathKind SystemKind(string name) => name switch
    {
        "Boolean" => FhirPathKind.Boolean,
        "String" => FhirPathKind.String,
        "Integer" => FhirPathKind.Integer,
        "Long" => FhirPathKind.Long,
        "Decimal" => FhirPathKind.Decimal,
        "Date" => FhirPathKind.Date,
        "DateTime" => FhirPathKind.DateTime,
        "Time" => FhirPathKind.Time,
        "Quantity" => FhirPathKind.Quantity,
        _ => FhirPathKind.None,
    };
}
