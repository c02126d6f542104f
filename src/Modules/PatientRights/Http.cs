using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.PatientRights;

/// <summary>Bodies in, answers out.</summary>
internal static class Http
{
    private const int MostBytes = 64 * 1024;

    public static Actor Actor(this HttpContext http) => http.GetActor().Actor!;

    /// <summary>The gateway's answer as JSON, or its refusal.</summary>
    public static IResult Send<T>(this Answer<T> answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
        where T : class =>
        answer.IsRefused ? Refused(answer.Refusal) : Results.Json(answer.Value, type, statusCode: status);

    public static IResult Refused(Refusal refusal) => Problems.Of(refusal.Status, refusal.Issues);

    /// <summary>
    /// The body; one that cannot be read is an empty one: who asks is told first whether they may at all, and then what is missing.
    /// </summary>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class, new()
    {
        if (!http.Request.HasJsonContentType() || http.Request.ContentLength > MostBytes)
            return new T();
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted).ConfigureAwait(false) ?? new T();
        }
        catch (JsonException)
        {
            return new T();
        }
    }

    public static string? Value(this IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A day of the query: null when it is absent; false when it is none.</summary>
    public static bool TryDay(this IQueryCollection query, string name, out DateOnly? day)
    {
        day = null;
        if (query.Value(name) is not { } text)
            return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;
        day = read;
        return true;
    }

    public static IResult BadDay() => Problems.Of(StatusCodes.Status400BadRequest, "bad-day", "A day is YYYY-MM-DD");
}
