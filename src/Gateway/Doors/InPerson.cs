using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Gateway.Doors;

/// <summary>
/// For what is done by a person in a session of the app who has just said who they are: a script's token in the wrong hands, or an unattended screen, opens no way into the record. Stands behind a <see cref="Gate"/>.
/// </summary>
/// <param name="interaction">What a refusal is called in the log.</param>
public sealed class InPerson(string interaction) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return await RefuseAsync(context.HttpContext, interaction).ConfigureAwait(false) ?? await next(context).ConfigureAwait(false);
    }

    /// <summary>Null when it may go on; else the refusal, which is on record.</summary>
    /// <param name="http">The request.</param>
    /// <param name="interaction">What was asked for.</param>
    /// <param name="about">Of what, or null.</param>
    public static async Task<IResult?> RefuseAsync(HttpContext http, string interaction, string? about = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        var (feature, services) = (http.GetActor(), http.RequestServices);
        if (feature.Session is { } live && FreshProof.Is(live, services.GetRequiredService<FactorRegister>(), services.GetRequiredService<TimeProvider>()))
            return null;
        return await Refused.NotInPersonAsync(http, interaction, feature.Actor!, about, isToken: feature.Session is null).ConfigureAwait(false);
    }
}
