using System.Globalization;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>Errors of doors that do not speak FHIR: <c>application/problem+json</c> (RFC 9457) with the stable <c>code</c> of the HTTP contract (docs/architecture/http-api.md).</summary>
public static class Problems
{
    /// <summary>An error.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">What a program goes by.</param>
    /// <param name="title">What a person reads.</param>
    /// <param name="detail">More of it, or null.</param>
    /// <param name="more">Further members.</param>
    public static IResult Of(int status, string code, string title, string? detail = null, params KeyValuePair<string, object?>[] more) =>
        TypedResults.Problem(detail, null, status, title, null, [new("code", code), .. more]);

    /// <summary>The input is not acceptable: <c>code</c> is <c>invalid</c>, and <c>issues</c> has every problem with its place.</summary>
    public static IResult Invalid(IReadOnlyList<Issue> issues, int status = StatusCodes.Status422UnprocessableEntity)
    {
        ArgumentNullException.ThrowIfNull(issues);
        return Of(status, "invalid", "The input is not acceptable", issues.Count > 0 ? issues[0].Message : null,
            Issues(issues));
    }

    /// <summary>What was refused for reasons that carry codes: the first of them is the answer's code and title, and <c>issues</c> has all.</summary>
    public static IResult Of(int status, IReadOnlyList<Issue> issues)
    {
        ArgumentNullException.ThrowIfNull(issues);
        return Of(status, issues[0].Code.ToLowerInvariant(), issues[0].Message, null, Issues(issues));
    }

    /// <summary>The body is not the JSON that the address takes: 400.</summary>
    public static IResult Malformed() => Of(StatusCodes.Status400BadRequest, "malformed", "The body is not what this address takes");

    /// <summary>There is no such thing, or none that the caller may know of: 404.</summary>
    public static IResult NotFound() => Of(StatusCodes.Status404NotFound, "not-found", "There is no such thing");

    /// <summary>An error that passes: <c>Retry-After</c>, and <c>retryAfterSeconds</c> in the body.</summary>
    public static IResult RetryAfter(HttpContext context, int status, string code, string title, TimeSpan wait)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seconds = (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Of(status, code, title, null, new KeyValuePair<string, object?>("retryAfterSeconds", seconds));
    }

    /// <summary>What was asked could not be put on record, so that it was not done: 429.</summary>
    public static IResult Busy(HttpContext context) =>
        RetryAfter(context, StatusCodes.Status429TooManyRequests, "busy", "The store is busy; nothing was released", TimeSpan.FromSeconds(1));

    private static KeyValuePair<string, object?> Issues(IReadOnlyList<Issue> issues) =>
        new("issues", issues.Select(issue => new IssueAnswer(issue.Code, issue.Message, issue.Location)).ToArray());
}

/// <summary>One issue as it is told to a client.</summary>
/// <param name="Code">What a program goes by.</param>
/// <param name="Message">What a person reads.</param>
/// <param name="Location">The member it is about, or null.</param>
public sealed record IssueAnswer(string Code, string Message, string? Location);
