using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Smart.Http;

/// <summary>At most 300 requests a minute from one address to the doors that anybody may knock at: what waits there takes memory, and a signature takes time. Refused before the body is read, and not audited one by one.</summary>
internal sealed class DoorLimit : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = 300, Window = s_window, QueueLimit = 0 }));

    // The one limiter of the process: a filter named by its type is made anew for every request.
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<DoorLimit>().InvokeAsync(context, next);

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(Trail.AddressOf(context.HttpContext));
        if (lease.IsAcquired)
            return await next(context);
        context.HttpContext.Response.Headers.RetryAfter = "60";
        return Problems.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests from this address");
    }
}
