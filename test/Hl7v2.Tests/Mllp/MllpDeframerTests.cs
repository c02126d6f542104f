using System.Buffers;
using System.Text;
using Carewright.Hl7v2.Mllp;

namespace Carewright.Hl7v2.Tests.Mllp;

public sealed class MllpDeframerTests
{
    private const string Two = "\u000BMSH|one\r\u001C\r\u000BMSH|two\r\u001C\r";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_are_taken_however_the_bytes_come(int size) => Assert.Equal(["MSH|one\r", "MSH|two\r"], Take(Two, size));

    [Theory]
    [InlineData("noise\u000BMSH|one\r\u001C\r", "BytesBetween:MSH|one\r")]
    [InlineData("\r\n\u000BMSH|one\r\u001C\r\n", "MSH|one\r")]
    [InlineData("\u000BMSH|one\r\u001C\u000BMSH|two\r\u001C\r", "MSH|one\r,MSH|two\r")]
    [InlineData("\u000BMSH|half\r\u000BMSH|two\r\u001C\r", "Unfinished:,MSH|two\r")]
    [InlineData("\u000BMSH|never ended", "")]
    [InlineData("no start at all\u001C\r", "")]
    [InlineData("\u000B\u001C\r", "")]
    [InlineData("\u000BMSH|0123456789012345678901234567890123456789\u001C\r", "TooLong:")]
    public void What_senders_leave_out_or_add_is_named(string text, string expected)
    {
        foreach (var size in new[] { 1, 5, 1000 })
            Assert.Equal(expected, string.Join(',', Take(text, size)));
    }

    [Fact]
    public void A_message_goes_into_its_frame() => Assert.Equal("\u000BMSH|one\r\u001C\r"u8, MllpDeframer.Wrap("MSH|one\r"u8));

    // Bytes come in pieces: what is not taken is kept, as a pipe keeps it.
    private static List<string> Take(string text, int size)
    {
        var deframer = new MllpDeframer(40);
        var (taken, kept) = (new List<string>(), Array.Empty<byte>());
        foreach (var piece in Encoding.Latin1.GetBytes(text).Chunk(size))
        {
            var buffer = new ReadOnlySequence<byte>([.. kept, .. piece]);
            while (deframer.TryTake(ref buffer, out var frame))
            {
                taken.Add((frame.Fault is { } fault ? fault + ":" : "") + Encoding.Latin1.GetString(frame.Message.ToArray()));
                if (frame.Fault == FrameFault.TooLong)
                    return taken;
            }
            kept = buffer.ToArray();
        }
        return taken;
    }
}
