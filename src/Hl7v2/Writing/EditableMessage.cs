using System.Buffers;
using System.Text;
using Carewright.Hl7v2.Text;

namespace Carewright.Hl7v2.Writing;

/// <summary>
/// A message that can be changed or made. What is not set stays byte for byte as it came: other fields, parts of the same field, line ends, spaces. Not safe for several threads.
/// </summary>
public sealed class EditableMessage
{
    private readonly List<Line> _lines = [];
    private readonly byte[] _before;

    private EditableMessage(Delimiters delimiters, CharacterSet characterSet, byte[] before)
    {
        Delimiters = delimiters;
        CharacterSet = characterSet;
        _before = before;
    }

    /// <summary>The delimiters it is written with.</summary>
    public Delimiters Delimiters { get; }

    /// <summary>The character set that texts are written in; it is not put into MSH-18.</summary>
    public CharacterSet CharacterSet { get; }

    /// <summary>Segments.</summary>
    public int Count => _lines.Count;

    /// <summary>A message that has only MSH-1 and MSH-2.</summary>
    public static EditableMessage New(Delimiters delimiters, CharacterSet characterSet)
    {
        var message = new EditableMessage(delimiters, characterSet, []);
        message._lines.Add(new Line([.. "MSH"u8, delimiters.Field, .. delimiters.EncodingCharacters()], [(byte)'\r']));
        return message;
    }

    /// <summary>One that came.</summary>
    public static EditableMessage Of(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var bytes = message.Bytes.Span;
        var editable = new EditableMessage(message.Delimiters, message.CharacterSet, bytes[..message.Place(0).Start].ToArray());
        for (var i = 0; i < message.SegmentCount; i++)
        {
            var place = message.Place(i);
            editable._lines.Add(new Line(bytes[place.Start..place.End].ToArray(), bytes[place.End..place.Next].ToArray()));
        }
        return editable;
    }

    /// <summary>Adds an empty segment at the end and returns its place.</summary>
    public int Add(string name)
    {
        Insert(_lines.Count, name);
        return _lines.Count - 1;
    }

    /// <summary>Adds an empty segment before a place.</summary>
    public void Insert(int place, string name)
    {
        // A last segment that came without an end gets one when something follows it.
        if (place == _lines.Count && _lines.Count > 0 && _lines[^1].After.Length == 0)
            _lines[^1] = _lines[^1] with { After = [(byte)'\r'] };
        _lines.Insert(place, new Line(Encoding.ASCII.GetBytes(name), [(byte)'\r']));
    }

    /// <summary>Takes a segment out.</summary>
    public void RemoveAt(int place) => _lines.RemoveAt(place);

    /// <summary>The place of a segment by name and occurrence from 1; -1 when there is none.</summary>
    public int IndexOf(string name, int occurrence = 1) => _lines.FindIndex(line => Ascii.EqualsIgnoreCase(line.Bytes.AsSpan(0, Math.Min(3, line.Bytes.Length)), name) && --occurrence == 0);

    /// <summary>Puts a text at a path, escaped as it must be. A segment that is not there is added at the end; an empty text empties the place.</summary>
    public void Set(Hl7Path path, string text)
    {
        var place = IndexOf(path.Segment, Math.Max(1, path.Occurrence));
        SetRaw(place < 0 ? Add(path.Segment) : place, path, EscapedText.Encode(text, Delimiters, CharacterSet));
    }

    /// <summary>As <see cref="Set(Hl7Path, string)"/>, by the text of the path.</summary>
    /// <exception cref="FormatException">It is no path.</exception>
    public void Set(string path, string text) => Set(Hl7Path.Parse(path), text);

    /// <summary>Puts a text into the segment at a place.</summary>
    public void Set(int place, Hl7Path path, string text) => SetRaw(place, path, EscapedText.Encode(text, Delimiters, CharacterSet));

    /// <summary>Puts bytes into the segment at a place as they are: delimiters in them divide.</summary>
    /// <exception cref="ArgumentException">MSH-1 and MSH-2 cannot be set, nor can bytes that hold the end of a segment or, below the field, its separator.</exception>
    public void SetRaw(int place, Hl7Path path, ReadOnlySpan<byte> value)
    {
        var line = _lines[place].Bytes;
        var isHeader = Ascii.EqualsIgnoreCase(line.AsSpan(0, Math.Min(3, line.Length)), "MSH");
        if (isHeader && path.Field < 3)
            throw new ArgumentException("MSH-1 and MSH-2 say how the message is written; make another message.", nameof(path));
        if (value.IndexOfAny((byte)'\r', (byte)'\n') >= 0 || CharacterSet.IndexOf(value, Delimiters.Field) >= 0)
            throw new ArgumentException("A value holds neither a field separator nor the end of a segment.", nameof(value));
        var field = new PartPath(path, Delimiters).Replace(line, isHeader ? path.Field - 1 : path.Field, value, CharacterSet);
        _lines[place] = _lines[place] with { Bytes = field };
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(_lines.Sum(line => line.Bytes.Length + line.After.Length) + _before.Length + 1);
        bytes.Write(_before);
        foreach (var line in _lines)
        {
            bytes.Write(line.Bytes);
            bytes.Write(line.After);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A segment and what comes after it, up to the next.</summary>
    private sealed record Line(byte[] Bytes, byte[] After);
}
