using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.FhirApi.Responses;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Reads the body of a PATCH: its media type says which kind of patch it is (FHIR R4 http.html#patch).</summary>
internal static class PatchBody
{
    private const string Accepted = "application/json-patch+json, application/fhir+json, application/fhir+xml";

    /// <summary>The patch, or the status and issues to answer with.</summary>
    internal static async ValueTask<(ResourcePatch? Patch, int Status, IReadOnlyList<Issue> Issues)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var type = (http.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (type == BundlePatch.JsonPatchType)
            return Result(JsonPatch.Parse(await RequestBody.ReadAllAsync(http, cancellationToken).ConfigureAwait(false)));
        if (type.Length == 0 || ContentNegotiation.OfBody(http.Request) is null)
            return NotUnderstood(http, type);
        var (json, status, issues) = await RequestBody.ReadAsync(http, cancellationToken).ConfigureAwait(false);
        if (status != 0)
            return (null, status, issues);
        var parsed = ResourceDocument.Parse(json);
        return parsed is { Document: { } document, IsAcceptable: true } ? Result(FhirPathPatch.Parse(document)) : (null, 400, parsed.Issues);
    }

    private static (ResourcePatch? Patch, int Status, IReadOnlyList<Issue> Issues) Result(PatchParseOutcome outcome) => (outcome.Patch, outcome.Patch is null ? 400 : 0, outcome.Issues);

    private static (ResourcePatch? Patch, int Status, IReadOnlyList<Issue> Issues) NotUnderstood(HttpContext http, string type)
    {
        http.Response.Headers["Accept-Patch"] = Accepted;
        var message = type.EndsWith("xml-patch+xml", StringComparison.Ordinal)
            ? "XML Patch is not understood; send a JSON Patch, or a FHIRPath Patch in XML or JSON."
            : "A patch is sent as a JSON Patch (application/json-patch+json) or as a FHIRPath Patch (Parameters in application/fhir+json or application/fhir+xml).";
        return (null, 415, [Issue.Error(IssueTypes.NotSupported, "REST-PATCH-TYPE", message, spec: "FHIR R4 http.html#patch")]);
    }
}
