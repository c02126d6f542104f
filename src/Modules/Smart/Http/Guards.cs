using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Smart.Http;

/// <summary>Only people at the app, signed in by its cookie: neither a script's token nor an app's.</summary>
internal sealed class OnlyTheApp(string interaction) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var feature = http.GetActor();
        if (feature.Actor is { Client: "app", Limit: null, Session: not null })
            return await next(context);
        var status = feature.Actor is null && feature.Refusal != ActorRefusal.NotFromApp ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        if (!await http.RequestServices.GetRequiredService<Trail>().RecordAsync(http, feature.Actor, interaction, status, $"credential={feature.Refusal}"))
            return Problems.Busy(http);
        return status == StatusCodes.Status401Unauthorized ? Problems.Of(status, "not-signed-in", "Sign in first") : Problems.Of(status, "not-from-app", "This is for people at the app");
    }
}

/// <summary>Only those who manage the clinic's users.</summary>
internal sealed class OnlyAdministrators : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var feature = http.GetActor();
        if (feature.Actor is { } actor && http.RequestServices.GetRequiredService<PolicyShelf>().Current.MayOperate(actor, "users"))
            return await next(context);
        var status = feature.Actor is null && feature.Refusal != ActorRefusal.NotFromApp ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        if (!await http.RequestServices.GetRequiredService<Trail>().RecordAsync(http, feature.Actor, "apps", status, "operation=users"))
            return Problems.Busy(http);
        return Problems.Of(status, status == StatusCodes.Status401Unauthorized ? "not-signed-in" : "forbidden", "Only an administrator manages apps");
    }
}

/// <summary>Keeps apps' tokens from every door but those that scopes speak of, whatever doors there will be: a door that forgets to ask is closed.</summary>
internal sealed class AppTokenGate(RequestDelegate next, Trail trail)
{
    private static readonly string[] s_open = ["/fhir", "/bulk/jobs", "/bulk/files", "/auth/userinfo"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetActor().Actor is not { Limit: not null } actor || s_open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }
        var isRecorded = await trail.RecordAsync(context, actor, "request", StatusCodes.Status403Forbidden, "door=closed-to-apps");
        await (isRecorded ? Problems.Of(StatusCodes.Status403Forbidden, "closed-to-apps", "No scope opens this") : Problems.Busy(context)).ExecuteAsync(context);
    }
}
