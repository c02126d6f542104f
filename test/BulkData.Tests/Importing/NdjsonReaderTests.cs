using System.Text;
using Carewright.BulkData.Importing;

namespace Carewright.BulkData.Tests.Importing;

/// <summary>Lines of a stream, however it is cut into pieces.</summary>
public sealed class NdjsonReaderTests
{
    [Fact]
    public async Task Lines_are_numbered_as_an_editor_does_and_blank_ones_passed_over()
    {
        var lines = await ReadAsync("{\"a\":1}\n\n \t\r\n{\"b\":2}\r\n{\"c\":3}");
        Assert.Equal([(1, "{\"a\":1}"), (4, "{\"b\":2}\r"), (5, "{\"c\":3}")], lines.Select(line => (line.Number, Encoding.UTF8.GetString(line.Bytes.Span))));
        Assert.Empty(await ReadAsync(""));
        Assert.Empty(await ReadAsync("\n\n"));
    }

    [Fact]
    public async Task How_the_bytes_arrive_changes_nothing()
    {
        var random = new Random(7);
        var whole = string.Concat(Enumerable.Range(0, 200).Select(i => new string((char)('a' + (i % 26)), random.Next(0, 40)) + "\n"));
        var expected = whole.Split('\n').Select((text, index) => (Number: index + 1, text)).Where(line => line.text.Length > 0).ToList();
        for (var round = 0; round < 50; round++)
            Assert.Equal(expected, (await ReadAsync(whole, random.Next(1, 64))).Select(line => (line.Number, Encoding.UTF8.GetString(line.Bytes.Span))));
    }

    [Fact]
    public async Task A_line_that_never_ends_is_passed_over_in_bounded_memory()
    {
        var lines = new List<NdjsonLine>();
        await foreach (var line in NdjsonReader.ReadAsync(new Endless(NdjsonReader.LongestLine * 3L, "\n{\"b\":2}\n"u8.ToArray()), TestContext.Current.CancellationToken))
            lines.Add(line);
        Assert.Equal([(1, true), (2, false)], lines.Select(line => (line.Number, line.IsTooLong)));
        Assert.True(lines[0].Bytes.IsEmpty);
    }

    private static async Task<List<NdjsonLine>> ReadAsync(string text, int piece = int.MaxValue)
    {
        var lines = new List<NdjsonLine>();
        await foreach (var line in NdjsonReader.ReadAsync(new Pieces(Encoding.UTF8.GetBytes(text), piece), TestContext.Current.CancellationToken))
            lines.Add(line);
        return lines;
    }

    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }

    private sealed class Endless(long length, byte[] end) : MemoryStream(end)
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                return base.ReadAsync(buffer, cancellationToken);
            var size = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..size].Fill((byte)'x');
            _left -= size;
            return ValueTask.FromResult(size);
        }
    }
}
