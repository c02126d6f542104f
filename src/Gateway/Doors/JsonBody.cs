using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Carewright.Gateway.Doors;

/// <summary>Reads bodies of doors that do not speak FHIR.</summary>
public static class JsonBody
{
    private const int MostBytes = 2 * 1024 * 1024;

    /// <summary>The body; null when it is not the JSON expected, or longer than 2 MiB.</summary>
    /// <param name="http">The request.</param>
    /// <param name="type">What is expected.</param>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(http);
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
