using System.Buffers;
using Carewright.Fhir.Xml;
using Carewright.FhirApi.Responses;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Reads the body of a request as JSON, whatever format it came in.</summary>
internal static class RequestBody
{
    /// <summary>The JSON, or the status and issues to answer with.</summary>
    internal static async ValueTask<(ReadOnlyMemory<byte> Json, int Status, IReadOnlyList<Issue> Issues)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (ContentNegotiation.OfBody(http.Request) is not { } format)
            return (default, 415, [Issue.Error(IssueTypes.NotSupported, "REST-CONTENT-TYPE", $"A body of type '{http.Request.ContentType}' is not understood; application/fhir+json and application/fhir+xml are.", spec: "FHIR R4 http.html#mime-type")]);
        var bytes = await ReadAllAsync(http, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
            return (default, 400, [Issue.Error(IssueTypes.Required, "REST-NO-BODY", "The request needs a body.")]);
        if (format == FhirFormat.Json)
            return (bytes, 0, []);
        var (json, issues) = FhirXml.ToJson(bytes);
        return json is { } converted && !issues.Any(issue => issue.IsError) ? (converted, 0, issues) : (default, 400, issues);
    }

    /// <summary>The bytes of the body as they are.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(HttpContext http, CancellationToken cancellationToken)
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
