using System.Runtime.CompilerServices;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>What a <see cref="FhirPathValue"/> holds.</summary>
public enum FhirPathKind : byte
{
    /// <summary>Nothing: default(FhirPathValue). Never an item of a collection.</summary>
    None,

    /// <summary>An element of a resource, primitive or complex.</summary>
    Element,

    /// <summary>System.Boolean.</summary>
    Boolean,

    /// <summary>System.String.</summary>
    String,

    /// <summary>System.Integer, 32 bits.</summary>
    Integer,

    /// <summary>System.Long, 64 bits.</summary>
    Long,

    /// <summary>System.Decimal.</summary>
    Decimal,

    /// <summary>System.Date, maybe partial.</summary>
    Date,

    /// <summary>System.DateTime, maybe partial.</summary>
    DateTime,

    /// <summary>System.Time, maybe partial.</summary>
    Time,

    /// <summary>System.Quantity.</summary>
    Quantity,

    /// <summary>What type() returns: a namespace and a name.</summary>
    TypeInfo,
}

/// <summary>A number with a unit: a UCUM code, or one of the calendar words year, month, week, day, hour, minute, second, millisecond.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">UCUM code, or the calendar word in the singular; "1" without a unit.</param>
/// <param name="IsCalendar">True for a calendar word.</param>
public readonly record struct FhirPathQuantity(decimal Value, string Unit, bool IsCalendar)
{
    /// <summary>"1 'wk'" or "4 days": the form that toQuantity() reads.</summary>
    public override string ToString() => IsCalendar
        ? $"{Conversions.Text(Value)} {Unit}{(Math.Abs(Value) == 1 ? "" : "s")}"
        : $"{Conversions.Text(Value)} '{Unit}'";
}

