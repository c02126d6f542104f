namespace Carewright.Fhir.Definitions;

/// <summary>What kind of type a <c>TypeDefinition</c> is (FHIR R4 types.html).</summary>
public enum TypeKind : byte
{
    /// <summary>A primitive type such as <c>string</c> or <c>dateTime</c>.</summary>
    Primitive,

    /// <summary>A complex data type such as <c>HumanName</c>.</summary>
    Complex,

    /// <summary>A resource type such as <c>Patient</c>, or the abstract <c>Resource</c> and <c>DomainResource</c>.</summary>
    Resource,

    /// <summary>The anonymous type of an element with own children, such as <c>Patient.contact</c>.</summary>
    Backbone,

    /// <summary>A logical model.</summary>
    Logical,
}
