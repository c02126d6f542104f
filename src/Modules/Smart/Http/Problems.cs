using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>Errors as <c>application/problem+json</c> (RFC 9457), with the stable <c>code</c> of the HTTP contract.</summary>
internal static class Problems
{
    public static IResult Of(int status, string code, string title) => TypedResults.Problem(null, null, status, title, null, [new("code", code)]);

    public static IResult Invalid(IReadOnlyList<Issue> issues) => TypedResults.Problem(issues[0].Message, null, StatusCodes.Status422UnprocessableEntity, "The input is not acceptable", null,
        [new("code", "invalid"), new("issues", issues.Select(issue => new IssueAnswer(issue.Code, issue.Message, issue.Location)).ToArray())]);

    public static IResult Busy => Of(StatusCodes.Status429TooManyRequests, "busy", "The store is busy; nothing was released");

    public static IResult Malformed => Of(StatusCodes.Status400BadRequest, "malformed", "The body is not the JSON that is expected here");
}

/// <summary>One issue as it is told to a client.</summary>
internal sealed record IssueAnswer(string Code, string Message, string? Location);

/// <summary>Reads small bodies.</summary>
internal static class Body
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>A JSON body; null when it is not the JSON that is expected, or too long.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType() || await BytesAsync(context) is not { } bytes || !SoundJson.IsSound(bytes))
            return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> BytesAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (bytes.Length + read > MaxBytes)
                return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }
}
