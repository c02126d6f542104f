using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Detection.Features;

/// <summary>What all addresses of this module share: every look and change is on record before it is answered, and errors are problems (RFC 9457).</summary>
internal sealed class DetectionDoor(RecordGateway gateway)
{
    /// <summary>Puts a request of somebody who may make it on record.</summary>
    /// <param name="http">The request.</param>
    /// <param name="interaction">What is on record.</param>
    /// <param name="about">What it was about, or null.</param>
    /// <returns>Null when it may go on; the answer when it may not.</returns>
    public async Task<IResult?> RefuseAsync(HttpContext http, string interaction, string? about = null) =>
        await gateway.RecordAsync(http.GetActor().Actor!, interaction, null, 200, http.RequestAborted, about) is null ? null : Problems.Busy(http);

    /// <summary>The body as a value; null when it is not one.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await http.Request.ReadFromJsonAsync(type, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => TypedResults.Json(value, type, statusCode: status);
}
