using System.Buffers.Binary;
using System.Text.Json;

namespace Carewright.Gateway.Attaching;

/// <summary>How kinds of files begin, each by its own specification.</summary>
internal static class FileSigns
{
    private const int DicomPreamble = 128;
    private const int PeAddress = 0x3C;

    private static readonly byte[][] s_programs =
    [
        [0x7F, (byte)'E', (byte)'L', (byte)'F'], [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF], [0xCE, 0xFA, 0xED, 0xFE], [0xCF, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE],
        [0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], [0x00, 0x61, 0x73, 0x6D],
    ];

    /// <summary>Programs of Windows, Linux, macOS and Java, shortcuts, WebAssembly, and scripts that name their interpreter.</summary>
    internal static bool IsProgram(ReadOnlyMemory<byte> content) => IsPortableExecutable(content.Span) || Starts(content, "#!/"u8) || Array.Exists(s_programs, sign => content.Span.StartsWith(sign));

    /// <summary>Old Office files and others in the same container (MS-CFB): they may carry macros that nothing here can tell from the text.</summary>
    internal static bool IsCompound(ReadOnlyMemory<byte> content) => content.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    internal static bool IsPdf(ReadOnlyMemory<byte> content) => Starts(content, "%PDF-"u8);

    internal static bool IsPng(ReadOnlyMemory<byte> content) => content.Span.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    internal static bool IsJpeg(ReadOnlyMemory<byte> content) => content.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    internal static bool IsGif(ReadOnlyMemory<byte> content) => Starts(content, "GIF87a"u8) || Starts(content, "GIF89a"u8);

    internal static bool IsTiff(ReadOnlyMemory<byte> content) => Starts(content, "II*\0"u8) || Starts(content, "MM\0*"u8);

    internal static bool IsBitmap(ReadOnlyMemory<byte> content) => Starts(content, "BM"u8) && content.Length >= 6 && BinaryPrimitives.ReadUInt32LittleEndian(content.Span[2..]) == content.Length;

    internal static bool IsRiff(ReadOnlyMemory<byte> content, ReadOnlySpan<byte> form) => Starts(content, "RIFF"u8) && content.Length >= 12 && content.Span[8..].StartsWith(form);

    internal static bool IsMp3(ReadOnlyMemory<byte> content) => Starts(content, "ID3"u8) || (content.Length > 2 && content.Span[0] == 0xFF && (content.Span[1] & 0xE6) == 0xE2);

    internal static bool IsMp4(ReadOnlyMemory<byte> content) => content.Length >= 12 && content.Span[4..].StartsWith("ftyp"u8);

    internal static bool IsDicom(ReadOnlyMemory<byte> content) => content.Length > DicomPreamble + 4 && content.Span[DicomPreamble..].StartsWith("DICM"u8);

    internal static bool IsRtf(ReadOnlyMemory<byte> content) => Starts(content, @"{\rtf"u8);

    internal static bool IsJson(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Text comes in every encoding and with every control character; it is served as text and never as anything else. So it is only asked that it is not another kind under a wrong name.
    internal static bool IsText(ReadOnlyMemory<byte> content) =>
        !(IsPdf(content) || IsPng(content) || IsJpeg(content) || IsGif(content) || IsTiff(content) || IsMp4(content) || IsDicom(content) || IsRtf(content) || IsCompound(content) || Starts(content, "PK\x03\x04"u8) || Starts(content, "Rar!"u8)
            || content.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || content.Span.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]));

    private static bool IsPortableExecutable(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("MZ"u8) || content.Length < PeAddress + 4)
            return false;
        var at = BinaryPrimitives.ReadInt32LittleEndian(content[PeAddress..]);
        return at < 0 || at > content.Length - 4 || content[at..].StartsWith("PE\0\0"u8) || content[at..].StartsWith("NE"u8);
    }

    private static bool Starts(ReadOnlyMemory<byte> content, ReadOnlySpan<byte> sign) => content.Span.StartsWith(sign);
}
