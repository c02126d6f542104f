using Carewright.Hl7v2.Reading;
using Carewright.Hl7v2.Text;
using Carewright.Kernel;

namespace Carewright.Hl7v2;

/// <summary>
/// One message: its bytes as they came, and where its segments and fields begin. Nothing is copied and nothing below the field is looked at until it is asked for. Immutable, safe for many threads; valid for as
/// long as its bytes are not changed.
/// </summary>
public sealed class Hl7Message
{
    private readonly SegmentPlace[] _segments;
    private readonly int[] _separators;

    internal Hl7Message(ReadOnlyMemory<byte> bytes, Delimiters delimiters, SegmentPlace[] segments, int[] separators, CharacterSet characterSet, IReadOnlyList<LeniencyUse> leniencies)
    {
        Bytes = bytes;
        Delimiters = delimiters;
        CharacterSet = characterSet;
        Leniencies = leniencies;
        _segments = segments;
        _separators = separators;
    }

    /// <summary>The message as it came, whatever was before and after it included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What MSH declares.</summary>
    public Delimiters Delimiters { get; }

    /// <summary>What MSH-18 declares, or what was taken instead.</summary>
    public CharacterSet CharacterSet { get; }

    /// <summary>What was wrong and taken none the less.</summary>
    public IReadOnlyList<LeniencyUse> Leniencies { get; }

    /// <summary>Segments, MSH included.</summary>
    public int SegmentCount => _segments.Length;

    /// <summary>A segment by its place from 0.</summary>
    public Hl7Segment this[int place] => new(this, place);

    /// <summary>All segments in order.</summary>
    public IEnumerable<Hl7Segment> Segments()
    {
        for (var i = 0; i < _segments.Length; i++)
            yield return new Hl7Segment(this, i);
    }

    /// <summary>A segment by its name and occurrence from 1; null when there is none.</summary>
    public Hl7Segment? Find(string name, int occurrence = 1)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < _segments.Length; i++)
            if (new Hl7Segment(this, i).Is(name) && --occurrence == 0)
                return new Hl7Segment(this, i);
        return null;
    }

    /// <summary>Reads one message. It is either a message, with what was lenient about it, or a fault; never an exception, whatever the bytes.</summary>
    /// <param name="bytes">One message, without the frame of a transport; it is kept, not copied.</param>
    /// <param name="limits">How large it may be; null for the defaults.</param>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, ReadLimits? limits = null) => new MessageReader(bytes, limits ?? ReadLimits.Default).Read();

    /// <summary>Reads one message that must be one.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static Hl7Message Parse(ReadOnlyMemory<byte> bytes)
    {
        var result = Read(bytes);
        return result.Message ?? throw new FormatException(result.Fault!.Message);
    }

    internal ref readonly SegmentPlace Place(int place) => ref _segments[place];

    internal int Separator(int number) => _separators[number];

    /// <summary>The first value at a path; absent when there is none. What the path leaves open is the first: segment, repetition.</summary>
    public Hl7Value First(Hl7Path path) => Find(path.Segment, Math.Max(1, path.Occurrence)) is { } segment ? path.Within(Repetition(segment[path.Field], path)) : default;

    /// <summary>All values at a path, empty ones left out: of every segment and every repetition that it leaves open.</summary>
    public IEnumerable<Hl7Value> All(Hl7Path path)
    {
        var occurrence = 0;
        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = new Hl7Segment(this, i);
            if (!segment.Is(path.Segment) || (++occurrence != path.Occurrence && path.Occurrence != 0))
                continue;
            foreach (var repetition in segment[path.Field].Divide())
                if ((path.Repetition == 0 || path.Repetition == repetition.Number) && path.Within(repetition.Value) is { IsEmpty: false } value)
                    yield return value;
        }
    }

    /// <summary>The text at a path; empty when there is none.</summary>
    /// <exception cref="FormatException">It is no path.</exception>
    public string Text(string path) => First(Hl7Path.Parse(path)).Text;

    private static Hl7Value Repetition(Hl7Value field, Hl7Path path) => path.Repetition > 0 ? field.Repetition(path.Repetition) : field;
}

/// <summary>Where a segment stands.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">After its last byte, without what ends it.</param>
/// <param name="Next">Where the next begins: what lies between is terminators and whatever was passed over.</param>
/// <param name="FirstSeparator">Number of its first field separator.</param>
/// <param name="Separators">How many field separators it has.</param>
internal readonly record struct SegmentPlace(int Start, int End, int Next, int FirstSeparator, int Separators);

/// <summary>What reading gave: a message or a fault.</summary>
/// <param name="Message">The message; null when there is a fault.</param>
/// <param name="Fault">Why it is no message; null when it is one.</param>
public readonly record struct ReadResult(Hl7Message? Message, Issue? Fault);
