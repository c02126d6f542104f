using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies;

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
}
