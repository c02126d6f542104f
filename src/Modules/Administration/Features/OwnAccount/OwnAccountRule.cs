using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>
/// The own account is changed in a browser's session only: a token in a script's hands must not be able to change how its owner signs in. A session that must set up a second
/// factor or prove once more who it is gets through where that is done and nowhere else.
/// </summary>
/// <param name="also">Why a session without an actor gets through all the same.</param>
internal sealed class OwnAccountRule(params ActorRefusal[] also) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var feature = http.GetActor();
        if (feature.Session is not null && (feature.Actor is not null || also.Contains(feature.Refusal)))
            return await next(context);
        return feature.Actor is { } actor ? await Refused.ForbiddenAsync(http, "account", actor, "account: only in a browser's session") : await Refused.UnknownAsync(http, "account", feature.Refusal);
    }
}

/// <summary>What changes how somebody signs in asks who they are once more, unless they have just said so: an unattended screen must not be enough.</summary>
internal sealed class StepUpRule : IEndpointFilter
{
    /// <summary>How long a proof is fresh.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromMinutes(10);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var live = http.GetActor().Session!;
        var services = http.RequestServices;
        if (IsFresh(live, services.GetRequiredService<FactorRegister>(), services.GetRequiredService<TimeProvider>()))
            return await next(context);
        var action = new AuditedAction("execute", "account", StatusCodes.Status403Forbidden, AuditOutcome.Refused) { Rule = "step-up needed" };
        return await services.GetRequiredService<Recorder>().RecordAsync(Actors.Of(http, live), action)
            ? Problems.Of(StatusCodes.Status403Forbidden, "step-up-needed", "Say once more who you are")
            : Problems.Busy(http);
    }

    public static bool IsFresh(LiveSession live, FactorRegister factors, TimeProvider time) =>
        time.GetUtcNow() - live.Session.ProvedAt < Fresh
        && (!factors.Of(live.Account.UserName).HasAny || live.Session.Methods.Contains(AuthenticationMethods.MultipleFactors, StringComparer.Ordinal));
}
