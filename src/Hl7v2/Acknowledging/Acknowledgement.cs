using System.Globalization;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;

namespace Carewright.Hl7v2.Acknowledging;

/// <summary>Makes acknowledgements (HL7 v2.8 ch. 2.9): sender and receiver change places, MSA names the message, each ERR says what is wrong.</summary>
/// <param name="application">MSH-3, where the message does not say whom it is for.</param>
public sealed class Acknowledgement(string application)
{
    private const string DefaultVersion = "2.5.1";

    /// <summary>Whether a sender asks for an acknowledgement of this kind (MSH-15, MSH-16; table 0155). In original mode, where neither is given, an application acknowledgement is always sent, and no other.</summary>
    public static bool IsAskedFor(Hl7Message message, AcknowledgementCode code)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (accept, answer) = (message[0][15].Text, message[0][16].Text);
        var isCommit = code is AcknowledgementCode.CA or AcknowledgementCode.CE or AcknowledgementCode.CR;
        if (accept.Length == 0 && answer.Length == 0)
            return !isCommit;
        var isGood = code is AcknowledgementCode.AA or AcknowledgementCode.CA;
        return (isCommit ? accept : answer) switch
        {
            "AL" => true,
            "SU" => isGood,
            "ER" => !isGood,
            _ => false,
        };
    }

    /// <summary>The acknowledgement of a message, in its delimiters (and those that it lacks), version and character set.</summary>
    /// <param name="message">The message.</param>
    /// <param name="code">MSA-1.</param>
    /// <param name="at">MSH-7, with its offset.</param>
    /// <param name="controlId">MSH-10 of the acknowledgement.</param>
    /// <param name="errors">What is wrong; from version 2.5 on with code, severity and text, before that by its place and text.</param>
    public byte[] Of(Hl7Message message, AcknowledgementCode code, DateTimeOffset at, string controlId, params IReadOnlyList<MessageError> errors)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(errors);
        var header = message[0];
        var version = header[12].Component(1).Text is { Length: > 0 } said ? said : DefaultVersion;
        var answer = EditableMessage.New(Complete(message.Delimiters, header.Raw), message.CharacterSet);
        answer.Set("MSH-3", application);
        foreach (var (from, to) in new[] { (5, 3), (6, 4), (3, 5), (4, 6), (11, 11), (18, 18) })
            if (!header[from].IsEmpty)
                answer.SetRaw(0, new Hl7Path("MSH", 1, to), OneLine(header[from].Raw));
        answer.Set("MSH-7", Time(at));
        answer.Set("MSH-9.1", "ACK");
        if (header[9].Component(2).Text is { Length: > 0 } trigger)
            answer.Set("MSH-9.2", trigger);
        // The third component came with version 2.3.1.
        if (header[9].Components > 2)
            answer.Set("MSH-9.3", "ACK");
        answer.Set("MSH-10", controlId);
        answer.Set("MSH-12", version);
        var acknowledged = answer.Add("MSA");
        answer.Set(acknowledged, Hl7Path.Parse("MSA-1"), code.ToString());
        answer.SetRaw(acknowledged, Hl7Path.Parse("MSA-2"), OneLine(header[10].Raw));
        Add(answer, errors, version);
        return answer.ToBytes();
    }

    /// <summary>The rejection of bytes that are no message: which it was cannot be told.</summary>
    public byte[] OfNothing(DateTimeOffset at, string controlId, MessageError error)
    {
        var answer = EditableMessage.New(Delimiters.Standard, CharacterSet.Ascii);
        answer.Set("MSH-3", application);
        answer.Set("MSH-7", Time(at));
        answer.Set("MSH-9.1", "ACK");
        answer.Set("MSH-10", controlId);
        answer.Set("MSH-11", "P");
        answer.Set("MSH-12", DefaultVersion);
        answer.Set("MSA-1", nameof(AcknowledgementCode.AR));
        Add(answer, [error], DefaultVersion);
        return answer.ToBytes();
    }

    // A header that is read leniently may hold line breaks, which no segment of an answer may.
    private static ReadOnlySpan<byte> OneLine(ReadOnlySpan<byte> raw) => raw.IndexOfAny((byte)'\r', (byte)'\n') < 0 ? raw : raw.ToArray().Where(letter => letter is not ((byte)'\r' or (byte)'\n')).ToArray();

    // What declares no escape character could not be told a text that holds a delimiter, and who gets no answer sends for ever. None that is added stands in the header, of which parts are repeated as they are.
    private static Delimiters Complete(Delimiters declared, ReadOnlySpan<byte> header)
    {
        Span<byte> four = [declared.Component, declared.Repetition, declared.Escape, declared.Subcomponent];
        foreach (var letter in "^~\\&%$!@*;?{}"u8)
            if (four.IndexOf((byte)0) is >= 0 and var place && letter != declared.Field && !four.Contains(letter) && !header.Contains(letter))
                four[place] = letter;
        return declared with { Component = four[0], Repetition = four[1], Escape = four[2], Subcomponent = four[3] };
    }

    private static string Time(DateTimeOffset at) => at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static void Add(EditableMessage answer, IReadOnlyList<MessageError> errors, string version)
    {
        if (errors.Count > 0 && string.CompareOrdinal(version, "2.5") < 0)
            answer.Set("MSA-3", errors[0].Text);
        foreach (var error in errors)
        {
            var place = answer.Add("ERR");
            if (string.CompareOrdinal(version, "2.5") < 0)
                AddOld(answer, place, error);
            else
                AddNew(answer, place, error);
        }
    }

    // ERR-1 in versions before 2.5: segment, its number, field, code.
    private static void AddOld(EditableMessage answer, int place, MessageError error)
    {
        if (error.Place is { } at)
        {
            answer.Set(place, Hl7Path.Parse("ERR-1.1"), at.Segment);
            answer.Set(place, Hl7Path.Parse("ERR-1.2"), Text(Math.Max(1, at.Occurrence)));
            answer.Set(place, Hl7Path.Parse("ERR-1.3"), Text(at.Field));
        }
        answer.Set(place, Hl7Path.Parse("ERR-1.4.1"), error.Code);
    }

    private static void AddNew(EditableMessage answer, int place, MessageError error)
    {
        if (error.Place is { } at)
        {
            int[] parts = [Math.Max(1, at.Occurrence), at.Field, Math.Max(1, at.Repetition), at.Component, at.Subcomponent];
            answer.Set(place, Hl7Path.Parse("ERR-2.1"), at.Segment);
            for (var i = 0; i < parts.Length && parts[i] > 0; i++)
                answer.Set(place, new Hl7Path("ERR", 0, 2, 1, i + 2), Text(parts[i]));
        }
        answer.Set(place, Hl7Path.Parse("ERR-3.1"), error.Code);
        answer.Set(place, Hl7Path.Parse("ERR-3.3"), "HL70357");
        answer.Set(place, Hl7Path.Parse("ERR-4"), error.IsWarning ? "W" : "E");
        answer.Set(place, Hl7Path.Parse("ERR-8"), error.Text);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
