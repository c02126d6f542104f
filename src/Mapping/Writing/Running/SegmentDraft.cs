using System.Buffers;
using Carewright.Hl7v2;

namespace Carewright.Mapping.Writing.Running;

/// <summary>A segment that is being filled. What is empty at the end of it is not written.</summary>
internal sealed class SegmentDraft(string name)
{
    private readonly List<List<SegmentPart>> _fields = [];

    /// <summary>Name of the segment.</summary>
    public string Name => name;

    /// <summary>The repetitions of a field from 1, those that are there.</summary>
    public List<SegmentPart> Field(int field)
    {
        while (_fields.Count < field)
            _fields.Add([]);
        return _fields[field - 1];
    }

    /// <summary>A repetition of a field from 1, made when it is not there.</summary>
    public SegmentPart Repetition(int field, int repetition)
    {
        var all = Field(field);
        while (all.Count < repetition)
            all.Add(new SegmentPart());
        return all[repetition - 1];
    }

    /// <summary>Writes the segment with its end. MSH-1 is the separator, MSH-2 the delimiters.</summary>
    public void Write(IBufferWriter<byte> bytes, Delimiters delimiters)
    {
        bytes.Write(System.Text.Encoding.ASCII.GetBytes(name));
        var isHeader = name == "MSH";
        if (isHeader)
            bytes.Write([delimiters.Field, .. delimiters.EncodingCharacters()]);
        var last = _fields.FindLastIndex(field => field.Exists(part => !part.IsEmpty));
        for (var i = isHeader ? 2 : 0; i <= last; i++)
        {
            bytes.Write([delimiters.Field]);
            WriteField(_fields[i], bytes, delimiters);
        }
        bytes.Write("\r"u8);
    }

    private static void WriteField(List<SegmentPart> repetitions, IBufferWriter<byte> bytes, Delimiters delimiters)
    {
        var last = repetitions.FindLastIndex(part => !part.IsEmpty);
        for (var i = 0; i <= last; i++)
        {
            if (i > 0)
                bytes.Write([delimiters.Repetition]);
            repetitions[i].Write(bytes, delimiters.Component, delimiters.Subcomponent);
        }
    }
}

/// <summary>A repetition, a component or a sub-component that is being filled.</summary>
internal sealed class SegmentPart
{
    private readonly List<SegmentPart> _parts = [];
    private byte[] _text = [];

    /// <summary>Whether nothing stands in it.</summary>
    public bool IsEmpty => _text.Length == 0 && _parts.TrueForAll(part => part.IsEmpty);

    /// <summary>A part from 1, made when it is not there. The first part of what has a text is that text.</summary>
    public SegmentPart Part(int number)
    {
        while (_parts.Count < number)
            _parts.Add(new SegmentPart());
        if (_text.Length > 0)
            (_parts[0]._text, _text) = (_text, []);
        return _parts[number - 1];
    }

    /// <summary>Puts a text where nothing stands; escaped already.</summary>
    public void Put(byte[] text)
    {
        if (IsEmpty)
            _text = text;
    }

    /// <summary>Takes over what another holds.</summary>
    public void Take(SegmentPart other)
    {
        _text = other._text;
        _parts.AddRange(other._parts);
    }

    /// <summary>Writes it with the delimiter of its parts, and that of theirs.</summary>
    public void Write(IBufferWriter<byte> bytes, byte delimiter, byte inner)
    {
        bytes.Write(_text);
        var last = _parts.FindLastIndex(part => !part.IsEmpty);
        for (var i = 0; i <= last; i++)
        {
            if (i > 0)
                bytes.Write([delimiter]);
            _parts[i].Write(bytes, inner, 0);
        }
    }
}
