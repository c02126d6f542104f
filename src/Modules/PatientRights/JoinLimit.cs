using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.PatientRights;

/// <summary>At most sixty attempts a minute from one address to join by a code: each may cost the hash of a password.</summary>
internal sealed class JoinLimit : IDisposable
{
    private readonly AddressLimit _limit = new(perMinute: 60);

    // The one limiter of the process: a filter named by its type is made anew for every request.
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<JoinLimit>()._limit.InvokeAsync(context, next);

    public void Dispose() => _limit.Dispose();
}
