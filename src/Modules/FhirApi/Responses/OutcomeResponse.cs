using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Responses;

/// <summary>Everything that is not a resource asked for: an OperationOutcome (FHIR R4 operationoutcome.html).</summary>
internal static class OutcomeResponse
{
    internal static Task WriteAsync(HttpContext http, (int Status, Issue Issue) refusal) => WriteAsync(http, refusal.Status, refusal.Issue);

    internal static Task WriteAsync(HttpContext http, int status, Issue issue) => WriteAsync(http, status, [issue]);

    internal static Task WriteAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Status == 429)
            http.Response.Headers.RetryAfter = "1";
        return WriteAsync(http, refusal.Status, refusal.Issues);
    }

    internal static Task WriteAsync(HttpContext http, int status, IReadOnlyList<Issue> issues) =>
        BodyResponse.WriteAsync(http, status, OperationOutcomeWriter.Write(issues));
}
