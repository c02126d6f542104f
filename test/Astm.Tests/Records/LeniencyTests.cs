using System.Text;
using Carewright.Astm.Records;

namespace Carewright.Astm.Tests.Records;

public sealed class LeniencyTests
{
    [Theory]
    [InlineData("\u0000 H|\\^&\rL|1|N\r", "LeadingBytes:1@0", 2)]
    [InlineData("H|\\^&\nL|1|N\n", "LineFeed:2@0", 2)]
    [InlineData("H|\\^&\r\nL|1|N\r", "CarriageReturnLineFeed:1@0", 2)]
    [InlineData("H|\\^&\rL|1|N", "NoLastEnd:1@1", 2)]
    [InlineData("H|\\^&\r\rP|1\r\r\rL|1|N\r", "EmptyLine:3@0", 3)]
    [InlineData("H|\\^&\r  P|1\rL|1|N\r", "LeadingSpaces:1@1", 3)]
    [InlineData("h|\\^&\rp|1\rL|1|N\r", "SmallLetter:2@0", 3)]
    [InlineData("H|\\^&\rC|1|I|two\rlines\rL|1|N\r", "LineBreakInField:1@1", 3)]
    [InlineData("H|^\\\rL|1|N\r", "WrongDelimiters:1@0", 2)]
    [InlineData("H|\\^&~|x\rL|1|N\r", "WrongDelimiters:1@0", 2)]
    [InlineData("H|\\^&\rZ|anything\rL|1|N\r", "UnknownRecord:1@1", 3)]
    [InlineData("H|\\^&\rO|1|T\rL|1|N\r", "OutOfPlace:1@1", 3)]
    [InlineData("H|\\^&\rP|1\rR|1|^^^A|1\rL|1|N\r", "OutOfPlace:1@2", 4)]
    [InlineData("H|\\^&\rP|1\rO|2\rO|2\rO||\rL|1|N\r", "SequenceNumber:2@2", 6)]
    [InlineData("H|\\^&\rP|1\r", "NoTerminator:1@1", 2)]
    [InlineData("H|\\^&\rL|1|N\rP|1\r", "AfterTerminator:1@2", 3)]
    [InlineData("H|\\^&\rL|1|N\rnoise\r", "AfterTerminator:1@1", 2)]
    public void What_instruments_get_wrong_is_taken_counted_and_kept(string text, string expected, int records)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var message = AstmMessage.Parse(bytes);
        Assert.Equal(expected, string.Join(',', message.Leniencies.Select(use => $"{use.Leniency}:{use.Count}@{use.Record}")));
        Assert.Equal(records, message.RecordCount);
        Assert.Equal(bytes, EditableMessage.Of(message).ToBytes());
    }

    [Fact]
    public void What_should_be_UTF_8_and_is_not_is_read_as_ISO_8859_1()
    {
        var message = AstmMessage.Parse(Encoding.Latin1.GetBytes("H|\\^&\rP|1||||M\u00FCller\rL|1|N\r"), new ReadOptions(AstmCharset.Utf8));
        Assert.Equal(("M\u00FCller", Leniency.NotUtf8), (message.Patients().Single().LastName, message.Leniencies.Single().Leniency));
    }

    [Fact]
    public void A_line_break_in_a_field_stays_in_its_text() =>
        Assert.Equal("two\nlines", Samples.Message("H|\\^&\nC|1|I|two\nlines\nL|1|N")[1][4].Text.Replace('\r', '\n'));

    [Fact]
    public void A_result_without_an_order_belongs_to_what_there_is()
    {
        var message = Samples.Message("H|\\^&\nP|1|A\nR|1|^^^K|4.1\nL|1|N");
        Assert.Equal('P', message.Results().Single().Record.Parent!.Value.Type);
        Assert.Null(message.Results().Single().Order);
    }
}
