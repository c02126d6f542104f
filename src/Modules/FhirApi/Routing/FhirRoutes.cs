using Carewright.FhirApi.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.FhirApi.Routing;

/// <summary>The table of what the FHIR door does.</summary>
internal static class FhirRoutes
{
    private const string Definitions = "http://hl7.org/fhir/OperationDefinition/";
    private const string Own = "https://carewright.example/fhir/OperationDefinition/";

    internal static FhirRouter Build(IServiceProvider services)
    {
        var reading = services.GetRequiredService<Reading>();
        var histories = services.GetRequiredService<Histories>();
        var everything = services.GetRequiredService<EverythingOperation>();
        var meta = services.GetRequiredService<MetaOperations>();
        var diff = services.GetRequiredService<DiffOperation>();
        var patients = services.GetRequiredService<PatientOperations>();
        var searching = services.GetRequiredService<Searching>();
        var writing = services.GetRequiredService<Writing>();
        var validate = services.GetRequiredService<Validate>();
        var convert = services.GetRequiredService<ConvertFormat>();
        var fhirPath = services.GetRequiredService<FhirPathOperation>();
        var metadata = services.GetRequiredService<Metadata>();
        IReadOnlyList<FhirRoute> routes =
        [
            Interaction("GET", FhirLevel.Instance, "read", reading.ReadAsync),
            Interaction("GET", FhirLevel.Version, "vread", reading.ReadVersionAsync),
            Interaction("GET", FhirLevel.History, "history-instance", histories.RunAsync),
            Interaction("GET", FhirLevel.TypeHistory, "history-type", histories.RunAsync),
            Interaction("GET", FhirLevel.SystemHistory, "history-system", histories.RunAsync),
            Interaction("GET", FhirLevel.Type, "search-type", searching.SearchAsync),
            Interaction("POST", FhirLevel.Search, "search-type", searching.SearchByPostAsync),
            Interaction("POST", FhirLevel.Type, "create", writing.CreateAsync),
            Interaction("PUT", FhirLevel.Instance, "update", writing.UpdateAsync),
            Interaction("PUT", FhirLevel.Type, "update", writing.UpdateAsync),
            Interaction("PATCH", FhirLevel.Instance, "patch", writing.PatchAsync),
            Interaction("PATCH", FhirLevel.Type, "patch", writing.PatchAsync),
            Interaction("DELETE", FhirLevel.Instance, "delete", writing.DeleteAsync),
            Interaction("DELETE", FhirLevel.Type, "delete", writing.DeleteAsync),
            Interaction("POST", FhirLevel.System, "transaction batch", services.GetRequiredService<Bundles>().ProcessAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$everything", "Patient", Definitions + "Patient-everything", everything.RunAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$everything", "Encounter", Definitions + "Encounter-everything", everything.RunAsync),
            .. ByGetAndPost(FhirLevel.Type, "$lastn", "Observation", Definitions + "Observation-lastn", services.GetRequiredService<ObservationOperations>().LastAsync),
            .. ByGetAndPost(FhirLevel.Type, "$docref", "DocumentReference", "http://hl7.org/fhir/us/core/OperationDefinition/docref", services.GetRequiredService<DocumentQuery>().RunAsync),
            Operation("GET", FhirLevel.Instance, "$meta", null, Definitions + "Resource-meta", meta.ReadAsync),
            Operation("POST", FhirLevel.Instance, "$meta-add", null, Definitions + "Resource-meta-add", meta.AddAsync),
            Operation("POST", FhirLevel.Instance, "$meta-delete", null, Definitions + "Resource-meta-delete", meta.DeleteAsync),
            Operation("POST", FhirLevel.Type, "$match", "Patient", Definitions + "Patient-match", patients.MatchAsync),
            Operation("POST", FhirLevel.Type, "$merge", "Patient", Definitions + "Patient-merge", patients.MergeAsync),
            Operation("POST", FhirLevel.Type, "$unmerge", "Patient", Own + "unmerge", patients.UnmergeAsync),
            Operation("POST", FhirLevel.Instance, "$erase", "Patient", Own + "erase", patients.EraseAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$diff", null, Own + "diff", diff.OfVersionsAsync),
            .. ByGetAndPost(FhirLevel.System, "$diff", null, Own + "diff", diff.OfResourcesAsync),
            Operation("POST", FhirLevel.Type, "$validate", null, Definitions + "Resource-validate", validate.RunAsync),
            Operation("POST", FhirLevel.System, "$validate", null, Definitions + "Resource-validate", validate.RunAsync),
            Operation("POST", FhirLevel.System, "$convert", null, Definitions + "Resource-convert", convert.RunAsync),
            Operation("POST", FhirLevel.System, "$fhirpath", null, Own + "fhirpath", fhirPath.RunAsync),
            new("GET", FhirLevel.Type, null, null, "metadata", false, null, metadata.GetAsync),
        ];
        metadata.Routes = [.. routes.Where(route => route.NeedsActor)];
        return new FhirRouter(routes, services.GetRequiredService<DoorRefusals>());
    }

    private static FhirRoute Interaction(string method, FhirLevel level, string code, Func<FhirExchange, Task> handler) => new(method, level, null, code, null, true, null, handler);

    // An operation that changes nothing may be called either way (FHIR R4 operations.html#executing).
    private static FhirRoute[] ByGetAndPost(FhirLevel level, string name, string? type, string definition, Func<FhirExchange, Task> handler) =>
        [Operation("GET", level, name, type, definition, handler), Operation("POST", level, name, type, definition, handler)];

    private static FhirRoute Operation(string method, FhirLevel level, string name, string? type, string definition, Func<FhirExchange, Task> handler) =>
        new(method, level, name, null, type, true, definition, handler);
}
