using System.Buffers;
using System.Globalization;

namespace Carewright.Astm.Records;

/// <summary>
/// A message that can be changed or made. What is not set stays byte for byte as it came: other fields, parts of the same field, line ends, spaces. Not safe for several threads.
/// </summary>
public sealed class EditableMessage
{
    private readonly List<Line> _lines = [];
    private readonly byte[] _before;
    private Hierarchy? _numbering;

    private EditableMessage(AstmDelimiters delimiters, AstmCharset charset, byte[] before) => (Delimiters, Charset, _before) = (delimiters, charset, before);

    /// <summary>The delimiters it is written with.</summary>
    public AstmDelimiters Delimiters { get; }

    /// <summary>What its texts are written in.</summary>
    public AstmCharset Charset { get; }

    /// <summary>Records.</summary>
    public int Count => _lines.Count;

    /// <summary>A message that has only H-1 and H-2.</summary>
    /// <param name="delimiters">Null for the standard's.</param>
    /// <param name="charset">What its texts are written in.</param>
    public static EditableMessage New(AstmDelimiters? delimiters = null, AstmCharset charset = AstmCharset.Latin1)
    {
        var message = new EditableMessage(delimiters ?? AstmDelimiters.Standard, charset, []);
        message._lines.Add(new Line([(byte)'H', message.Delimiters.Field, .. message.Delimiters.Definition()], [(byte)'\r']));
        return message;
    }

    /// <summary>One that came.</summary>
    public static EditableMessage Of(AstmMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var bytes = message.Bytes.Span;
        var editable = new EditableMessage(message.Delimiters, message.Charset, bytes[..message.Place(0).Start].ToArray());
        for (var i = 0; i < message.RecordCount; i++)
        {
            var place = message.Place(i);
            editable._lines.Add(new Line(bytes[place.Start..place.End].ToArray(), bytes[place.End..place.Next].ToArray()));
        }
        return editable;
    }

    /// <summary>Adds a record at the end and returns its place.</summary>
    /// <param name="type">A capital letter.</param>
    /// <param name="number">Its sequence number; null for the next: one more than that of the last record of the type that belongs to the same record (LIS2-A2 5.6.7).</param>
    /// <exception cref="ArgumentException">It is no letter, or a further header.</exception>
    public int Add(char type, int? number = null)
    {
        if (!char.IsAsciiLetterUpper(type) || type == 'H')
            throw new ArgumentException("A record's type is a capital letter, and the header is there.", nameof(type));
        // A last record that came without an end gets one when something follows it.
        if (_lines[^1].After.Length == 0)
            _lines[^1] = _lines[^1] with { After = [(byte)'\r'] };
        var place = _lines.Count;
        var next = Numbering().Take(place, type).Number;
        _lines.Add(new Line([(byte)type, Delimiters.Field], [(byte)'\r']));
        Set(place, 2, (number ?? next).ToString(CultureInfo.InvariantCulture));
        return place;
    }

    /// <summary>Adds the terminator record.</summary>
    public void End(TerminationCode code = TerminationCode.Normal) => Set(Add('L'), 3, code.Letter().ToString());

    /// <summary>Takes a record out, what stood after it included.</summary>
    /// <exception cref="ArgumentException">It is the header.</exception>
    public void RemoveAt(int place)
    {
        if (place == 0)
            throw new ArgumentException("A message has a header.", nameof(place));
        _lines.RemoveAt(place);
        _numbering = null;
    }

    /// <summary>Puts a text into a field, a repeat or a component, escaped as it must be; an empty text empties it.</summary>
    /// <param name="place">The record's place from 0.</param>
    /// <param name="field">The field from 2.</param>
    /// <param name="text">The text.</param>
    /// <param name="component">The component from 1; 0 for all of the repeat.</param>
    /// <param name="repeat">The repeat from 1; 0 for all of the field, or of its first repeat when a component is named.</param>
    /// <exception cref="FormatException">The text has a character that the set has not, or the message has no delimiter for that.</exception>
    public void Set(int place, int field, string text, int component = 0, int repeat = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        SetRaw(place, field, EscapedText.Encode(text, Delimiters, Charset), component, repeat);
    }

    /// <summary>Puts bytes into a field, a repeat or a component as they are: delimiters in them divide, such as <c>^^^GLU</c>.</summary>
    /// <exception cref="ArgumentException">A record's type and H-2 cannot be set, nor can bytes that hold the end of a record or a field delimiter.</exception>
    public void SetRaw(int place, int field, ReadOnlySpan<byte> value, int component = 0, int repeat = 0)
    {
        if (field < 2 || (field == 2 && place == 0))
            throw new ArgumentException("A record's type and H-2 say how the message is written; make another message.", nameof(field));
        if (value.IndexOfAny((byte)'\r', (byte)'\n', Delimiters.Field) >= 0)
            throw new ArgumentException("A value holds neither a field delimiter nor the end of a record.", nameof(value));
        _lines[place] = _lines[place] with { Bytes = PartReplacement.In(_lines[place].Bytes, Delimiters, field, repeat, component, value) };
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(_before.Length + _lines.Sum(line => line.Bytes.Length + line.After.Length) + 1);
        bytes.Write(_before);
        foreach (var line in _lines)
        {
            bytes.Write(line.Bytes);
            bytes.Write(line.After);
        }
        return bytes.WrittenSpan.ToArray();
    }

    private Hierarchy Numbering()
    {
        if (_numbering is not null)
            return _numbering;
        _numbering = new Hierarchy();
        for (var i = 0; i < _lines.Count; i++)
            _numbering.Take(i, RecordType.Of(_lines[i].Bytes[0]));
        return _numbering;
    }

    /// <summary>A record and what comes after it, up to the next.</summary>
    private sealed record Line(byte[] Bytes, byte[] After);
}
