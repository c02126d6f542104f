using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Carewright.FhirApi.Responses;

/// <summary>
/// HTTP compression of answers that are worth it (RFC 9110 section 8.4): br, else gzip, as the client weighs them. A body here holds no credential that a stranger could guess
/// by its length: sessions and tokens never stand in one.
/// </summary>
internal static class BodyCompression
{
    /// <summary>Smaller bodies fit into one packet as they are.</summary>
    internal const int LeastLength = 1400;

    /// <summary>The coding to use, or null to leave the body as it is.</summary>
    internal static string? Choose(HttpRequest request, int length)
    {
        var accepted = request.Headers.AcceptEncoding;
        if (length < LeastLength || accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted, out var codings))
            return null;
        var (brotli, gzip) = (Weight(codings, "br"), Weight(codings, "gzip"));
        return brotli > 0 && brotli >= gzip ? "br" : gzip > 0 ? "gzip" : null;
    }

    internal static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body, string coding) => coding == "br" ? Brotli(body.Span) : Gzip(body);

    private static double Weight(IList<StringWithQualityHeaderValue> codings, string name)
    {
        double? any = null;
        foreach (var coding in codings)
        {
            if (coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
                return coding.Quality ?? 1;
            if (coding.Value == "*")
                any = coding.Quality ?? 1;
        }
        return any ?? 0;
    }

    // Quality 1: a search page is compressed in less time than it takes to find it.
    private static ReadOnlyMemory<byte> Brotli(ReadOnlySpan<byte> body)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, compressed, out var written, quality: 1, window: 22)
            ? compressed.AsMemory(0, written)
            : throw new InvalidOperationException("A body did not fit into the bound of its compressed form.");
    }

    private static ReadOnlyMemory<byte> Gzip(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}
