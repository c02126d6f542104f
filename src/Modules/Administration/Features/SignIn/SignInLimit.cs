using System.Threading.RateLimiting;
using Carewright.Administration.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>At most sixty sign-ins a minute from one address, right or wrong: each costs a tenth of a second of a core. Refused before the body is read, and not audited one by one.</summary>
internal sealed class SignInLimit : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = s_window, QueueLimit = 0 }));

    // The one limiter of the process: a filter named by its type is made anew for every request.
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<SignInLimit>().InvokeAsync(context, next);

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(ActorMiddleware.AddressOf(context.HttpContext));
        if (lease.IsAcquired)
            return await next(context);
        return Problems.RetryAfter(context.HttpContext, StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many attempts from this address",
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : s_window);
    }
}
