using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>At most sixty sign-ins a minute from one address, right or wrong: each costs a tenth of a second of a core.</summary>
internal sealed class SignInLimit : IDisposable
{
    private readonly AddressLimit _limit = new(perMinute: 60);

    // The one limiter of the process: a filter named by its type is made anew for every request.
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<SignInLimit>()._limit.InvokeAsync(context, next);

    public void Dispose() => _limit.Dispose();
}
