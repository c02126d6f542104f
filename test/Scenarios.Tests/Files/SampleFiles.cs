using System.IO.Compression;
using System.Text;

namespace Carewright.Scenarios.Tests.Files;

/// <summary>The beginnings of files, as their specifications have them.</summary>
internal static class SampleFiles
{
    internal static byte[] Of(string type) => type switch
    {
        "application/pdf" => "%PDF-1.7\n"u8.ToArray(),
        "image/png" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13],
        "image/jpeg" => [0xFF, 0xD8, 0xFF, 0xE0, 0, 16],
        "image/gif" => "GIF89a-"u8.ToArray(),
        "image/tiff" => [(byte)'I', (byte)'I', (byte)'*', 0, 8, 0, 0, 0],
        "video/mp4" => [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0],
        "application/dicom" => [.. new byte[128], .. "DICM"u8, 2, 0],
        "application/rtf" => @"{\rtf1\ansi Hello}"u8.ToArray(),
        "text/plain" => "Hello."u8.ToArray(),
        "application/hl7-v3+xml" => """<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="US"/></ClinicalDocument>"""u8.ToArray(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Office("word/document.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Office("xl/workbook.xml"),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    internal static byte[] Office(params string[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["[Content_Types].xml", .. parts])
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write("<x/>"u8);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>A program of Windows, as short as it can be told.</summary>
    internal static byte[] Program()
    {
        var program = new byte[132];
        "MZ"u8.CopyTo(program);
        program[0x3C] = 128;
        "PE\0\0"u8.CopyTo(program.AsSpan(128));
        return program;
    }

    internal static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
