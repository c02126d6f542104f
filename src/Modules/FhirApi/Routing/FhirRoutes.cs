using Carewright.FhirApi.Features;
using Carewright.FhirApi.Features.Applying;
using Carewright.FhirApi.Features.Closure;
using Carewright.FhirApi.Features.Summary;
using Carewright.FhirApi.Features.Terminology;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.FhirApi.Routing;

/// <summary>The table of what the FHIR door does.</summary>
internal static class FhirRoutes
{
    private static readonly FhirLevel[] s_typeAndInstance = [FhirLevel.Type, FhirLevel.Instance];
    private static readonly string[] s_getAndPost = ["GET", "POST"];
    private static readonly string[] s_compartments = ["Patient", "Encounter", "Practitioner", "RelatedPerson", "Device"];
    private const string Definitions = "http://hl7.org/fhir/OperationDefinition/";
    private const string Own = "https://carewright.example/fhir/OperationDefinition/";

    private const string Ips = "http://hl7.org/fhir/uv/ips/OperationDefinition/";

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
        var terminology = services.GetRequiredService<TerminologyOperations>();
        IReadOnlyList<FhirRoute> routes =
        [
            Interaction("GET", FhirLevel.Instance, "read", reading.ReadAsync),
            Interaction("GET", FhirLevel.Version, "vread", reading.ReadVersionAsync),
            Interaction("GET", FhirLevel.History, "history-instance", histories.RunAsync),
            Interaction("GET", FhirLevel.TypeHistory, "history-type", histories.RunAsync),
            Interaction("GET", FhirLevel.SystemHistory, "history-system", histories.RunAsync),
            Interaction("GET", FhirLevel.Type, "search-type", searching.SearchAsync),
            Interaction("POST", FhirLevel.Search, "search-type", searching.SearchByPostAsync),
            Interaction("GET", FhirLevel.System, "search-system", searching.SearchAsync),
            Interaction("POST", FhirLevel.SystemSearch, "search-system", searching.SearchByPostAsync),
            .. s_compartments.SelectMany(owner => new FhirRoute[]
            {
                new("GET", FhirLevel.Compartment, null, "search-type", owner, true, null, searching.SearchAsync),
                new("POST", FhirLevel.CompartmentSearch, null, "search-type", owner, true, null, searching.SearchByPostAsync),
            }),
            Interaction("POST", FhirLevel.Type, "create", writing.CreateAsync),
            Interaction("PUT", FhirLevel.Instance, "update", writing.UpdateAsync),
            Interaction("PUT", FhirLevel.Type, "update", writing.UpdateAsync),
            Interaction("PATCH", FhirLevel.Instance, "patch", writing.PatchAsync),
            Interaction("PATCH", FhirLevel.Type, "patch", writing.PatchAsync),
            Interaction("DELETE", FhirLevel.Instance, "delete", writing.DeleteAsync),
            Interaction("DELETE", FhirLevel.Type, "delete", writing.DeleteAsync),
            Interaction("POST", FhirLevel.System, "transaction batch", services.GetRequiredService<Bundles>().ProcessAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$everything", "Patient", Definitions + "Patient-everything", everything.RunAsync),
            .. ByGetAndPost(FhirLevel.Type, "$everything", "Patient", Definitions + "Patient-everything", everything.RunAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$everything", "Encounter", Definitions + "Encounter-everything", everything.RunAsync),
            .. s_typeAndInstance.SelectMany(level => ByGetAndPost(level, "$apply", "PlanDefinition", Definitions + "PlanDefinition-apply", services.GetRequiredService<ApplyOperations>().RunAsync)),
            .. s_typeAndInstance.SelectMany(level => ByGetAndPost(level, "$apply", "ActivityDefinition", Definitions + "ActivityDefinition-apply", services.GetRequiredService<ApplyOperations>().RunAsync)),
            .. s_typeAndInstance.SelectMany(level => ByGetAndPost(level, "$summary", "Patient", Ips + "summary", services.GetRequiredService<SummaryOperation>().RunAsync)),
            .. ByGetAndPost(FhirLevel.Type, "$lastn", "Observation", Definitions + "Observation-lastn", services.GetRequiredService<ObservationOperations>().LastAsync),
            .. ByGetAndPost(FhirLevel.Type, "$docref", "DocumentReference", "http://hl7.org/fhir/us/core/OperationDefinition/docref", services.GetRequiredService<DocumentQuery>().RunAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$meta", null, Definitions + "Resource-meta", meta.ReadAsync),
            .. ByGetAndPost(FhirLevel.Type, "$meta", null, Definitions + "Resource-meta", meta.SurveyAsync),
            .. ByGetAndPost(FhirLevel.System, "$meta", null, Definitions + "Resource-meta", meta.SurveyAsync),
            Operation("POST", FhirLevel.Instance, "$meta-add", null, Definitions + "Resource-meta-add", meta.AddAsync),
            Operation("POST", FhirLevel.Instance, "$meta-delete", null, Definitions + "Resource-meta-delete", meta.DeleteAsync),
            Operation("POST", FhirLevel.Type, "$match", "Patient", Definitions + "Patient-match", patients.MatchAsync),
            Operation("POST", FhirLevel.Type, "$merge", "Patient", Definitions + "Patient-merge", patients.MergeAsync),
            Operation("POST", FhirLevel.Type, "$unmerge", "Patient", Own + "unmerge", patients.UnmergeAsync),
            Operation("POST", FhirLevel.Instance, "$erase", "Patient", Own + "erase", patients.EraseAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$diff", null, Own + "diff", diff.OfVersionsAsync),
            .. ByGetAndPost(FhirLevel.System, "$diff", null, Own + "diff", diff.OfResourcesAsync),
            Operation("POST", FhirLevel.Type, "$validate", null, Definitions + "Resource-validate", validate.RunAsync),
            .. ByGetAndPost(FhirLevel.Instance, "$validate", null, Definitions + "Resource-validate", validate.RunAsync),
            Operation("POST", FhirLevel.System, "$validate", null, Definitions + "Resource-validate", validate.RunAsync),
            Operation("POST", FhirLevel.System, "$convert", null, Definitions + "Resource-convert", convert.RunAsync),
            Operation("POST", FhirLevel.System, "$fhirpath", null, Own + "fhirpath", fhirPath.RunAsync),
            .. Terminology("CodeSystem", "$lookup", "CodeSystem-lookup", FhirLevel.Type, terminology.LookupAsync),
            .. Terminology("CodeSystem", "$subsumes", "CodeSystem-subsumes", null, terminology.SubsumesAsync),
            .. Terminology("CodeSystem", "$validate-code", "CodeSystem-validate-code", null, terminology.ValidateCodeAsync),
            .. Terminology("ValueSet", "$expand", "ValueSet-expand", null, terminology.ExpandAsync),
            .. Terminology("ValueSet", "$validate-code", "ValueSet-validate-code", null, terminology.ValidateCodeAsync),
            .. Terminology("ConceptMap", "$translate", "ConceptMap-translate", null, terminology.TranslateAsync),
            Operation("POST", FhirLevel.System, "$closure", null, Definitions + "ConceptMap-closure", services.GetRequiredService<ClosureOperation>().RunAsync),
            .. services.GetServices<FhirOperation>().Select(Row),
            .. services.GetRequiredService<ServedTypes>().Routes(),
            new("GET", FhirLevel.Type, null, null, "metadata", false, null, metadata.GetAsync),
        ];
        metadata.Routes = [.. routes.Where(route => route.NeedsActor)];
        return new FhirRouter(routes, services.GetRequiredService<ServedTypes>(), services.GetRequiredService<DoorRefusals>());
    }

    private static FhirRoute Interaction(string method, FhirLevel level, string code, Func<FhirExchange, Task> handler) => new(method, level, null, code, null, true, null, handler);

    // An operation that changes nothing may be called either way (FHIR R4 operations.html#executing).
    private static FhirRoute[] ByGetAndPost(FhirLevel level, string name, string? type, string definition, Func<FhirExchange, Task> handler) =>
        [Operation("GET", level, name, type, definition, handler), Operation("POST", level, name, type, definition, handler)];

    private static FhirRoute Operation(string method, FhirLevel level, string name, string? type, string definition, Func<FhirExchange, Task> handler) =>
        new(method, level, name, null, type, true, definition, handler);

    // By GET and POST, at type and instance level, or at one of them.
    private static IEnumerable<FhirRoute> Terminology(string type, string name, string definition, FhirLevel? only, Func<FhirExchange, Task> handler) =>
        from level in s_typeAndInstance
        where only is null || level == only
        from method in s_getAndPost
        select Operation(method, level, name, type, Definitions + definition, handler);

    private static FhirRoute Row(FhirOperation operation) => new(
        operation.Method, operation.Type is null ? FhirLevel.System : operation.IsInstance ? FhirLevel.Instance : FhirLevel.Type, operation.Name, null, operation.Type, true, operation.Definition,
        exchange => operation.Handler(exchange.Http, exchange.Address.Id));
}
