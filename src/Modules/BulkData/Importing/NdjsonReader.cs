using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Carewright.BulkData.Importing;

/// <summary>One line of an NDJSON file.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Bytes">Without its end; empty when it is too long.</param>
/// <param name="IsTooLong">Whether it is longer than <see cref="NdjsonReader.LongestLine"/>: it has been passed over.</param>
internal readonly record struct NdjsonLine(int Number, ReadOnlyMemory<byte> Bytes, bool IsTooLong);

/// <summary>Reads lines from a stream; memory does not grow with the file, nor with a line that never ends. Blank lines are passed over but counted.</summary>
internal static class NdjsonReader
{
    /// <summary>Bytes of a line at most: a resource of that size is no record but an attachment that belongs into a Binary's file system.</summary>
    internal const int LongestLine = 16 * 1024 * 1024;

    /// <summary>A source that is silent for so long has gone.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);

    internal static async IAsyncEnumerable<NdjsonLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
        var (number, skipped) = (0, false);
        try
        {
            while (true)
            {
                var result = await NextAsync(reader, cancellationToken).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (TryTake(ref buffer, result.IsCompleted, out var line))
                {
                    number++;
                    var isTooLong = skipped || line.Length > LongestLine;
                    skipped = false;
                    if (isTooLong)
                        yield return new NdjsonLine(number, default, true);
                    else if (!IsBlank(line))
                        yield return new NdjsonLine(number, line.ToArray(), false);
                }
                if (buffer.Length > LongestLine)
                    (skipped, buffer) = (true, buffer.Slice(buffer.End));
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<ReadResult> NextAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_silence);
        try
        {
            return await reader.ReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The source has sent nothing for two minutes.");
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, bool isCompleted, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        if (!isCompleted || buffer.IsEmpty)
            return false;
        line = buffer;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }
        return true;
    }
}
