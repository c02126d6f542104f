namespace Carewright.Astm.Records;

/// <summary>A record of a message: a view, without bytes of its own.</summary>
public readonly struct AstmRecord : IEquatable<AstmRecord>
{
    private readonly AstmMessage _message;

    internal AstmRecord(AstmMessage message, int place) => (_message, Place) = (message, place);

    /// <summary>Its place in the message, from 0.</summary>
    public int Place { get; }

    /// <summary>Its type, a capital letter: H, P, O, R, C, Q, S, M, L, or another that the standard has not.</summary>
    public char Type => RecordType.Of(Raw[0]);

    /// <summary>The record as it came, without what ends it.</summary>
    public ReadOnlySpan<byte> Raw => _message.Bytes.Span[_message.Place(Place).Start.._message.Place(Place).End];

    /// <summary>The record that it belongs to: an order's patient, a result's order, what a comment or a manufacturer's record stands after. Null for the header.</summary>
    public AstmRecord? Parent => _message.Place(Place).Parent is var parent and >= 0 ? new AstmRecord(_message, parent) : null;

    /// <summary>The number of its last field; the type is field 1 (LIS2-A2 5.6).</summary>
    public int FieldCount => Raw.Count(_message.Delimiters.Field) + 1;

    /// <summary>A field by its number from 1 (the type); absent when the record ends before it. H-2 declares delimiters and does not divide.</summary>
    public AstmValue this[int field]
    {
        get
        {
            if (field < 1)
                return default;
            var start = _message.Place(Place).Start;
            var rest = Raw;
            for (var number = 1; ; number++)
            {
                var at = rest.IndexOf(_message.Delimiters.Field);
                if (number == field)
                    return new AstmValue(_message, start, at < 0 ? rest.Length : at, field == 1 || (field == 2 && Place == 0) ? Level.Literal : Level.Field);
                if (at < 0)
                    return default;
                start += at + 1;
                rest = rest[(at + 1)..];
            }
        }
    }

    /// <summary>The records that belong to it, in order.</summary>
    /// <param name="type">Those of one type only; null for all.</param>
    public IEnumerable<AstmRecord> Children(char? type = null)
    {
        // What belongs to it follows it without a gap: the first that belongs to an earlier one ends it.
        for (var i = Place + 1; i < _message.RecordCount && _message.Place(i).Parent >= Place; i++)
            if (_message.Place(i).Parent == Place && (type is null || _message[i].Type == type))
                yield return _message[i];
    }

    /// <summary>The comments that stand after it.</summary>
    public IEnumerable<CommentRecord> Comments() => Children('C').Select(record => new CommentRecord(record));

    /// <summary>The text of a field without the spaces around it: instruments fill fixed widths.</summary>
    internal string Trimmed(int field, int component = 0) => (component == 0 ? this[field] : this[field].Component(component)).Text.Trim(' ');

    /// <inheritdoc />
    public bool Equals(AstmRecord other) => ReferenceEquals(_message, other._message) && Place == other.Place;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AstmRecord other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_message, Place);

    /// <summary>Whether two views are of one record.</summary>
    public static bool operator ==(AstmRecord left, AstmRecord right) => left.Equals(right);

    /// <summary>Whether two views are of different records.</summary>
    public static bool operator !=(AstmRecord left, AstmRecord right) => !left.Equals(right);
}
