using System.Collections.Frozen;
using Carewright.Hl7v2;

namespace Carewright.Interfaces.Receiving;

/// <summary>The media type of HL7 v2, and its character sets by their names on the web.</summary>
internal static class Hl7Media
{
    /// <summary>The media type of a message in HL7 over HTTP 1.0.</summary>
    internal const string Type = "application/hl7-v2";

    private const string Older = "x-application/hl7-v2+er7";

    // By the names of MSH-18 (HL7 table 0211) those of the web (IANA).
    private static readonly FrozenDictionary<string, string> s_charsets = new Dictionary<string, string>
    {
        ["ASCII"] = "us-ascii",
        ["ISO IR6"] = "us-ascii",
        ["UNICODE UTF-8"] = "utf-8",
        ["UNICODE"] = "utf-8",
        ["8859/1"] = "iso-8859-1",
        ["8859/2"] = "iso-8859-2",
        ["8859/3"] = "iso-8859-3",
        ["8859/4"] = "iso-8859-4",
        ["8859/5"] = "iso-8859-5",
        ["8859/6"] = "iso-8859-6",
        ["8859/7"] = "iso-8859-7",
        ["8859/8"] = "iso-8859-8",
        ["8859/9"] = "iso-8859-9",
        ["8859/15"] = "iso-8859-15",
        ["GB 18030-2000"] = "gb18030",
        ["BIG-5"] = "big5",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a media type, without its parameters, is that of a message.</summary>
    internal static bool IsMessage(string mediaType) => string.Equals(mediaType, Type, StringComparison.OrdinalIgnoreCase) || string.Equals(mediaType, Older, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a message is written in, as the web names it; null when the web has no name for it.</summary>
    internal static string? CharsetOf(Hl7Message message) => message[0][18].Repetition(1).Text is { Length: > 0 } named ? s_charsets.GetValueOrDefault(named) : IsAscii(message) ? "us-ascii" : "utf-8";

    /// <summary>Whether a message can be written in what is said beside it. One that says nothing itself is ASCII, or UTF-8, which it is read as.</summary>
    /// <param name="message">The message.</param>
    /// <param name="charset">The parameter <c>charset</c>; empty: nothing is said.</param>
    internal static bool Agrees(Hl7Message message, string charset) =>
        charset.Length == 0 || IsAscii(message) || string.Equals(CharsetOf(message), charset, StringComparison.OrdinalIgnoreCase);

    private static bool IsAscii(Hl7Message message) => !message.Bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)0x7F);
}
