using Carewright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Carewright.Administration.Http;

/// <summary>Errors as <c>application/problem+json</c> (RFC 9457) with the stable <c>code</c> of the HTTP contract.</summary>
internal static class Problems
{
    public static IResult Of(int status, string code, string title, string? detail = null) => Make(status, code, title, detail, []);

    public static IResult Invalid(IReadOnlyList<Issue> issues, int status = StatusCodes.Status422UnprocessableEntity) =>
        Make(status, "invalid", "The input is not acceptable", issues.Count > 0 ? issues[0].Message : null,
            [new("issues", issues.Select(issue => new IssueAnswer(issue.Code, issue.Message, issue.Location)).ToArray())]);

    public static IResult RetryAfter(HttpContext context, int status, string code, string title, TimeSpan wait)
    {
        var seconds = (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Make(status, code, title, null, [new("retryAfterSeconds", seconds)]);
    }

    public static IResult BadFactor(int triesLeft) =>
        Make(StatusCodes.Status401Unauthorized, "bad-factor", "The code is wrong, or was used already", null, [new("triesLeft", triesLeft)]);

    public static IResult Busy(HttpContext context) =>
        RetryAfter(context, StatusCodes.Status429TooManyRequests, "busy", "The store is busy; nothing was released", TimeSpan.FromSeconds(1));

    private static ProblemHttpResult Make(int status, string code, string title, string? detail, KeyValuePair<string, object?>[] more) =>
        TypedResults.Problem(detail, null, status, title, null, [new("code", code), .. more]);
}

/// <summary>One issue as it is told to a client.</summary>
internal sealed record IssueAnswer(string Code, string Message, string? Location);
