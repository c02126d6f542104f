using System.Text;
using System.Text.Json;
using Carewright.Detection.Alerts;
using Carewright.Detection.Channels;
using Carewright.Detection.Features;
using Carewright.Detection.Incidents;
using Carewright.Detection.Observing;
using Carewright.Detection.People;
using Carewright.Detection.Profiles;
using Carewright.Detection.Rules;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Subscribing;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Detection;

/// <summary>Breach detection on the audit log (docs/architecture/detection.md): watches the log, raises alerts, responds, tells, and follows incidents.</summary>
public static class DetectionModule
{
    /// <summary>Adds the module. The store, accounts, policy, gateway and site settings are there already.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddSingleton<RuleBook>();
        services.AddSingleton(provider => new AlertBook(provider.GetRequiredService<IPrivateTable>()));
        services.AddSingleton<Tuning>();
        services.AddSingleton<ProfileBook>();
        services.AddSingleton<IPeople, RecordPeople>();
        services.AddSingleton(provider => new FactFinder(provider.GetRequiredService<IPeople>(), provider.GetRequiredService<ProfileBook>())
        {
            Places = PlacesOf(provider.GetRequiredService<IPrivateTable>()),
            Settings = SettingsOf(provider.GetRequiredService<IPrivateTable>()),
        });
        services.AddSingleton<WatcherParts>();
        services.AddSingleton<Watcher>();
        services.AddSingleton<Responder>();
        services.AddSingleton<ChannelRegister>();
        services.AddSingleton(provider => new HookSender(provider.GetRequiredService<SubscriptionRoom>().Endpoints));
        services.AddSingleton<AlertSender>();
        services.AddSingleton<DetectionDoor>();
        services.AddSingleton<ViewAlerts>();
        services.AddSingleton<ChangeRules>();
        services.AddSingleton<IncidentRegister>();
        services.AddSingleton<PatientFinding>();
        services.AddSingleton<EvidencePackage>();
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<IncidentPapers>();
        services.AddHostedService<DetectionService>();
        return services;
    }

    /// <summary>Maps <c>/alerts</c>, <c>/detection</c> and <c>/incidents</c>.</summary>
    public static IEndpointRouteBuilder MapDetection(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var group = routes.MapGroup("").AddEndpointFilter(new Gate("audit", "audit"));
        services.GetRequiredService<ViewAlerts>().Map(group);
        services.GetRequiredService<ChangeRules>().Map(group);
        services.GetRequiredService<IncidentDesk>().Map(group);
        services.GetRequiredService<IncidentPapers>().Map(group);
        return routes;
    }

    private static DetectionSettings SettingsOf(IPrivateTable table) =>
        table.Get(ChangeRules.SettingsKind, "all") is { } json ? JsonSerializer.Deserialize(json, StateJson.Default.DetectionSettings) ?? new DetectionSettings() : new DetectionSettings();

    private static PlaceTable PlacesOf(IPrivateTable table) =>
        table.Get(ChangeRules.PlacesKind, "csv") is { } csv ? PlaceTable.Parse(Encoding.UTF8.GetString(csv), []) : PlaceTable.Empty;
}