/// <summary>One item of a FHIRPath collection: an element of a resource, or a System value. 32 bytes, no allocation for numbers and dates.</summary>
public readonly struct FhirPathValue
{
    // The document of an element, the text of a string, the unit of a quantity, the name of a type.
    private readonly object? _object;
    private readonly Bits _bits;

    // The place of an element in its document; the offset of a DateTime.
    private readonly int _extra;
    private readonly FhirPathKind _kind;
    private readonly byte _precision;
    private readonly byte _digits;

    private FhirPathValue(FhirPathKind kind, object? reference = null, Bits bits = default, int extra = 0, byte precision = 0, byte digits = 0)
    {
        _object = reference;
        _bits = bits;
        _extra = extra;
        _kind = kind;
        _precision = precision;
        _digits = digits;
    }

    /// <summary>What it holds.</summary>
    public FhirPathKind Kind => _kind;

    /// <summary>True for an element of a resource.</summary>
    public bool IsElement => _kind == FhirPathKind.Element;

    /// <summary>The element; default(Element), which is absent, when it is a System value.</summary>
    public Element Element => _kind == FhirPathKind.Element ? new Element(Unsafe.As<ResourceDocument>(_object!), _extra) : default;

    /// <summary>Qualified type name: "FHIR.HumanName", "System.String". An element whose type is not known is "FHIR.Element".</summary>
    public string TypeName => _kind switch
    {
        FhirPathKind.Element => "FHIR." + (Element.Type?.Name ?? "Element"),
        FhirPathKind.TypeInfo => "System.TypeInfo",
        _ => "System." + _kind,
    };

    internal bool BooleanValue => _bits.Low != 0;

    internal int IntegerValue => (int)_bits.Low;

    internal long LongValue => _bits.Low;

    internal decimal DecimalValue => Unsafe.BitCast<Bits, decimal>(_bits);

    internal string StringValue => Unsafe.As<string>(_object!);

    internal FhirPathTemporal TemporalValue =>
        new(_kind, _bits.Low, (TemporalPrecision)_precision, _extra == int.MinValue ? null : _extra, _digits);

    internal FhirPathQuantity QuantityValue => new(DecimalValue, StringValue, _precision != 0);

    internal (string Namespace, string Name) TypeInfoValue => _precision == 0 ? ("System", StringValue) : ("FHIR", StringValue);

    internal bool IsNumber => _kind is FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal;

    internal bool IsTemporal => _kind is FhirPathKind.Date or FhirPathKind.DateTime or FhirPathKind.Time;

    /// <summary>An element, which must exist.</summary>
    public static FhirPathValue Of(Element element) => new(FhirPathKind.Element, element.Document, extra: element.Index);

    internal static FhirPathValue Of(ResourceDocument document, int index) => new(FhirPathKind.Element, document, extra: index);

    /// <summary>A System.Boolean.</summary>
    public static FhirPathValue Of(bool value) => new(FhirPathKind.Boolean, bits: new Bits(value ? 1 : 0));

    /// <summary>A System.Integer.</summary>
    public static FhirPathValue Of(int value) => new(FhirPathKind.Integer, bits: new Bits(value));

    /// <summary>A System.Long.</summary>
    public static FhirPathValue OfLong(long value) => new(FhirPathKind.Long, bits: new Bits(value));

    /// <summary>A System.Decimal.</summary>
    public static FhirPathValue Of(decimal value) => new(FhirPathKind.Decimal, bits: Unsafe.BitCast<decimal, Bits>(value));

    /// <summary>A System.String.</summary>
    public static FhirPathValue Of(string value) => new(FhirPathKind.String, value);

    /// <summary>A System.Date, System.DateTime or System.Time, as its kind says.</summary>
    public static FhirPathValue Of(in FhirPathTemporal value) =>
        new(value.Kind, bits: new Bits(value.Ticks), extra: value.OffsetMinutes ?? int.MinValue, precision: (byte)value.Precision, digits: value.FractionDigits);

    /// <summary>A System.Quantity.</summary>
    public static FhirPathValue Of(in FhirPathQuantity value) =>
        new(FhirPathKind.Quantity, value.Unit, Unsafe.BitCast<decimal, Bits>(value.Value), precision: value.IsCalendar ? (byte)1 : (byte)0);

    /// <summary>The System value: itself, or that of a primitive element or a FHIR Quantity; false for other elements and for primitives without a (readable) value.</summary>
    public bool TryGetSystemValue(out FhirPathValue value)
    {
        value = this;
        return _kind != FhirPathKind.Element || Conversions.TryToSystem(Element, out value);
    }

    /// <summary>The System.Boolean, or a primitive's.</summary>
    public bool TryGetBoolean(out bool value)
    {
        bool found = TryGetSystemValue(out FhirPathValue system) && system._kind == FhirPathKind.Boolean;
        value = found && system.BooleanValue;
        return found;
    }

    /// <summary>The System.String, or that of a string-like primitive.</summary>
    public bool TryGetString(out string value)
    {
        bool found = TryGetSystemValue(out FhirPathValue system) && system._kind == FhirPathKind.String;
        value = found ? system.StringValue : "";
        return found;
    }

    /// <summary>A number as decimal, or a primitive's.</summary>
    public bool TryGetDecimal(out decimal value)
    {
        value = 0;
        return TryGetSystemValue(out FhirPathValue system) && Conversions.TryNumber(system, out value);
    }

    /// <summary>The Date, DateTime or Time, or a primitive's.</summary>
    public bool TryGetTemporal(out FhirPathTemporal value)
    {
        bool found = TryGetSystemValue(out FhirPathValue system) && system.IsTemporal;
        value = found ? system.TemporalValue : default;
        return found;
    }

    /// <summary>The Quantity, or that of a FHIR Quantity element.</summary>
    public bool TryGetQuantity(out FhirPathQuantity value)
    {
        bool found = TryGetSystemValue(out FhirPathValue system) && system._kind == FhirPathKind.Quantity;
        value = found ? system.QuantityValue : default;
        return found;
    }

    /// <summary>The text that toString() gives; for a complex element its JSON; for a type its qualified name.</summary>
    public override string ToString() => _kind switch
    {
        FhirPathKind.None => "",
        FhirPathKind.TypeInfo => TypeInfoValue.Namespace + "." + TypeInfoValue.Name,
        _ when TryGetSystemValue(out FhirPathValue system) => Conversions.Text(system),
        _ => System.Text.Encoding.UTF8.GetString(Element.RawJson),
    };

    internal static FhirPathValue OfType(bool isFhir, string name) => new(FhirPathKind.TypeInfo, name, precision: isFhir ? (byte)1 : (byte)0);

    /// <summary>Sixteen bytes that hold a long or, opaquely, a decimal.</summary>
    private readonly record struct Bits(long Low, long High = 0);
}
