using System.Text;
using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Hl7v2.Tests.Acknowledging;

public sealed class AcknowledgementTests
{
    private static readonly DateTimeOffset s_at = new(2026, 1, 5, 10, 20, 30, TimeSpan.FromHours(-5));
    private readonly Acknowledgement _acknowledgement = new("CAREWRIGHT");

    [Fact]
    public void Sender_and_receiver_change_places() => Assert.Equal(
        "MSH|^~\\&|CAREWRIGHT|CLINIC|SENDER|HOSPITAL|20260105102030-0500||ACK^A01^ACK|K1|P|2.5.1\rMSA|AA|C0001\r",
        Text(_acknowledgement.Of(Samples.Message(Samples.Admit), AcknowledgementCode.AA, s_at, "K1")));

    [Fact]
    public void Errors_say_code_place_and_severity()
    {
        var answer = Hl7Message.Parse(_acknowledgement.Of(
            Samples.Message(Samples.Admit), AcknowledgementCode.AE, s_at, "K1", new MessageError(MessageError.FieldMissing, "PID-3 | is missing", Hl7Path.Parse("PID-3[2].1")), new MessageError(MessageError.TableValue, "odd") { IsWarning = true }));
        Assert.Equal("AE", answer.Text("MSA-1"));
        Assert.Equal("PID^1^3^2^1", answer.Text("ERR-2"));
        Assert.Equal("101^^HL70357", answer.Text("ERR-3"));
        Assert.Equal("E", answer.Text("ERR-4"));
        Assert.Equal("PID-3 | is missing", answer.Text("ERR-8"));
        Assert.Equal("W", answer.Text("ERR[2]-4"));
        Assert.Equal("", answer.Text("ERR[2]-2"));
    }

    [Fact]
    public void Before_version_2_5_an_error_is_its_place_and_a_text()
    {
        var message = Samples.Message(Samples.Admit.Replace("2.5.1", "2.3", StringComparison.Ordinal).Replace("^ADT_A01", "", StringComparison.Ordinal));
        var answer = Hl7Message.Parse(_acknowledgement.Of(message, AcknowledgementCode.AR, s_at, "K1", new MessageError(MessageError.DataType, "no date", Hl7Path.Parse("PID-7"))));
        Assert.Equal("ACK^A01", answer.Text("MSH-9"));
        Assert.Equal("no date", answer.Text("MSA-3"));
        Assert.Equal("PID^1^7^102", answer.Text("ERR-1"));
    }

    [Fact]
    public void It_is_written_as_the_message_was()
    {
        var message = Samples.Raw("MSH#*!%+#A#B*2.16.1*ISO#C#D#20260105##ADT*A08#X*1#P#2.5######8859/1\r");
        Assert.Equal("MSH#*!%+#C#D#A#B*2.16.1*ISO#20260105102030-0500##ACK*A08#K1#P#2.5######8859/1\rMSA#AA#X*1\r", Text(_acknowledgement.Of(message, AcknowledgementCode.AA, s_at, "K1")));
    }

    [Fact]
    public void What_is_no_message_is_rejected_by_one()
    {
        var answer = Hl7Message.Parse(_acknowledgement.OfNothing(s_at, "K1", new MessageError(MessageError.SegmentSequence, "A message begins with MSH.")));
        Assert.Equal("CAREWRIGHT", answer.Text("MSH-3"));
        Assert.Equal("AR", answer.Text("MSA-1"));
        Assert.Equal("100", answer.Text("ERR-3.1"));
    }

    [Fact]
    public void Line_breaks_in_a_header_that_was_read_leniently_do_not_keep_it_from_being_acknowledged()
    {
        var message = Hl7Message.Parse(Encoding.ASCII.GetBytes("MSH|^~\\&|LI\nS|LAB|C\nW|CLINIC|20260301||ADT^A01|1\n2|P|2.5\rPID|1||1\r"));
        var answer = Hl7Message.Parse(_acknowledgement.Of(message, AcknowledgementCode.AA, s_at, "K1"));
        Assert.Equal(("CW", "LIS", "12"), (answer.Text("MSH-3"), answer.Text("MSH-5"), answer.Text("MSA-2")));
    }

    [Fact]
    public void A_sender_without_an_escape_character_is_answered_all_the_same()
    {
        var message = Samples.Raw("MSH|^|LIS|LAB|CW|CLINIC|20260301||ADT^A01|12|P|2.5\rPID|1||1\r");
        var answer = Hl7Message.Parse(_acknowledgement.Of(message, AcknowledgementCode.AE, s_at, "K1", new MessageError("101", "a|b^c\n", Hl7Path.Parse("PID-3[2].1"))));
        Assert.Equal(("AE", "12", "a|b^c\n"), (answer.Text("MSA-1"), answer.Text("MSA-2"), answer.Text("ERR-8")));
    }

    [Theory]
    [InlineData("", "", "AA,AE,AR")]
    [InlineData("AL", "NE", "CA,CE,CR")]
    [InlineData("ER", "AL", "AA,AE,AR,CE,CR")]
    [InlineData("SU", "ER", "AE,AR,CA")]
    [InlineData("NE", "NE", "")]
    public void What_is_asked_for_is_sent(string accept, string application, string expected)
    {
        var message = Samples.Raw($"MSH|^~\\&|A||||||ADT^A01|1|P|2.5|||{accept}|{application}\r");
        Assert.Equal(expected, string.Join(',', Enum.GetValues<AcknowledgementCode>().Where(code => Acknowledgement.IsAskedFor(message, code))));
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
