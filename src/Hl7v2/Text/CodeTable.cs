using System.Text;

namespace Carewright.Hl7v2.Text;

/// <summary>How the bytes of one character set become text, and which of them may look like delimiters.</summary>
/// <param name="Name">Its name in HL7 table 0211, such as <c>8859/1</c>.</param>
/// <param name="Page">The .NET code page.</param>
/// <param name="Trail">How characters of more than one byte are made up.</param>
internal sealed record CodeTable(string Name, int Page, Trail Trail = Trail.None)
{
    private Encoding? _encoding;

    /// <summary>Never throws: what cannot be read becomes U+FFFD, what cannot be written a question mark.</summary>
    public Encoding Encoding => _encoding ??= CodePages.Get(Page);

    /// <summary>The ISO 2022 sequence, after ESC, that switches to it; null when it has none.</summary>
    public string? Designation { get; init; }

    /// <summary>The same for the way back to ASCII of those that are declared as alternatives (HL7 v2.8 ch. 2.15.9.18).</summary>
    public bool IsSwitched => Designation is not null;
}

/// <summary>How a character of several bytes is recognised, so that a byte of it is not taken for a delimiter.</summary>
internal enum Trail
{
    /// <summary>No byte of a character can be taken for a delimiter (one byte each, or all of them above 0x7F, or UTF-8).</summary>
    None,

    /// <summary>A lead byte above 0x80 is followed by one byte that may be anything (Big5).</summary>
    Double,

    /// <summary>GB 18030: two bytes, or four when the second is a digit.</summary>
    Gb18030,

    /// <summary>Two bytes below 0x80 each, between escape sequences (ISO 2022).</summary>
    Switched,
}

/// <summary>Code pages of .NET, with those that are not on by themselves.</summary>
internal static class CodePages
{
    internal static Encoding Get(int page)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
        return encoding ?? Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
    }
}
