using System.Text;

namespace Carewright.Hl7v2;

/// <summary>A segment of a message: a view, without bytes of its own.</summary>
public readonly struct Hl7Segment : IEquatable<Hl7Segment>
{
    private readonly Hl7Message _message;
    private readonly int _place;

    internal Hl7Segment(Hl7Message message, int place)
    {
        _message = message;
        _place = place;
    }

    /// <summary>Its place in the message, from 0.</summary>
    public int Place => _place;

    /// <summary>Its name in capital letters, such as <c>PID</c>.</summary>
    public string Name => Encoding.ASCII.GetString(NameBytes).ToUpperInvariant();

    /// <summary>The segment as it came, without what ends it.</summary>
    public ReadOnlySpan<byte> Raw => _message.Bytes.Span[_message.Place(_place).Start.._message.Place(_place).End];

    /// <summary>The number of its last field: MSH-1 and MSH-2 are counted.</summary>
    public int FieldCount => _message.Place(_place).Separators + (IsHeader ? 1 : 0);

    /// <summary>A field by its number from 1; absent when the segment ends before it. MSH-1, FHS-1 and BHS-1 are the field separator itself (HL7 v2.8 ch. 2.14.9.1).</summary>
    public Hl7Value this[int field]
    {
        get
        {
            ref readonly var place = ref _message.Place(_place);
            var number = IsHeader ? field - 1 : field;
            if (number == 0 && IsHeader)
                return new Hl7Value(_message, place.Start + 3, 1, Level.Literal);
            if (number < 1 || number > place.Separators)
                return default;
            var start = _message.Separator(place.FirstSeparator + number - 1) + 1;
            var end = number == place.Separators ? place.End : _message.Separator(place.FirstSeparator + number);
            return new Hl7Value(_message, start, end - start, IsHeader && number == 1 ? Level.Literal : Level.Field);
        }
    }

    private ReadOnlySpan<byte> NameBytes
    {
        get
        {
            ref readonly var place = ref _message.Place(_place);
            return _message.Bytes.Span.Slice(place.Start, Math.Min(3, place.End - place.Start));
        }
    }

    // Asked for each field that is read: few names begin like a header's.
    private bool IsHeader => NameBytes is [(byte)'M' or (byte)'m' or (byte)'F' or (byte)'f' or (byte)'B' or (byte)'b', ..] && (Is("MSH") || Is("FHS") || Is("BHS"));

    /// <summary>Whether it has this name, small letters or not.</summary>
    public bool Is(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Ascii.EqualsIgnoreCase(NameBytes, name);
    }

    /// <inheritdoc />
    public bool Equals(Hl7Segment other) => ReferenceEquals(_message, other._message) && _place == other._place;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Hl7Segment other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_message, _place);

    /// <summary>Whether two views are of one segment.</summary>
    public static bool operator ==(Hl7Segment left, Hl7Segment right) => left.Equals(right);

    /// <summary>Whether two views are of different segments.</summary>
    public static bool operator !=(Hl7Segment left, Hl7Segment right) => !left.Equals(right);
}
