using System.Buffers;
using System.IO.Compression;
using Carewright.Fhir.Xml;
using Carewright.FhirApi.Responses;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Carewright.FhirApi.Routing;

/// <summary>Reads the body of a request as JSON, whatever format it came in.</summary>
internal static class RequestBody
{
    /// <summary>The code of the issue of a request that has none.</summary>
    internal const string NoBody = "REST-NO-BODY";

    private const int UnpackedAtOnce = 64 * 1024;
    private const long MostWithoutServer = 64 * 1024 * 1024;

    /// <summary>The JSON, or the status and issues to answer with.</summary>
    internal static async ValueTask<(ReadOnlyMemory<byte> Json, int Status, IReadOnlyList<Issue> Issues)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (ContentNegotiation.OfBody(http.Request) is not { } format)
            return (default, 415, [Issue.Error(IssueTypes.NotSupported, "REST-CONTENT-TYPE", $"A body of type '{http.Request.ContentType}' is not understood; application/fhir+json and application/fhir+xml of FHIR 4.0 are.", spec: "FHIR R4 http.html#mime-type")]);
        var bytes = await ReadAllAsync(http, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
            return (default, 400, [Issue.Error(IssueTypes.Required, NoBody, "The request needs a body.")]);
        if (format == FhirFormat.Json)
            return (bytes, 0, []);
        var (json, issues) = FhirXml.ToJson(bytes);
        return json is { } converted && !issues.Any(issue => issue.IsError) ? (converted, 0, issues) : (default, 400, issues);
    }

    /// <summary>The bytes of the body, unpacked where they come compressed (RFC 9110 section 8.4); what is larger than a body may be, packed or unpacked, is refused with 413.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var body = await ReadPackedAsync(http, cancellationToken).ConfigureAwait(false);
        return http.Request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && coding != "identity" ? Unpack(body, coding, MostOf(http)) : body;
    }

    private static long MostOf(HttpContext http) => http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? MostWithoutServer;

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, string coding, long most)
    {
        using var source = new MemoryStream(packed.ToArray(), writable: false);
        using Stream unpacked = coding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            _ => throw new BadHttpRequestException("The coding of the body is not one of gzip, br and deflate.", StatusCodes.Status415UnsupportedMediaType),
        };
        var body = new ArrayBufferWriter<byte>();
        try
        {
            for (int read; (read = unpacked.Read(body.GetSpan(UnpackedAtOnce))) > 0;)
            {
                body.Advance(read);
                if (body.WrittenCount > most)
                    throw new BadHttpRequestException("The body is too large when it is unpacked.", StatusCodes.Status413PayloadTooLarge);
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The body is not what its coding says.", damage);
        }
        return body.WrittenMemory;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadPackedAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                // Copied once: what is parsed lives on in the store's cache and queue after the pipe takes its buffers back.
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
