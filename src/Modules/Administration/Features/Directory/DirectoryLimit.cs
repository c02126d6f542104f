using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>
/// At most 300 steps a minute from one address: a sign-in by a directory takes three, a clinic's people come from one address, and a directory that ends many sessions at once calls often. Nothing can be
/// guessed here, and a step costs a call to the directory at most.
/// </summary>
internal sealed class DirectoryLimit : IDisposable
{
    private readonly AddressLimit _limit = new(perMinute: 300);

    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<DirectoryLimit>()._limit.InvokeAsync(context, next);

    public void Dispose() => _limit.Dispose();
}
