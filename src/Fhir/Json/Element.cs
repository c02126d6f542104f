using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>
/// One element of a resource: a place in a <see cref="ResourceDocument"/>. Cheap to copy. <c>default</c> is the absent element, and every member is
/// safe on it: no children, no value, no name.
/// </summary>
public readonly struct Element : IEquatable<Element>
{
    private readonly ResourceDocument? _document;
    private readonly int _index;

    internal Element(ResourceDocument document, int index)
    {
        _document = document;
        _index = index;
    }

    /// <summary>False for <c>default</c>.</summary>
    public bool Exists => _document is not null;

    /// <summary>The document it belongs to.</summary>
    /// <exception cref="InvalidOperationException">The element is absent.</exception>
    public ResourceDocument Document => _document ?? throw new InvalidOperationException("An absent element has no document.");

    /// <summary>Place in the document's nodes; parents come before their children. 0 is the root. Serves as a key within one document.</summary>
    public int Index => _index;

    /// <summary>FHIR name without the choice suffix (<c>value</c>); of a root its type; of an unknown element the JSON name; of the absent one empty.</summary>
    public string Name => _document is null ? "" : _document.NameOf(_index);

    /// <summary>The definition; null for a root and for unknown elements.</summary>
    public ElementDefinition? Definition => _document is not null && At.Element is var number and not 0 ? _document.Model.AllElements[number - 1] : null;

    /// <summary>Run-time type: Quantity of <c>valueQuantity</c>, Patient of a root or contained resource; null when unknown.</summary>
    public TypeDefinition? Type => _document is not null && At.Type is var number and not 0 ? _document.Model.AllTypes[number - 1] : null;

    /// <summary>True when the type is primitive, and for unknown elements that JSON writes as string, number or boolean.</summary>
    public bool IsPrimitive => _document is not null && (At.HasValue || Type is { IsPrimitive: true });

    /// <summary>True for a primitive with a value, not only extensions.</summary>
    public bool HasValue => _document is not null && At.HasValue;

    /// <summary>JSON kind of the value: String, Number, True, False, StartObject; None when absent or without a value.</summary>
    public JsonTokenType ValueKind => _document is null ? JsonTokenType.None : At.Kind;

    /// <summary>True when <see cref="RawValue"/> has JSON escapes.</summary>
    public bool IsEscaped => _document is not null && At.IsEscaped;

    /// <summary>Place in its JSON array from 0, or -1 when JSON has no array here.</summary>
    public int ItemIndex => _document is null ? -1 : At.Item;

    /// <summary>The bytes of a primitive's JSON value: of a string without quotes, escapes kept; of a number the digits as sent. Empty without a value.</summary>
    public ReadOnlySpan<byte> RawValue => HasValue ? _document!.Bytes.Slice(At.Start, At.Length) : default;

    /// <summary>The JSON value: of a complex element the object, of a primitive the value with quotes. Empty without either.</summary>
    public ReadOnlySpan<byte> RawJson
    {
        get
        {
            if (_document is null)
                return default;
            ref readonly var at = ref At;
            return at.Kind == JsonTokenType.String ? _document.Bytes.Slice(at.Start - 1, at.Length + 2) : _document.Bytes.Slice(at.Start, at.Length);
        }
    }

    /// <summary>The element it is part of; absent for a root.</summary>
    public Element Parent => _document is not null && _index != 0 ? new Element(_document, At.Parent) : default;

    /// <summary>The innermost resource it is part of: itself when it is one, a contained resource, a Bundle entry's resource, or the root.</summary>
    public Element Resource
    {
        get
        {
            var at = this;
            while (at._index != 0 && at.Type is not { IsResource: true })
                at = at.Parent;
            return at;
        }
    }

    private ref readonly Node At => ref _document!.Nodes[_index];

    /// <summary>True when both are the same place of the same document.</summary>
    public static bool operator ==(Element left, Element right) => left.Equals(right);

    /// <summary>True when they are not the same place of the same document.</summary>
    public static bool operator !=(Element left, Element right) => !left.Equals(right);

    /// <summary>Decoded text of a primitive (<c>true</c>, <c>1.50</c>, <c>2020-01</c>); null without a value.</summary>
    public string? GetString()
    {
        if (!HasValue)
            return null;
        return IsEscaped ? JsonText.Unescape(RawValue) : Encoding.UTF8.GetString(RawValue);
    }

    /// <summary>Decoded UTF-8 bytes of a primitive; allocates only when the JSON text has escapes. Empty without a value.</summary>
    public ReadOnlySpan<byte> GetUtf8()
    {
        if (!IsEscaped)
            return RawValue;
        var raw = RawValue;
        var text = new byte[raw.Length];
        return text.AsSpan(0, JsonText.Unescape(raw, text));
    }

    /// <summary>True when it has a value whose decoded text is exactly that.</summary>
    public bool ValueEquals(ReadOnlySpan<byte> utf8) => HasValue && GetUtf8().SequenceEqual(utf8);

    /// <summary>The value of a JSON boolean.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = ValueKind == JsonTokenType.True;
        return value || ValueKind == JsonTokenType.False;
    }

    /// <summary>The value of a JSON number without fraction or exponent that fits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return ValueKind == JsonTokenType.Number && long.TryParse(RawValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The value of a JSON number that a decimal holds (28 digits); trailing zeros are kept in its scale.</summary>
    public bool TryGetDecimal(out decimal value)
    {
        value = 0;
        return ValueKind == JsonTokenType.Number && decimal.TryParse(RawValue, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>
    /// The children in document order. A primitive's <c>x</c> and <c>_x</c> are one element per item; null items of arrays are skipped unless they carry
    /// extensions. <c>resourceType</c> is no element.
    /// </summary>
    public ElementEnumerator Children() => new(_document, FirstChild, ElementEnumerator.All, null);

    /// <summary>The children of a FHIR name (<c>value</c> finds <c>valueQuantity</c>); of an unknown element its JSON name.</summary>
    public ElementEnumerator Children(string name)
    {
        if (_document is null)
            return default;
        return Children(_document.Model.ResolveName(name));
    }

    /// <summary>As <see cref="Children(string)"/> with the name resolved beforehand: the fast way for compiled expressions.</summary>
    public ElementEnumerator Children(ElementName name) =>
        name.IsDefined ? new(_document, FirstChild, name.Index, null) : new(_document, FirstChild, ElementEnumerator.Named, name.Text);

    /// <summary>The children of one definition; empty when it belongs to another type.</summary>
    public ElementEnumerator Children(ElementDefinition definition) =>
        ReferenceEquals(definition.Owner, Type) ? new(_document, FirstChild, definition.NameIndex, null) : default;

    /// <summary>The first child of a FHIR name, or the absent element.</summary>
    public Element Child(string name)
    {
        var children = Children(name);
        return children.MoveNext() ? children.Current : default;
    }

    /// <summary>The first child of a resolved name, or the absent element.</summary>
    public Element Child(ElementName name)
    {
        var children = Children(name);
        return children.MoveNext() ? children.Current : default;
    }

    /// <summary>FHIRPath from the root of the document: <c>Patient.name[0].given[1]</c>, <c>Bundle.entry[2].resource.id</c>. Empty for the absent element.</summary>
    public string Location() => _document is null ? "" : _document.LocationOf(_index);

    /// <summary>1-based line and column (in bytes) of the value in the document; (0, 0) for the absent element. Counts from the start: for issues only.</summary>
    public (int Line, int Column) Position() => _document is null ? (0, 0) : _document.PositionOf(_index);

    /// <inheritdoc/>
    public bool Equals(Element other) => ReferenceEquals(_document, other._document) && _index == other._index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Element other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_document, _index);

    /// <summary>The location, never the value.</summary>
    public override string ToString() => Location();

    private int FirstChild => _document is null ? 0 : At.FirstChild;
}
