using System.Buffers;
using System.Globalization;
using Carewright.BulkData.Jobs;
using Carewright.Fhir.Json;
using Carewright.Gateway.Exporting;

namespace Carewright.BulkData.Ehi;

/// <summary>Writes rows and their decoded attachments into an archive. A part is kept in memory until its rows are on record, and is small for that.</summary>
internal sealed class EhiSink(IEhiArchive archive, JobProgress? progress) : IExportSink
{
    private const int PartBytes = 16 * 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _lines = new(256 * 1024);
    private readonly List<(EhiFile File, ReadOnlyMemory<byte> Content)> _attachments = [];
    private readonly Dictionary<string, int> _parts = new(StringComparer.Ordinal);
    private long _attachedBytes;
    private string _type = "";

    /// <summary>What was written, in order.</summary>
    internal List<EhiFile> Files { get; } = [];

    /// <summary>Rows by type.</summary>
    internal SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Attachments that could not be decoded.</summary>
    internal List<string> Problems { get; } = [];

    public bool IsFull => _lines.WrittenCount + _attachedBytes >= PartBytes;

    public ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken)
    {
        _type = type;
        _lines.ResetWrittenCount();
        _attachments.Clear();
        _attachedBytes = 0;
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        _lines.Write(json.Span);
        _lines.Write("\n"u8);
        if (json.Span.IndexOf("\"data\":"u8) >= 0)
            Decode(ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A released resource does not parse."));
        if (progress is not null)
            (progress.Type, progress.Resources) = (_type, progress.Resources + 1);
        return ValueTask.CompletedTask;
    }

    public async ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken)
    {
        await PutAsync("records", file.Type, file.Resources, _lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
        foreach (var (attachment, content) in _attachments)
        {
            await archive.WriteAsync(attachment.Path, content, cancellationToken).ConfigureAwait(false);
            Files.Add(attachment);
        }
    }

    /// <summary>Writes one NDJSON file and counts its rows.</summary>
    internal async ValueTask PutAsync(string folder, string type, long count, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        var part = _parts[type] = _parts.GetValueOrDefault(type) + 1;
        var path = string.Create(CultureInfo.InvariantCulture, $"{folder}/{type}-{part}.ndjson");
        await archive.WriteAsync(path, lines, cancellationToken).ConfigureAwait(false);
        Files.Add(EhiFile.Of(path, lines) with { Type = type, Count = count });
        Counts[type] = Counts.GetValueOrDefault(type) + count;
    }

    private void Decode(ResourceDocument document)
    {
        var number = 0;
        foreach (var holder in HoldersOf(document.Root))
        {
            number++;
            var contentType = holder.Child("contentType").GetString();
            var reference = $"{document.ResourceType}/{document.Id}";
            if (Base64(holder.Child("data").GetUtf8()) is not { } content)
            {
                Problems.Add($"{reference}: {holder.Location()}.data is not base64");
                continue;
            }
            // The id is part of a file's name and never a folder: '..' is an id, too.
            var path = string.Create(CultureInfo.InvariantCulture, $"attachments/{document.ResourceType}/{document.Id}-{number}{Extension(contentType)}");
            _attachments.Add((EhiFile.Of(path, content) with { Resource = reference, Element = holder.Location(), ContentType = contentType }, content));
            _attachedBytes += content.Length;
        }
    }

    private static IEnumerable<Element> HoldersOf(Element element)
    {
        if (element.Type?.Name is "Attachment" or "Binary" && element.Child("data").HasValue)
            yield return element;
        foreach (var child in Children(element))
        {
            foreach (var holder in HoldersOf(child))
                yield return holder;
        }
    }

    private static List<Element> Children(Element element)
    {
        var children = new List<Element>();
        foreach (var child in element.Children())
            children.Add(child);
        return children;
    }

    private static byte[]? Base64(ReadOnlySpan<byte> text)
    {
        var content = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return System.Buffers.Text.Base64.DecodeFromUtf8(text, content, out _, out var length) == OperationStatus.Done ? content[..length] : null;
    }

    private static string Extension(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/csv" => ".csv",
        "text/xml" or "application/xml" or "application/hl7-v3+xml" => ".xml",
        "application/json" or "application/fhir+json" => ".json",
        "application/pdf" => ".pdf",
        "application/rtf" or "text/rtf" => ".rtf",
        "application/dicom" => ".dcm",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/tiff" => ".tif",
        "audio/mpeg" => ".mp3",
        "video/mp4" => ".mp4",
        _ => ".bin",
    };
}
