namespace Carewright.Fhir.Definitions;

/// <summary>The primitive types of FHIR R4 (datatypes.html#primitive), each with its own JSON form and lexical rules.</summary>
public enum PrimitiveKind : byte
{
    /// <summary>Not a primitive type.</summary>
    None,

    /// <summary><c>true</c> or <c>false</c>; a JSON boolean.</summary>
    Boolean,

    /// <summary>A signed 32-bit integer; a JSON number.</summary>
    Integer,

    /// <summary>An integer from 0; a JSON number.</summary>
    UnsignedInt,

    /// <summary>An integer from 1; a JSON number.</summary>
    PositiveInt,

    /// <summary>A decimal whose digits matter; a JSON number.</summary>
    Decimal,

    /// <summary>Unicode text.</summary>
    String,

    /// <summary>Text with markdown.</summary>
    Markdown,

    /// <summary>A code, without leading, trailing or doubled white space.</summary>
    Code,

    /// <summary>1 to 64 letters, digits, hyphens and dots.</summary>
    Id,

    /// <summary>A URI.</summary>
    Uri,

    /// <summary>A URL.</summary>
    Url,

    /// <summary>A canonical reference, maybe with <c>|version</c>.</summary>
    Canonical,

    /// <summary><c>urn:oid:</c> and an OID.</summary>
    Oid,

    /// <summary><c>urn:uuid:</c> and a UUID.</summary>
    Uuid,

    /// <summary>A date of year, month or day precision.</summary>
    Date,

    /// <summary>A date, or a date and time with zone.</summary>
    DateTime,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A point in time to the second at least, with zone.</summary>
    Instant,

    /// <summary>Base 64 text.</summary>
    Base64Binary,

    /// <summary>A narrative's <c>div</c>, as text.</summary>
    Xhtml,
}
