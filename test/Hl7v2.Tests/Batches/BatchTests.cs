using System.Text;
using Carewright.Hl7v2.Batches;

namespace Carewright.Hl7v2.Tests.Batches;

public sealed class BatchTests
{
    private const string Message = "MSH|^~\\&|A||||||ADT^A01|{0}|P|2.5\rPID|1\r";

    [Fact]
    public void A_file_of_batches_is_taken_apart()
    {
        var result = Read("FHS|^~\\&|A\rBHS|^~\\&|A\r" + One(1) + One(2) + "BTS|2\rBHS|^~\\&|A\r" + One(3) + "BTS|1\rFTS|2\r");
        Assert.Empty(result.Issues);
        Assert.Equal([(1, 1), (1, 2), (2, 1)], result.Messages.Select(message => (message.Batch, message.Number)));
        Assert.Equal(["1", "2", "3"], result.Messages.Select(message => Hl7Message.Parse(message.Bytes).Text("MSH-10")));
        Assert.Equal(One(2), Encoding.Latin1.GetString(result.Messages[1].Bytes.Span));
    }

    [Fact]
    public void A_row_of_messages_needs_no_headers()
    {
        var result = Read("\uFEFF" + One(1) + "\r\n" + One(2));
        Assert.Empty(result.Issues);
        Assert.Equal([(0, 1), (0, 2)], result.Messages.Select(message => (message.Batch, message.Number)));
    }

    [Theory]
    [InlineData("BTS|3\r", "V2-BATCH-COUNT")]
    [InlineData("BTS|1\rFTS|7\r", "V2-BATCH-COUNT")]
    [InlineData("", "V2-BATCH-OPEN")]
    public void Trailers_that_say_otherwise_are_told(string trailer, string code)
    {
        var result = Read("FHS|^~\\&|A\rBHS|^~\\&|A\r" + One(1) + trailer);
        Assert.Equal(code, Assert.Single(result.Issues).Code);
        Assert.Single(result.Messages);
    }

    [Fact]
    public void A_file_without_a_message_is_said_to_be_one() => Assert.Equal("V2-BATCH-EMPTY", Assert.Single(Read("hello\r\n").Issues).Code);

    [Fact]
    public void A_broken_message_costs_none_of_the_others()
    {
        var result = Read(One(1) + "MSH\r" + One(2));
        Assert.Equal([true, false, true], result.Messages.Select(message => Hl7Message.Read(message.Bytes).Message is not null));
    }

    private static BatchResult Read(string text) => BatchReader.Read(Encoding.UTF8.GetBytes(text));

    private static string One(int id) => Message.Replace("{0}", id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
