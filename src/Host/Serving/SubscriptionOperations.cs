using Carewright.FhirApi;
using Carewright.Gateway.Subscribing;
using Carewright.Subscriptions;

namespace Carewright.Host.Serving;

/// <summary>Puts the operations of subscriptions into the FHIR door's table, and what the CapabilityStatement says of them: the two modules do not know each other.</summary>
internal static class SubscriptionOperations
{
    internal static IServiceCollection AddSubscriptionOperations(this IServiceCollection services)
    {
        foreach (var method in new[] { "GET", "POST" })
        {
            foreach (var isInstance in new[] { false, true })
            {
                Add(services, method, "$status", isInstance, "status", SubscriptionsModule.StatusAsync);
                Add(services, method, "$get-ws-binding-token", isInstance, "get-ws-binding-token", SubscriptionsModule.BindingTokenAsync);
            }
            Add(services, method, "$events", true, "events", SubscriptionsModule.EventsAsync);
        }
        services.AddSingleton(provider => new FhirClaim(
            "Subscription", [BackportNames.SubscriptionProfile], BackportNames.TopicCapability, () => provider.GetRequiredService<SubscriptionRoom>().Topics));
        return services;
    }

    private static void Add(IServiceCollection services, string method, string name, bool isInstance, string definition, Func<HttpContext, string?, Task> handler) =>
        services.AddSingleton(new FhirOperation(method, name, "Subscription", isInstance, BackportNames.Operations + definition, handler));
}
