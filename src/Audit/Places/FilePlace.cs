using System.Text;

namespace Carewright.Audit;

/// <summary>A file that is only ever appended to: on another machine's share, or a medium that can be written once.</summary>
/// <param name="path">Absolute path.</param>
public sealed class FilePlace(string path) : ICheckpointPlace
{
    /// <inheritdoc />
    public async Task WriteAsync(CheckpointLine line, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(Encoding.UTF8.GetBytes(line.ToJson() + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException("The file may not be written.", refused);
        }
    }
}
