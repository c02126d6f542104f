using System.Buffers;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Responses;

/// <summary>Writes a resource body in the format that was negotiated. JSON leaves as the bytes it is; XML is made from it here.</summary>
internal static class BodyResponse
{
    internal static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        if (ContentNegotiation.FormatOf(http) == FhirFormat.Xml)
            return WriteXmlAsync(http, json);
        http.Response.ContentType = ContentNegotiation.Json;
        return SendAsync(http, json);
    }

    /// <summary>A released resource with its version headers.</summary>
    internal static Task WriteAsync(HttpContext http, int status, ReleasedResource resource)
    {
        VersionHeaders(http, resource);
        return WriteAsync(http, status, resource.Json);
    }

    internal static void VersionHeaders(HttpContext http, ReleasedResource resource)
    {
        http.Response.Headers.ETag = EntityTag.Of(resource.VersionId);
        if (BundleEntryContext.IsEntry(http))
            BundleEntryContext.KeepLastUpdated(http, resource.LastUpdated);
        http.Response.Headers.LastModified = resource.LastUpdated.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task WriteXmlAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        var document = ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A resource to be sent does not parse.");
        var xml = new ArrayBufferWriter<byte>(json.Length * 2);
        FhirXml.Write(document, xml);
        http.Response.ContentType = ContentNegotiation.Xml;
        return SendAsync(http, xml.WrittenMemory);
    }

    // A plain Task: a handler that returns Task<FlushResult> costs the server several times as much.
    private static Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.Vary = "Accept, Accept-Encoding";
        if (BodyCompression.Choose(http.Request, body.Length) is { } coding)
        {
            headers.ContentEncoding = coding;
            body = BodyCompression.Compress(body, coding);
        }
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : FlushAsync(http, body);
    }

    private static Task FlushAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var write = http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }
}
