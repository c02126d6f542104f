using System.Text;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;

namespace Carewright.Hl7v2.Tests.Text;

public sealed class CharacterSetTests
{
    [Theory]
    [InlineData("ASCII", "Smith")]
    [InlineData("8859/1", "M\u00FCller \u00D8re")]
    [InlineData("8859/2", "\u0141\u00F3d\u017A")]
    [InlineData("8859/5", "\u0418\u0432\u0430\u043D")]
    [InlineData("8859/6", "\u0645\u062D\u0645\u062F")]
    [InlineData("8859/7", "\u0393\u03B9\u03CE\u03C1\u03B3\u03BF\u03C2")]
    [InlineData("8859/8", "\u05D3\u05D5\u05D3")]
    [InlineData("8859/9", "\u0130stanbul \u015F")]
    [InlineData("8859/15", "10 \u20AC")]
    [InlineData("UNICODE UTF-8", "\u7530\u4E2D \uD83D\uDE42")]
    [InlineData("GB 18030-2000", "\u738B\u5C0F\u660E \uD83D\uDE42")]
    [InlineData("BIG-5", "\u738B\u529F\u84CB")]
    [InlineData("KS X 1001", "\uAE40\uCCA0\uC218")]
    [InlineData("CNS 11643-1992", "\u738B\u5C0F\u660E")]
    public void Each_set_of_table_0211_is_read_and_written(string name, string text)
    {
        var set = CharacterSet.Of(name)!;
        Assert.Equal(text, set.Decode(set.Encode(text)));
        Assert.True(set.CanEncode(text));
    }

    [Fact]
    public void A_set_says_what_it_does_not_have()
    {
        Assert.False(CharacterSet.Latin1.CanEncode("\u20AC"));
        Assert.False(CharacterSet.Ascii.CanEncode("\u00FC"));
        Assert.Null(CharacterSet.Of("EBCDIC"));
        Assert.Equal("ASCII", CharacterSet.Of("")!.Names[0]);
    }

    // The second byte of one is the escape character (U+529F is A5 5C), of the other the field separator.
    [Fact]
    public void A_byte_of_a_big5_character_is_no_delimiter()
    {
        var big5 = CharacterSet.Of("BIG-5")!;
        var name = big5.Decode([0xA5, 0x5C, 0xA5, 0x7C]);
        Assert.StartsWith("\u529F", name, StringComparison.Ordinal);
        Assert.Equal(2, name.Length);
        byte[] bytes = [.. "MSH|^~\\&|A|||||||||||||||BIG-5\rPID|||||"u8, .. big5.Encode(name), .. "^x|next\r"u8];
        var message = Hl7Message.Parse(bytes);
        Assert.Equal(name, message.Text("PID-5.1"));
        Assert.Equal("x", message.Text("PID-5.2"));
        Assert.Equal("next", message.Text("PID-6"));
        Assert.Empty(message.Leniencies);
        var changed = EditableMessage.Of(message);
        changed.Set("PID-5.2", name);
        Assert.Equal(name, Hl7Message.Parse(changed.ToBytes()).Text("PID-5.2"));
    }

    [Fact]
    public void A_byte_of_a_gb18030_character_is_no_delimiter()
    {
        var gb = CharacterSet.Of("GB 18030-2000")!;
        // Two bytes whose second is the field separator, and one of four bytes.
        var name = gb.Decode([0x81, 0x7C]) + "\uD83D\uDE42";
        var found = gb.Encode(name);
        Assert.Contains((byte)'|', found);
        byte[] bytes = [.. "MSH|^~\\&|A|||||||||||||||GB 18030-2000\rPID|||||"u8, .. found, .. "^x|next\r"u8];
        var message = Hl7Message.Parse(bytes);
        Assert.Equal(name, message.Text("PID-5.1"));
        Assert.Equal("next", message.Text("PID-6"));
    }

    // Names in three writings, as Japanese senders write them: ESC $ B switches to two bytes a character, ESC ( B back (HL7 v2.8 ch. 2.15.9.18, ISO 2022).
    [Fact]
    public void Iso_2022_switches_are_followed_and_hide_delimiters()
    {
        byte[] bytes =
        [
            .. "MSH|^~\\&|A|||||||||||||||~ISO IR87\rPID|||||Yamada^Tarou~"u8,
            0x1B, (byte)'$', (byte)'B', 0x3B, 0x33, 0x45, 0x44, 0x1B, (byte)'(', (byte)'B', (byte)'^', 0x1B, (byte)'$', (byte)'B', 0x42, 0x40, 0x4F, 0x3A, 0x1B, (byte)'(', (byte)'B',
            .. "|19700101|"u8,
            // Second bytes that look like the field separator and the repetition.
            0x1B, (byte)'$', (byte)'B', 0x30, 0x7C, 0x30, 0x7E, 0x1B, (byte)'(', (byte)'B', .. "|end\r"u8,
        ];
        var message = Hl7Message.Parse(bytes);
        Assert.Equal(["ASCII", "ISO IR87"], message.CharacterSet.Names);
        Assert.Equal("\u5C71\u7530", message.Text("PID-5[2].1"));
        Assert.Equal("\u592A\u90CE", message.Text("PID-5[2].2"));
        Assert.Equal("19700101", message.Text("PID-6"));
        Assert.Equal(2, message.Text("PID-7").Length);
        Assert.Equal("end", message.Text("PID-8"));
    }

    [Fact]
    public void The_supplementary_characters_of_jis_x_0212_are_read()
    {
        var set = CharacterSet.Of("", "ISO IR87", "ISO IR159")!;
        Assert.Equal("\u4E02", set.Decode([0x1B, (byte)'$', (byte)'(', (byte)'D', 0x30, 0x21, 0x1B, (byte)'(', (byte)'B']));
    }

    [Fact]
    public void Switches_may_be_written_as_escape_sequences()
    {
        var set = CharacterSet.Of("", "ISO IR87")!;
        Assert.Equal("\u5C71x", EscapedText.Decode([.. @"\M2442\"u8, 0x3B, 0x33, .. @"\C2842\x"u8], Delimiters.Standard, set));
    }

    [Fact]
    public void A_broken_character_does_not_swallow_the_end_of_its_segment()
    {
        byte[] bytes = [.. "MSH|^~\\&|A|||||||||||||||BIG-5\rPID|||||"u8, 0xA5, .. "\rPV1|1\r"u8];
        var message = Hl7Message.Parse(bytes);
        Assert.Equal(["MSH", "PID", "PV1"], message.Segments().Select(segment => segment.Name));
    }

    [Theory]
    [InlineData("M\u00FCller", true)]
    [InlineData("M\u00FCller", false)]
    public void Bytes_beyond_ascii_without_a_declaration_are_utf8_if_they_can_be(string name, bool isUtf8)
    {
        var encoding = isUtf8 ? Encoding.UTF8 : Encoding.Latin1;
        var message = Hl7Message.Parse(encoding.GetBytes($"MSH|^~\\&|A\rPID|||||{name}\r"));
        Assert.Equal(name, message.Text("PID-5"));
    }
}
