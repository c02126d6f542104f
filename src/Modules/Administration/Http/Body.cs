using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>Reads small JSON bodies.</summary>
internal static class Body
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>The body, or a 4xx that says what is wrong with it.</summary>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "The body must be application/json"));
        try
        {
            using var bytes = new MemoryStream();
            if (!await CopyAsync(context, bytes))
                return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-long", "The body is too long"));
            var json = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            return SoundJson.IsSound(json) && JsonSerializer.Deserialize(json, type) is { } value ? (value, null) : (null, Malformed(""));
        }
        catch (JsonException problem)
        {
            return (null, Malformed(problem.Path ?? ""));
        }
    }

    private static IResult Malformed(string path) =>
        Problems.Invalid([Issue.Error(IssueTypes.Structure, "BODY-MALFORMED", "The body is not the JSON that is expected here.", path)], StatusCodes.Status400BadRequest);

    private static async Task<bool> CopyAsync(HttpContext context, MemoryStream bytes)
    {
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (bytes.Length + read > MaxBytes)
                return false;
            bytes.Write(buffer, 0, read);
        }
        return true;
    }
}
