using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Smart.Http;

/// <summary>For what is done by a person in a session of the app who has just said who they are: a script's token in the wrong hands, or an unattended screen, lets no app in.</summary>
internal static class InPerson
{
    /// <summary>Null when it may go on; else the refusal, which is on record.</summary>
    /// <param name="context">The request.</param>
    /// <param name="trail">Where the refusal is recorded.</param>
    /// <param name="interaction">What was asked for.</param>
    /// <param name="about">Of which app.</param>
    public static async Task<IResult?> RefuseAsync(HttpContext context, Trail trail, string interaction, string about)
    {
        var (feature, services) = (context.GetActor(), context.RequestServices);
        if (feature.Session is { } live && FreshProof.Is(live, services.GetRequiredService<FactorRegister>(), services.GetRequiredService<TimeProvider>()))
            return null;
        var isToken = feature.Session is null;
        if (!await trail.RecordAsync(context, feature.Actor, interaction, StatusCodes.Status403Forbidden, $"{about}&reason={(isToken ? "only in a browser's session" : "step-up needed")}"))
            return Problems.Busy(context);
        return isToken
            ? Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This is done in a session of the app")
            : Problems.Of(StatusCodes.Status403Forbidden, "step-up-needed", "Say once more who you are");
    }
}
