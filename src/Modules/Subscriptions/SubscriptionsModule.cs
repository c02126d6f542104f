using Carewright.Gateway;
using Carewright.Security;
using Carewright.Subscriptions.Delivery;
using Carewright.Subscriptions.Features;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Carewright.Subscriptions;

/// <summary>Subscriptions by topic and by criteria (docs/architecture/subscriptions.md): the delivery of notifications, and the doors to them. Needs the gateway and the accounts among the services.</summary>
public static class SubscriptionsModule
{
    /// <summary>Registers the module. Its delivery starts with the server and ends with it.</summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<RecordGateway>().OpenSubscriptions(provider.GetRequiredService<AccountRegister>()));
        services.TryAddSingleton(DeliveryOptions.Default);
        services.AddSingleton<OwnAddress>();
        services.AddSingleton<Dispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<Dispatcher>());
        services.AddSingleton<BindingTokens>();
        services.AddSingleton<StatusOperation>();
        services.AddSingleton<EventsOperation>();
        services.AddSingleton<BindingTokenOperation>();
        services.AddSingleton<WebSocketDoor>();
        return services;
    }

    /// <summary>Maps <c>/subscriptions/websocket</c>. Websockets must be among the middleware. The operations stand in the FHIR door's table.</summary>
    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/subscriptions/websocket", (HttpContext http, WebSocketDoor door) => door.RunAsync(http));
        return endpoints;
    }

    /// <summary><c>$status</c>: answers the request.</summary>
    /// <param name="http">The request; its actor has been named.</param>
    /// <param name="id">Logical id at instance level, else null.</param>
    public static Task StatusAsync(HttpContext http, string? id) => Service<StatusOperation>(http).RunAsync(http, id);

    /// <summary><c>$events</c>: answers the request. Parameters as for <see cref="StatusAsync"/>.</summary>
    public static Task EventsAsync(HttpContext http, string? id) => Service<EventsOperation>(http).RunAsync(http, id);

    /// <summary><c>$get-ws-binding-token</c>: answers the request. Parameters as for <see cref="StatusAsync"/>.</summary>
    public static Task BindingTokenAsync(HttpContext http, string? id) => Service<BindingTokenOperation>(http).RunAsync(http, id);

    private static T Service<T>(HttpContext http)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<T>();
    }
}
