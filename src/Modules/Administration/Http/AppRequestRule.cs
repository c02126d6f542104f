using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>
/// A request that rides on the app's cookie, or asks for one, and changes something carries <c>X-Carewright-App: 1</c>. A foreign page cannot send it without a preflight, and there is
/// no CORS here to allow one: <c>SameSite=Strict</c> alone would leave sibling subdomains and old browsers.
/// </summary>
/// <param name="interaction">What a refusal is called in the log.</param>
internal sealed class AppRequestRule(string interaction) : IEndpointFilter
{
    private const string Header = "X-Carewright-App";

    public static bool Holds(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers[Header] == "1";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (Holds(context.HttpContext.Request))
            return await next(context);
        return await Refused.UnknownAsync(context.HttpContext, interaction, ActorRefusal.NotFromApp);
    }
}
