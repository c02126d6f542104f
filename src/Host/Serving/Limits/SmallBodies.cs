using Microsoft.AspNetCore.Http.Features;

namespace Carewright.Host.Serving.Limits;

/// <summary>Narrows what a request may send to the doors behind the FHIR door. Packages and batches come over the console's socket, and the staging of imports widens it again for itself.</summary>
internal static class SmallBodies
{
    internal static Task InvokeAsync(HttpContext http, RequestDelegate next, long most)
    {
        if (http.Connection.RemoteIpAddress is not null && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
        return next(http);
    }
}
