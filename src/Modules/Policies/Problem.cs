using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Gateway;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies;

/// <summary>An error as the doors beside <c>/fhir</c> tell it (RFC 9457, docs/architecture/http-api.md).</summary>
internal sealed record Problem(string Title, string Detail, int Status, string Code, IReadOnlyList<IssueLine> Issues)
{
    public static IResult Busy => Of(StatusCodes.Status429TooManyRequests, "busy", "The audit log cannot take a record now; nothing was done.");

    public static IResult NotFound => Of(StatusCodes.Status404NotFound, "not-found", "There is no such thing.");

    public static IResult Of(int status, string code, string detail, params IReadOnlyList<Issue> issues) =>
        Results.Json(new Problem(code, detail, status, code, [.. issues.Select(IssueLine.Of)]), PoliciesJson.Default.Problem, "application/problem+json", status);

    /// <summary>What the gateway refused; it has been recorded.</summary>
    public static IResult Of(Refusal refusal) => Of(refusal.Status, refusal.Issues[0].Code.ToLowerInvariant(), refusal.Issues[0].Message, refusal.Issues);

    /// <summary>What the shelf refused.</summary>
    public static IResult Of(IReadOnlyList<Issue> issues) => Of(StatusOf(issues), issues[0].Code.ToLowerInvariant(), issues[0].Message, issues);

    public static int StatusOf(IReadOnlyList<Issue> issues) => issues[0].Type switch
    {
        IssueTypes.NotFound => StatusCodes.Status404NotFound,
        IssueTypes.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}

/// <summary>One thing that is wrong.</summary>
internal sealed record IssueLine(string Severity, string Code, string? Place, string Message)
{
    public static IssueLine Of(Issue issue) => new(issue.Severity.ToString().ToLowerInvariant(), issue.Code, issue.Location, issue.Message);
}

/// <summary>Reads bodies.</summary>
internal static class Body
{
    private const int MostBytes = 2 * 1024 * 1024;

    /// <summary>The body; null when it is not what is expected.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (!http.Request.HasJsonContentType() || http.Request.ContentLength > MostBytes)
            return null;
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Malformed => Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The body is not the JSON that is expected here.");
}
