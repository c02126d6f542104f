using Carewright.Gateway.Doors;
using Carewright.Interfaces.Analysers;
using Carewright.Interfaces.Applying;
using Carewright.Interfaces.Features;
using Carewright.Interfaces.Numbering;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Interfaces.Registries;
using Carewright.Interfaces.Sending;
using Carewright.Interfaces.Watching;
using Carewright.Storage.Queueing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces;

/// <summary>
/// Partners' HL7 v2 messages into the record, and out of it (docs/architecture/interfaces.md). Needs the message log, the gateway, accounts, policies and the private table among the services, and the actor of every request named before.
/// </summary>
public static class InterfacesModule
{
    /// <summary>Adds the module.</summary>
    /// <param name="services">The services.</param>
    /// <param name="partners">The clinic's partners.</param>
    /// <param name="network">Where partners' ports are opened.</param>
    public static IServiceCollection AddInterfaces(this IServiceCollection services, PartnerRegister partners, PartnerNetwork network)
    {
        services.AddSingleton(network);
        services.AddSingleton(partners);
        services.AddSingleton<MappedMessages>();
        services.AddSingleton<Answers>();
        services.AddSingleton<Outcomes>();
        services.AddSingleton<Acknowledger>();
        services.AddSingleton<SequenceBook>();
        services.AddSingleton<SequenceGate>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<Worklist>();
        services.AddSingleton<ResultReading>();
        services.AddSingleton<AnalyserInbox>();
        services.AddSingleton<DeviceLines>();
        services.AddSingleton<MessageApplication>();
        services.AddSingleton(ApplierOf);
        services.AddSingleton<Listeners>();
        services.AddSingleton<PartnerLines>();
        services.AddSingleton<PostDoor>();
        services.AddSingleton<Composer>();
        services.AddSingleton<ReplyDesk>();
        services.AddSingleton<Couriers>();
        services.AddSingleton<PartnerWatch>();
        services.AddSingleton<PartnerDoor>();
        services.AddSingleton<MessageDoor>();
        services.AddSingleton<ReviewDoor>();
        services.AddSingleton<TryDoor>();
        services.AddSingleton<Inquiry>();
        services.AddSingleton<RegistryDoor>();
        services.AddHostedService(provider => provider.GetRequiredService<PartnerWatch>());
        // Hosted services stop in the opposite order: first nothing comes in any more, then what is under way ends.
        services.AddHostedService(provider => provider.GetRequiredService<Applier>());
        services.AddHostedService(provider => provider.GetRequiredService<Listeners>());
        services.AddHostedService(provider => provider.GetRequiredService<DeviceLines>());
        services.AddHostedService(provider => provider.GetRequiredService<Couriers>());
        services.AddHostedService<Outbox>();
        services.AddHostedService<LogRetention>();
        return services;
    }

    /// <summary>Names the partner of a request that posts a message: after what names every other actor, before the rates.</summary>
    public static IApplicationBuilder UseInterfaces(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var partners = app.ApplicationServices.GetRequiredService<PartnerRegister>();
        return app.Use(next => http =>
        {
            PartnerCredential.Name(http, partners);
            return next(http);
        });
    }

    /// <summary>Maps <c>/interfaces</c> and <c>/hl7v2</c>.</summary>
    public static IEndpointRouteBuilder MapInterfaces(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var settings = routes.MapGroup("").AddEndpointFilter(new Gate("interface-partners", "interfaces"));
        services.GetRequiredService<PartnerDoor>().Map(settings);
        services.GetRequiredService<TryDoor>().Map(settings);
        services.GetRequiredService<MessageDoor>().Map(settings);
        services.GetRequiredService<ReviewDoor>().Map(routes.MapGroup("").AddEndpointFilter(new Gate("interface-message", "message-review")));
        services.GetRequiredService<PostDoor>().Map(routes);
        services.GetRequiredService<RegistryDoor>().Map(routes.MapGroup("").AddEndpointFilter(new Gate(RegistryDoor.Interaction, null, Caller.NotPatient)));
        return routes;
    }

    private static Applier ApplierOf(IServiceProvider services)
    {
        var applier = new Applier(services.GetRequiredService<IMessageLog>(), services.GetRequiredService<MessageApplication>().ApplyAsync, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Applier>>());
        applier.Settled += services.GetRequiredService<Outcomes>().Settle;
        // One that is erased before its turn is not taken out by its turn.
        var mapped = services.GetRequiredService<MappedMessages>();
        applier.Settled += message => mapped.Take(message.Id);
        return applier;
    }
}
