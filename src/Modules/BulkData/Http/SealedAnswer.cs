using System.IO.Compression;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Sealing.Files;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Http;

/// <summary>
/// Sends the content of a sealed file. One that was changed, cut short or taken away is not sent as if it were whole: where its beginning shows that, the answer is 410 with an outcome; where it shows later, the
/// connection breaks, because half a file must not look like one. Either way it is on record.
/// </summary>
internal static class SealedAnswer
{
    /// <summary>Whose answer this is, for the audit record of a fault.</summary>
    internal readonly record struct Sent(Actor Actor, string Interaction, string About);

    internal static async Task SendAsync(HttpContext http, Outcomes outcomes, Sent sent, Func<SealedReadStream> open, Action<HttpResponse> head, bool mayCompress = false)
    {
        try
        {
            await using var content = open();
            var first = new byte[SealedFile.ChunkSize];
            var length = await content.ReadAsync(first, http.RequestAborted).ConfigureAwait(false);
            http.Response.Headers.CacheControl = "no-store";
            head(http.Response);
            if (mayCompress && TakesGzip(http.Request))
            {
                http.Response.ContentLength = null;
                http.Response.Headers.ContentEncoding = "gzip";
                http.Response.Headers.Vary = "Accept-Encoding";
                var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
                await using (gzip.ConfigureAwait(false))
                    await CopyAsync(first.AsMemory(0, length), content, gzip, http.RequestAborted).ConfigureAwait(false);
                return;
            }
            await CopyAsync(first.AsMemory(0, length), content, http.Response.Body, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SealBrokenException or FileNotFoundException or DirectoryNotFoundException)
        {
            await BrokenAsync(http, outcomes, sent).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(ReadOnlyMemory<byte> first, Stream rest, Stream to, CancellationToken cancellationToken)
    {
        await to.WriteAsync(first, cancellationToken).ConfigureAwait(false);
        await rest.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    private static async Task BrokenAsync(HttpContext http, Outcomes outcomes, Sent sent)
    {
        if (http.Response.HasStarted)
        {
            await outcomes.RecordAsync(http, sent, 500).ConfigureAwait(false);
            http.Abort();
            return;
        }
        http.Response.Clear();
        await outcomes.RefuseAsync(
            http, sent.Actor, sent.Interaction, 410, sent.About + " file broken",
            Issue.Error(IssueTypes.Incomplete, "BULK-FILE-BROKEN", "The file was changed, cut short or taken away on this server's disk, and cannot be given out. Ask for it anew.")).ConfigureAwait(false);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Split(',').Any(coding => coding.Trim() is "gzip" or "*" || (coding.Trim().StartsWith("gzip;", StringComparison.Ordinal) && !coding.Replace(" ", "", StringComparison.Ordinal).EndsWith(";q=0", StringComparison.Ordinal)));
}
