using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Smart.Http;

/// <summary>At most 300 requests a minute from one address to the doors that anybody may knock at: what waits there takes memory, and a signature takes time.</summary>
internal sealed class DoorLimit : IDisposable
{
    private readonly AddressLimit _limit = new(perMinute: 300);

    // The one limiter of the process: a filter named by its type is made anew for every request.
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<DoorLimit>()._limit.InvokeAsync(context, next);

    public void Dispose() => _limit.Dispose();
}
