using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>Nothing of this module is kept by a browser or a proxy.</summary>
internal sealed class NoStore : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
