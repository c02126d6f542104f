using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>So many requests a minute from one network address to doors that anybody may knock at, where each knock costs something. Asked before the body is read; refusals are not audited one by one.</summary>
/// <param name="perMinute">Requests that are let through in a minute.</param>
public sealed class AddressLimit(int perMinute) : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = s_window, QueueLimit = 0 }));

    /// <summary>Lets a request through, or answers 429 with <c>Retry-After</c> (RFC 6585 section 4) and the code <c>too-many-attempts</c>.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        using var lease = _limiter.AttemptAcquire(context.HttpContext.AddressText());
        if (lease.IsAcquired)
            return await next(context);
        return Problems.RetryAfter(context.HttpContext, StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many attempts from this address",
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : s_window);
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}
