using System.Text;
using Carewright.Hl7v2.Reading;

namespace Carewright.Hl7v2.Tests.Reading;

public sealed class LeniencyTests
{
    [Fact]
    public void A_message_as_it_should_be_needs_no_leniency() => Assert.Empty(Samples.Message(Samples.Admit).Leniencies);

    [Theory]
    [InlineData("\n", Leniency.LineFeed)]
    [InlineData("\r\n", Leniency.CarriageReturnLineFeed)]
    public void Other_line_ends_are_taken_and_counted(string end, Leniency leniency)
    {
        var message = Samples.Message(Samples.Admit, end);
        Assert.Equal([new LeniencyUse(leniency, 4)], message.Leniencies);
        Assert.Equal(["MSH", "EVN", "PID", "PV1"], message.Segments().Select(segment => segment.Name));
        Assert.Equal("101", message.Text("PV1-3.2"));
    }

    [Theory]
    [InlineData("\uFEFFMSH|^~\\&|A\rPID|1\r", Leniency.ByteOrderMark)]
    [InlineData("\u000B MSH|^~\\&|A\rPID|1\r", Leniency.LeadingBytes)]
    [InlineData("MSH|^~\\&|A\rPID|1", Leniency.NoLastTerminator)]
    [InlineData("MSH|^~\\&|A\r\rPID|1\r", Leniency.EmptyLine)]
    [InlineData("MSH|^~\\&|A\r  PID|1\r", Leniency.LeadingSpaces)]
    [InlineData("MSH|^~\\&|A \rPID|1\r", Leniency.TrailingSpaces)]
    [InlineData("msh|^~\\&|A\rPID|1\r", Leniency.SmallLetters)]
    [InlineData("MSH|^~\\\\&|A\rPID|1\r", Leniency.WrongEncodingCharacters)]
    [InlineData("MSH|^~\\&amp;|A\rPID|1\r", Leniency.WrongEncodingCharacters)]
    [InlineData("MSH||A\rPID|1\r", Leniency.WrongEncodingCharacters)]
    [InlineData("MSH|^~|A\rPID|1\r", Leniency.FewEncodingCharacters)]
    [InlineData("MSH|^~\\&|\u00E4\rPID|1\r", Leniency.UndeclaredCharacterSet)]
    [InlineData("MSH|^~\\&|A|||||||||||||||KLINGON\rPID|1\r", Leniency.UnknownCharacterSet)]
    public void What_senders_get_wrong_is_taken_and_named(string text, Leniency leniency)
    {
        var message = Hl7Message.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal([new LeniencyUse(leniency, 1)], message.Leniencies);
        Assert.Equal(["MSH", "PID"], message.Segments().Select(segment => segment.Name));
        Assert.Equal("1", message.Text("PID-1"));
    }

    [Fact]
    public void A_line_break_in_a_field_belongs_to_the_field()
    {
        var message = Samples.Raw("MSH|^~\\&|A\rOBX|1|TX|N||first line\rsecond line, 3|F\nOBX|2|TX|N||x\r");
        Assert.Equal(["MSH", "OBX", "OBX"], message.Segments().Select(segment => segment.Name));
        Assert.Equal("first line\rsecond line, 3", message.Text("OBX-5"));
        Assert.Equal("F", message.Text("OBX-6"));
        Assert.Equal([new LeniencyUse(Leniency.LineFeed, 1), new LeniencyUse(Leniency.LineBreakInField, 1)], message.Leniencies);
    }

    [Fact]
    public void What_a_transport_leaves_at_the_end_is_no_segment()
    {
        var message = Samples.Raw("MSH|^~\\&|A\rPID|1\r\u001C\r");
        Assert.Equal(["MSH", "PID"], message.Segments().Select(segment => segment.Name));
        Assert.Equal("1", message.Text("PID-1"));
    }

    [Fact]
    public void A_message_in_utf_16_is_read()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var message = Hl7Message.Parse(encoding.GetBytes("\uFEFFMSH|^~\\&|A|||||||||||||||UNICODE UTF-16\rPID|||||M\u00FCller\r"));
            Assert.Equal("M\u00FCller", message.Text("PID-5"));
            Assert.Equal(Leniency.Utf16, Assert.Single(message.Leniencies).Leniency);
        }
    }

    [Theory]
    [InlineData("", "V2-NO-HEADER")]
    [InlineData("PID|1", "V2-NO-HEADER")]
    [InlineData("MSH", "V2-FIELD-SEPARATOR")]
    [InlineData("MSHA^~\\&A", "V2-FIELD-SEPARATOR")]
    [InlineData("MSH ^~\\& A", "V2-FIELD-SEPARATOR")]
    public void What_is_no_message_is_a_fault_with_its_place(string text, string code)
    {
        var result = Hl7Message.Read(Encoding.Latin1.GetBytes(text));
        Assert.Null(result.Message);
        Assert.Equal(code, result.Fault!.Code);
        Assert.NotNull(result.Fault.Location);
        Assert.Throws<FormatException>(() => Hl7Message.Parse(Encoding.Latin1.GetBytes(text)));
    }

    [Fact]
    public void Declared_delimiters_are_used()
    {
        var message = Samples.Raw("MSH*:+?%*A\rPID*1**X:Y%Z:W+V*a^b|c~d&e\r");
        Assert.Empty(message.Leniencies);
        Assert.Equal("Z", message.Text("PID-3.2.2"));
        Assert.Equal("V", message.Text("PID-3[2]"));
        Assert.Equal("a^b|c~d&e", message.Text("PID-4.1"));
    }

    [Theory]
    [InlineData(100, 10, 10, "V2-TOO-LONG")]
    [InlineData(10_000, 10, 1_000, "V2-TOO-MANY")]
    [InlineData(10_000, 1_000, 10, "V2-TOO-MANY")]
    public void A_message_beyond_the_limits_is_a_fault(int bytes, int segments, int fields, string code)
    {
        var text = "MSH|^~\\&|A\r" + string.Concat(Enumerable.Repeat("OBX|1|ST|A\r", 100));
        Assert.Equal(code, Hl7Message.Read(Encoding.Latin1.GetBytes(text), new ReadLimits(bytes, segments, fields)).Fault!.Code);
    }
}
