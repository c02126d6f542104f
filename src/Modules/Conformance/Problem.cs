using Microsoft.AspNetCore.Http;

namespace Carewright.Conformance;

/// <summary>An error as the doors beside <c>/fhir</c> tell it (RFC 9457, docs/architecture/http-api.md).</summary>
internal sealed record Problem(string Title, string Detail, int Status, string Code)
{
    public static IResult Busy => Of(StatusCodes.Status429TooManyRequests, "busy", "The audit log cannot take a record now; nothing was done.");

    public static IResult Of(int status, string code, string detail) =>
        Results.Json(new Problem(code, detail, status, code), ConformanceJson.Default.Problem, "application/problem+json", status);
}
