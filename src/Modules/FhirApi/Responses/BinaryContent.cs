using System.Buffers;
using System.Buffers.Text;
using Carewright.Fhir.Json;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Attaching;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Carewright.FhirApi.Responses;

/// <summary>
/// The content of a Binary as itself, for who accepts its type and no format of FHIR (FHIR R4 binary.html#rest). It leaves as a file to be saved, in a sandbox, and under its declared type only if a browser
/// does not run that: what was uploaded here must never run as a page of this origin.
/// </summary>
internal static class BinaryContent
{
    private const string Sandbox = "default-src 'none'; sandbox";

    /// <summary>Under which a request is marked that asks for content.</summary>
    internal static object Mark { get; } = new();

    /// <summary>Whether a request may be asking for content.</summary>
    internal static bool IsAskedFor(HttpRequest request, FhirAddress address) =>
        address is { Type: "Binary", Id: not null, IsHistory: false, Operation: null } && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Accept.Count > 0
        && !request.Query.ContainsKey("_format");

    /// <summary>Answers with the content, or 406 when it is of a type that the client does not accept.</summary>
    internal static Task WriteAsync(HttpContext http, ReleasedResource resource)
    {
        var root = ResourceDocument.Parse(resource.Json).Document?.Root ?? throw new InvalidOperationException("A resource to be sent does not parse.");
        var declared = root.Child("contentType").GetString();
        if (declared is null || !Accepts(http.Request, declared) || Decode(root.Child("data").GetUtf8()) is not { } content)
            return OutcomeResponse.WriteAsync(http, (406, Issue.Error(IssueTypes.NotSupported, "REST-BINARY-TYPE", "The content is of another type than what is accepted.", spec: "FHIR R4 binary.html#rest")));
        BodyResponse.VersionHeaders(http, resource);
        var (type, extension) = FileKinds.Served(declared);
        var response = http.Response;
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"binary-{resource.Id}{extension}\"";
        response.Headers.ContentSecurityPolicy = Sandbox;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        response.ContentLength = content.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }

    private static bool Accepts(HttpRequest request, string declared) =>
        MediaTypeHeaderValue.TryParse(declared, out var type) && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(range => range.Quality != 0 && new MediaTypeHeaderValue(type.MediaType).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)));

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, content, out _, out var length) == OperationStatus.Done ? content[..length] : null;
    }
}
