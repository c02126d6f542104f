using Carewright.Hl7v2.Text;

namespace Carewright.Hl7v2;

/// <summary>What a value is: how it divides.</summary>
internal enum Level : byte
{
    /// <summary>Nothing: the value is absent.</summary>
    None,

    /// <summary>MSH-1 and MSH-2: delimiters in it are themselves.</summary>
    Literal,

    /// <summary>A whole field: repetitions.</summary>
    Field,

    /// <summary>One repetition: components.</summary>
    Repetition,

    /// <summary>A component: sub-components.</summary>
    Component,

    /// <summary>A sub-component: it does not divide.</summary>
    Subcomponent,
}

/// <summary>
/// A field, a repetition, a component or a sub-component: a view, without bytes of its own. Parts are numbered from 1; the first part of a value that does not divide is the value itself, and a part that is not
/// there is absent (HL7 v2.8 ch. 2.7 and 2.10: what is absent, what is empty and what is <c>""</c> differ).
/// </summary>
public readonly struct Hl7Value : IEquatable<Hl7Value>
{
    private readonly Hl7Message? _message;
    private readonly int _start;
    private readonly int _length;
    private readonly Level _level;

    internal Hl7Value(Hl7Message message, int start, int length, Level level)
    {
        _message = message;
        _start = start;
        _length = length;
        _level = level;
    }

    /// <summary>The bytes as they came, escape sequences and all.</summary>
    public ReadOnlySpan<byte> Raw => _message is null ? default : _message.Bytes.Span.Slice(_start, _length);

    /// <summary>True when there is no value: the sender says nothing, and what the receiver has stays.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>True for <c>""</c>: the sender says that there is none, and what the receiver has goes.</summary>
    public bool IsNull => Raw is [(byte)'"', (byte)'"'];

    /// <summary>True when there is something to read: neither empty nor <c>""</c>.</summary>
    public bool HasValue => !IsEmpty && !IsNull;

    /// <summary>Where it stands in the message's bytes.</summary>
    public Range Bytes => _start..(_start + _length);

    /// <summary>
    /// The text with escape sequences resolved, in the message's character set. Delimiters that divide it stay as they are: ask for the part. <c>""</c> is two quotation marks; see <see cref="IsNull"/>.
    /// </summary>
    public string Text => _message is null || _length == 0 ? "" : _level == Level.Literal ? System.Text.Encoding.Latin1.GetString(Raw) : EscapedText.Decode(Raw, _message.Delimiters, _message.CharacterSet);

    /// <summary>How often a field repeats; 0 when it is empty, 1 for what is no field.</summary>
    public int Repetitions => _length == 0 ? 0 : _level == Level.Field ? Count(_message!.Delimiters.Repetition) : 1;

    /// <summary>How many components there are in the first repetition; 0 when it is empty.</summary>
    public int Components => _level == Level.Field ? Repetition(1).Components : _length == 0 ? 0 : _level == Level.Repetition ? Count(_message!.Delimiters.Component) : 1;

    /// <summary>How many sub-components there are in the first component; 0 when it is empty.</summary>
    public int Subcomponents => _level is Level.Field or Level.Repetition ? Component(1).Subcomponents : _length == 0 ? 0 : _level == Level.Component ? Count(_message!.Delimiters.Subcomponent) : 1;

    /// <summary>A repetition of a field, from 1.</summary>
    public Hl7Value Repetition(int number) => _level switch
    {
        Level.Field => Part(_message!.Delimiters.Repetition, number, Level.Repetition),
        _ => number == 1 ? this : default,
    };

    /// <summary>A component, from 1; of a field, that of its first repetition.</summary>
    public Hl7Value Component(int number) => _level switch
    {
        Level.Field => Repetition(1).Component(number),
        Level.Repetition => Part(_message!.Delimiters.Component, number, Level.Component),
        _ => number == 1 ? this : default,
    };

    /// <summary>A sub-component, from 1; of a field or a repetition, that of its first component.</summary>
    public Hl7Value Subcomponent(int number) => _level switch
    {
        Level.Field or Level.Repetition => Component(1).Subcomponent(number),
        Level.Component => Part(_message!.Delimiters.Subcomponent, number, Level.Subcomponent),
        _ => number == 1 ? this : default,
    };

    /// <summary>The repetitions of a field with their numbers from 1, the components of a repetition, the sub-components of a component; a value that does not divide is its own first part. Nothing of an absent value.</summary>
    public IEnumerable<(int Number, Hl7Value Value)> Divide()
    {
        if (_message is null)
            yield break;
        var (delimiter, level) = _level switch
        {
            Level.Field => (_message.Delimiters.Repetition, Level.Repetition),
            Level.Repetition => (_message.Delimiters.Component, Level.Component),
            Level.Component => (_message.Delimiters.Subcomponent, Level.Subcomponent),
            _ => ((byte)0, _level),
        };
        var (number, start) = (1, 0);
        for (var at = Next(start, delimiter); at >= 0; at = Next(start, delimiter))
        {
            yield return (number++, new Hl7Value(_message, _start + start, at, level));
            start += at + 1;
        }
        yield return (number, new Hl7Value(_message, _start + start, _length - start, level));
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <inheritdoc />
    public bool Equals(Hl7Value other) => ReferenceEquals(_message, other._message) && _start == other._start && _length == other._length && _level == other._level;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Hl7Value other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_message, _start, _length, _level);

    /// <summary>Whether two views are of one place.</summary>
    public static bool operator ==(Hl7Value left, Hl7Value right) => left.Equals(right);

    /// <summary>Whether two views are of different places.</summary>
    public static bool operator !=(Hl7Value left, Hl7Value right) => !left.Equals(right);

    private int Next(int from, byte delimiter) => _message!.CharacterSet.IndexOf(Raw[from..], delimiter);

    private int Count(byte delimiter)
    {
        var count = 1;
        for (var rest = Raw; _message!.CharacterSet.IndexOf(rest, delimiter) is var at and >= 0; rest = rest[(at + 1)..])
            count++;
        return count;
    }

    private Hl7Value Part(byte delimiter, int number, Level level)
    {
        if (number < 1)
            return default;
        var start = 0;
        var raw = Raw;
        while (true)
        {
            var at = _message!.CharacterSet.IndexOf(raw[start..], delimiter);
            var length = at < 0 ? raw.Length - start : at;
            if (--number == 0)
                return new Hl7Value(_message, _start + start, length, level);
            if (at < 0)
                return default;
            start += at + 1;
        }
    }
}
