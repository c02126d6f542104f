using System.Diagnostics;
using Carewright.Hl7v2.Writing;
using Carewright.Testing;

namespace Carewright.Hl7v2.Tests.Reading;

/// <summary>Messages of real systems, and bytes that once broke a well-known parser.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Every_message_is_read_and_written_byte_for_byte()
    {
        var files = Directory.GetFiles(SharedData.Require("hl7v2/messages"));
        Assert.True(files.Length >= 57);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var message = Hl7Message.Parse(bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(EditableMessage.Of(message).ToBytes()), file);
            Assert.Equal("MSH", message[0].Name);
            Assert.All(message.Segments(), segment => Assert.Matches("^[A-Z][A-Z0-9]{2}$", segment.Name));
            // The names of the files are those of the messages.
            Assert.Equal(Path.GetFileName(file)[..7], message.Text("MSH-9.1") + "-" + message.Text("MSH-9.2"));
            Assert.NotEmpty(message.Text("MSH-10"));
        }
    }

    [Fact]
    public void Nothing_malformed_crashes_or_hangs()
    {
        var files = Directory.GetFiles(SharedData.Require("hl7v2/malformed"));
        Assert.True(files.Length >= 37);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var started = Stopwatch.GetTimestamp();
            var result = Hl7Message.Read(bytes);
            Assert.True(result.Message is null ^ result.Fault is null, file);
            if (result.Message is { } message)
            {
                Assert.NotEmpty(message.Leniencies);
                Assert.True(bytes.AsSpan().SequenceEqual(EditableMessage.Of(message).ToBytes()), file);
                Whole.Read(message);
            }
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), file);
        }
    }
}
