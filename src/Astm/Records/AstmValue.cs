namespace Carewright.Astm.Records;

/// <summary>What a value is: how it divides.</summary>
internal enum Level : byte
{
    /// <summary>Nothing: the value is absent.</summary>
    None,

    /// <summary>The type of a record and H-2: delimiters in it are themselves.</summary>
    Literal,

    /// <summary>A whole field: repeats.</summary>
    Field,

    /// <summary>One repeat: components.</summary>
    Repeat,

    /// <summary>A component: it does not divide.</summary>
    Component,
}

/// <summary>
/// A field, a repeat or a component: a view, without bytes of its own. Parts are numbered from 1; the first part of a value that does not divide is the value itself, and a part that is not there is absent (LIS2-A2 5.4).
/// </summary>
public readonly struct AstmValue : IEquatable<AstmValue>
{
    private readonly AstmMessage? _message;
    private readonly int _start;
    private readonly int _length;
    private readonly Level _level;

    internal AstmValue(AstmMessage message, int start, int length, Level level) => (_message, _start, _length, _level) = (message, start, length, level);

    /// <summary>The bytes as they came, escape sequences and all.</summary>
    public ReadOnlySpan<byte> Raw => _message is null ? default : _message.Bytes.Span.Slice(_start, _length);

    /// <summary>True when there is no value: the sender says nothing.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The text with escape sequences resolved, spaces and all. Delimiters that divide it stay as they are: ask for the part.</summary>
    public string Text => _message is null || _length == 0 ? "" : _level == Level.Literal ? _message.Charset.Decode(Raw) : EscapedText.Decode(Raw, _message.Delimiters, _message.Charset);

    /// <summary>How often a field repeats; 0 when it is empty, 1 for what is no field.</summary>
    public int Repeats => _length == 0 ? 0 : _level == Level.Field ? Count(_message!.Delimiters.Repeat) : 1;

    /// <summary>How many components there are in the first repeat; 0 when it is empty.</summary>
    public int Components => _level == Level.Field ? Repeat(1).Components : _length == 0 ? 0 : _level == Level.Repeat ? Count(_message!.Delimiters.Component) : 1;

    /// <summary>A repeat of a field, from 1.</summary>
    public AstmValue Repeat(int number) => _level == Level.Field ? Part(_message!.Delimiters.Repeat, number, Level.Repeat) : number == 1 ? this : default;

    /// <summary>A component, from 1; of a field, that of its first repeat.</summary>
    public AstmValue Component(int number) => _level switch
    {
        Level.Field => Repeat(1).Component(number),
        Level.Repeat => Part(_message!.Delimiters.Component, number, Level.Component),
        _ => number == 1 ? this : default,
    };

    /// <summary>The repeats of a field; nothing of an empty one.</summary>
    public IEnumerable<AstmValue> Divide()
    {
        for (var (number, count) = (1, Repeats); number <= count; number++)
            yield return Repeat(number);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <inheritdoc />
    public bool Equals(AstmValue other) => ReferenceEquals(_message, other._message) && _start == other._start && _length == other._length && _level == other._level;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AstmValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_message, _start, _length, _level);

    /// <summary>Whether two views are of one place.</summary>
    public static bool operator ==(AstmValue left, AstmValue right) => left.Equals(right);

    /// <summary>Whether two views are of different places.</summary>
    public static bool operator !=(AstmValue left, AstmValue right) => !left.Equals(right);

    // A delimiter that the message does not have is a zero byte: it divides nothing.
    private int Count(byte delimiter) => delimiter == 0 ? 1 : Raw.Count(delimiter) + 1;

    private AstmValue Part(byte delimiter, int number, Level level)
    {
        if (number < 1)
            return default;
        var start = _start;
        var rest = Raw;
        while (true)
        {
            var at = delimiter == 0 ? -1 : rest.IndexOf(delimiter);
            if (--number == 0)
                return new AstmValue(_message!, start, at < 0 ? rest.Length : at, level);
            if (at < 0)
                return default;
            start += at + 1;
            rest = rest[(at + 1)..];
        }
    }
}
