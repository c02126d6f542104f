using Carewright.Administration;
using Carewright.Audit;
using Carewright.FhirApi;

namespace Carewright.Host.Serving;

/// <summary>Puts AuditEvent into the FHIR door's table, served from the log: the two modules do not know each other.</summary>
internal static class AuditEventType
{
    internal static IServiceCollection AddAuditEvents(this IServiceCollection services) => services.AddSingleton(new FhirServedType(
        "AuditEvent",
        AuditEventSearch.Parameters,
        async (http, id) => Of(await AdministrationModule.ReadAuditEventAsync(http, id).ConfigureAwait(false)),
        async (http, criteria) => Of(await AdministrationModule.SearchAuditEventsAsync(http, criteria).ConfigureAwait(false))));

    private static FhirServedAnswer Of(AuditEventAnswer answer) => new(answer.Status, answer.Issues, answer.Entries, answer.Next);
}
