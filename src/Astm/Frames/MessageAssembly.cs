using Carewright.Astm.Records;

namespace Carewright.Astm.Frames;

/// <summary>Puts the texts of frames together to a message.</summary>
internal sealed class MessageAssembly
{
    private byte[] _bytes = [];
    private int _length;
    private int _before;
    private bool _isRecordOver;
    private bool _wasRecordOver;

    internal int Length => _length;

    /// <summary>Whether there is anything but spaces and ends of lines.</summary>
    internal bool IsEmpty => Span.TrimEnd(" \r\n"u8).IsEmpty;

    /// <summary>Whether the last frame ended its record.</summary>
    internal bool IsRecordOver => _isRecordOver;

    private ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Adds what a frame carries.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="isEnd">Whether it ends its record.</param>
    internal void Add(ReadOnlySpan<byte> text, bool isEnd)
    {
        (_before, _wasRecordOver) = (_length, _isRecordOver);
        // Some instruments leave out the carriage return when each record has a frame of its own.
        if (_isRecordOver && _length > 0 && _bytes[_length - 1] is not (ControlBytes.Cr or ControlBytes.Lf) && RecordType.Begins(text, FieldDelimiter()))
            Write("\r"u8);
        Write(text);
        _isRecordOver = isEnd;
    }

    /// <summary>Takes back what was added last: that frame comes again.</summary>
    internal void TakeBack() => (_length, _isRecordOver) = (_before, _wasRecordOver);

    /// <summary>Whether its last record is the terminator, with all of it there.</summary>
    internal bool IsTerminated()
    {
        var rest = Span.TrimEnd(" \r\n"u8);
        var record = rest[(rest.LastIndexOfAny(ControlBytes.Cr, ControlBytes.Lf) + 1)..].TrimStart((byte)' ');
        return _isRecordOver && RecordType.Begins(record, FieldDelimiter()) && RecordType.Of(record[0]) == 'L';
    }

    /// <summary>The message as bytes of their own.</summary>
    internal byte[] ToArray() => Span.ToArray();

    internal void Clear()
    {
        // Nothing of a patient stays longer than it must.
        _bytes.AsSpan(0, _length).Clear();
        (_length, _before, _isRecordOver, _wasRecordOver) = (0, 0, false, false);
    }

    private byte FieldDelimiter() => Span.TrimStart(" \r\n"u8) is [(byte)'H' or (byte)'h', var field, ..] ? field : AstmDelimiters.Standard.Field;

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
