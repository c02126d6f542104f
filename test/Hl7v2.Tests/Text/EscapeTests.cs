using System.Text;
using Carewright.Hl7v2.Text;

namespace Carewright.Hl7v2.Tests.Text;

public sealed class EscapeTests
{
    [Theory]
    [InlineData(@"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f")]
    [InlineData(@"\X0D0A\x", "\r\nx")]
    [InlineData(@"\XC3BC\", "\u00FC")]
    [InlineData(@"one\.br\two", "one\ntwo")]
    [InlineData(@"one\.sp+2\two\.sp\three", "one\n\ntwo\nthree")]
    [InlineData(@"a\.sk3\b", "a   b")]
    [InlineData(@"\.in+4\\.ti-2\\.fi\\.nf\text\.ce\end", "text\nend")]
    [InlineData(@"\H\loud\N\ quiet", "loud quiet")]
    [InlineData(@"\Zlocal\ stays", @"\Zlocal\ stays")]
    [InlineData(@"C:\temp\F\x", @"C:\temp|x")]
    [InlineData(@"open \ end", @"open \ end")]
    [InlineData(@"\X1\", @"\X1\")]
    [InlineData(@"\XZZ\", @"\XZZ\")]
    [InlineData(@"\\", @"\\")]
    [InlineData(@"\.sp99999\", @"\.sp99999\")]
    [InlineData("", "")]
    public void Sequences_become_text(string raw, string expected) => Assert.Equal(expected, EscapedText.Decode(Encoding.ASCII.GetBytes(raw), Delimiters.Standard, CharacterSet.Utf8));

    [Fact]
    public void The_truncation_character_is_resolved_where_one_is_declared()
    {
        var delimiters = Delimiters.Declared((byte)'|', "^~\\&#"u8)!.Value;
        Assert.Equal("a#b", EscapedText.Decode(@"a\P\b"u8, delimiters, CharacterSet.Ascii));
        Assert.Equal(@"a\P\b"u8, EscapedText.Encode("a#b", delimiters, CharacterSet.Ascii));
        Assert.Equal(@"a\P\b", EscapedText.Decode(@"a\P\b"u8, Delimiters.Standard, CharacterSet.Ascii));
    }

    [Theory]
    [InlineData("a|b^c&d~e\\f", @"a\F\b\S\c\T\d\R\e\E\f")]
    [InlineData("one\r\ntwo\rthree\nfour", @"one\.br\two\.br\three\.br\four")]
    [InlineData("tab\there", @"tab\X09\here")]
    [InlineData("plain", "plain")]
    public void Text_becomes_a_value(string text, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(EscapedText.Encode(text, Delimiters.Standard, CharacterSet.Ascii)));

    [Fact]
    public void A_delimiter_cannot_be_written_without_an_escape_character()
    {
        var delimiters = Delimiters.Declared((byte)'|', "^~"u8)!.Value;
        Assert.Equal("a\\b"u8, EscapedText.Encode("a\\b", delimiters, CharacterSet.Ascii));
        Assert.Throws<FormatException>(() => EscapedText.Encode("a^b", delimiters, CharacterSet.Ascii));
    }
}
