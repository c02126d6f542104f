using Carewright.BulkData;
using Carewright.FhirApi;
using Carewright.Gateway.Exporting;

namespace Carewright.Host.Serving;

/// <summary>Puts <c>$export</c> into the FHIR door's table: the two modules do not know each other.</summary>
internal static class ExportOperations
{
    private const string Definitions = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    internal static IServiceCollection AddExportOperations(this IServiceCollection services)
    {
        foreach (var method in new[] { "GET", "POST" })
        {
            services.AddSingleton(new FhirOperation(method, "$export", null, false, Definitions + "export", (http, _) => BulkDataModule.KickOffAsync(http, ExportLevel.System, null)));
            services.AddSingleton(new FhirOperation(method, "$export", "Patient", false, Definitions + "patient-export", (http, _) => BulkDataModule.KickOffAsync(http, ExportLevel.Patient, null)));
            services.AddSingleton(new FhirOperation(method, "$export", "Group", true, Definitions + "group-export", (http, id) => BulkDataModule.KickOffAsync(http, ExportLevel.Group, id)));
        }
        return services;
    }
}
