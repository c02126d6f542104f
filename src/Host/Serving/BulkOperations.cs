using Carewright.BulkData;
using Carewright.FhirApi;
using Carewright.Gateway.Exporting;

namespace Carewright.Host.Serving;

/// <summary>Puts <c>$export</c> and <c>$import</c> into the FHIR door's table: the two modules do not know each other.</summary>
internal static class BulkOperations
{
    private const string Definitions = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    private const string Own = "https://carewright.example/fhir/OperationDefinition/";

    internal static IServiceCollection AddBulkOperations(this IServiceCollection services)
    {
        foreach (var method in new[] { "GET", "POST" })
        {
            services.AddSingleton(new FhirOperation(method, "$export", null, false, Definitions + "export", (http, _) => BulkDataModule.KickOffAsync(http, ExportLevel.System, null)));
            services.AddSingleton(new FhirOperation(method, "$export", "Patient", false, Definitions + "patient-export", (http, _) => BulkDataModule.KickOffAsync(http, ExportLevel.Patient, null)));
            services.AddSingleton(new FhirOperation(method, "$export", "Group", true, Definitions + "group-export", (http, id) => BulkDataModule.KickOffAsync(http, ExportLevel.Group, id)));
        }
        services.AddSingleton(new FhirOperation("POST", "$import", null, false, Own + "import", (http, _) => BulkDataModule.ImportAsync(http)));
        return services;
    }
}
