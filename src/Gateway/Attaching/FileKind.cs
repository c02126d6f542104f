using System.Collections.Frozen;

namespace Carewright.Gateway.Attaching;

/// <summary>A kind of file that clinics take.</summary>
/// <param name="MediaTypes">By which media types it is declared, in lower case; the first is the usual one.</param>
/// <param name="Extension">Of a downloaded file, with its dot.</param>
/// <param name="Fits">Whether content is of this kind by its own bytes.</param>
public sealed record FileKind(IReadOnlyList<string> MediaTypes, string Extension, Func<ReadOnlyMemory<byte>, bool> Fits)
{
    /// <summary>True: a browser would run what is in it; it leaves only as bytes to be saved.</summary>
    public bool IsPage { get; init; }
}

/// <summary>The kinds of files that are taken, by declared media type.</summary>
public static class FileKinds
{
    /// <summary>What is saved and never opened: bytes without a type.</summary>
    public const string Bytes = "application/octet-stream";

    private static readonly FileKind[] s_all =
    [
        new(["application/pdf"], ".pdf", FileSigns.IsPdf),
        new(["image/png"], ".png", FileSigns.IsPng),
        new(["image/jpeg", "image/jpg"], ".jpg", FileSigns.IsJpeg),
        new(["image/gif"], ".gif", FileSigns.IsGif),
        new(["image/tiff"], ".tif", FileSigns.IsTiff),
        new(["image/bmp"], ".bmp", FileSigns.IsBitmap),
        new(["image/webp"], ".webp", content => FileSigns.IsRiff(content, "WEBP"u8)),
        new(["audio/wav", "audio/x-wav"], ".wav", content => FileSigns.IsRiff(content, "WAVE"u8)),
        new(["audio/mpeg", "audio/mp3"], ".mp3", FileSigns.IsMp3),
        new(["video/mp4", "audio/mp4"], ".mp4", FileSigns.IsMp4),
        new(["application/dicom"], ".dcm", FileSigns.IsDicom),
        new(["application/rtf", "text/rtf"], ".rtf", FileSigns.IsRtf),
        new(["application/vnd.openxmlformats-officedocument.wordprocessingml.document"], ".docx", content => OfficeFile.Is(content, "word/")),
        new(["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], ".xlsx", content => OfficeFile.Is(content, "xl/")),
        new(["application/xml", "text/xml", "application/hl7-v3+xml", "application/hl7-cda+xml", "application/hl7-sda+xml", "application/fhir+xml"], ".xml", MarkupFile.IsDocument),
        new(["application/json", "application/fhir+json", "text/json"], ".json", FileSigns.IsJson),
        new(["text/plain", "text/csv", "text/markdown", "x-application/hl7-v2+er7", "application/hl7-v2", "x-application/lis2-a2", "text/x-hl7-text+xml", "text/vcard", "text/calendar"], ".txt", FileSigns.IsText),
        new(["text/html", "application/xhtml+xml", "application/xhtml", "image/svg+xml"], ".html", MarkupFile.IsPassive) { IsPage = true },
    ];

    private static readonly FrozenDictionary<string, FileKind> s_byType = s_all.SelectMany(kind => kind.MediaTypes.Select(type => (type, kind))).ToFrozenDictionary(pair => pair.type, pair => pair.kind, StringComparer.Ordinal);

    /// <summary>The kind of a declared media type, whose parameters are left aside; null when it is none that is taken.</summary>
    public static FileKind? Declared(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return s_byType.GetValueOrDefault(mediaType.Split(';')[0].Trim().ToLowerInvariant());
    }

    /// <summary>The kind that content shows by itself, nothing having been declared; null when it is none that is taken. A page is never guessed.</summary>
    public static FileKind? Guess(ReadOnlyMemory<byte> content) => s_all.FirstOrDefault(kind => !kind.IsPage && kind.Fits(content));

    /// <summary>As what stored content leaves: its own type, or bytes to be saved when a browser would run it or the type is none that is known.</summary>
    public static (string MediaType, string Extension) Served(string? mediaType) => mediaType is not null && Declared(mediaType) is { } kind
        ? (kind.IsPage ? Bytes : mediaType.Split(';')[0].Trim().ToLowerInvariant(), kind.Extension)
        : (Bytes, ".bin");
}
