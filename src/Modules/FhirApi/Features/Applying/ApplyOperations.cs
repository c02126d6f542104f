using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Validation;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Terminology;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>
/// <c>PlanDefinition/$apply</c> and <c>ActivityDefinition/$apply</c> (FHIR R4 plandefinition-operation-apply.html, activitydefinition-operation-apply.html), for one subject, by the definition's id, by its canonical (<c>url</c>,
/// as R5 has it), or with the definition sent along. What comes of it is answered and not stored: whoever asked may post it.
/// </summary>
internal sealed class ApplyOperations(RecordGateway gateway, DoorRefusals refusals, TerminologyService terminology, TimeProvider clock, IDefinitionSource? packages = null)
{
    private static readonly string[] s_known = ["subject", "encounter", "practitioner", "organization"];

    internal async Task RunAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (input.Status != 0 || Fault(exchange, input) is not null)
        {
            await refusals.RefuseAsync(exchange, "apply", input.Status == 0 ? 400 : input.Status, input.Status == 0 ? [Fault(exchange, input)!] : input.Issues).ConfigureAwait(false);
            return;
        }
        var (definition, context, refusal) = await ReadAsync(exchange, input).ConfigureAwait(false);
        if (refusal is not null)
            await OutcomeResponse.WriteAsync(exchange.Http, refusal).ConfigureAwait(false);
        else if (definition is null && input.First("url") is { } canonical)
            await refusals.RefuseAsync(exchange, "apply", 404, Issue.Error(IssueTypes.NotFound, "APPLY-NOT-FOUND", $"There is no {exchange.Type} {canonical}, neither in the record, for you to see, nor in a package.", "url")).ConfigureAwait(false);
        else if (definition is null)
            await refusals.RefuseAsync(exchange, "apply", 400, Issue.Error(IssueTypes.Required, "APPLY-NO-DEFINITION", $"Send the definition as the parameter '{Own(exchange)}', or name it by its id in the address or by its canonical as 'url'.", Own(exchange))).ConfigureAwait(false);
        else
            await SendAsync(exchange, definition, context!).ConfigureAwait(false);
    }

    private static Issue? Fault(FhirExchange exchange, OperationInput input)
    {
        if (input.Unknown("$apply", [.. s_known, .. exchange.Address.Id is null ? [Own(exchange), "url"] : Array.Empty<string>()]) is { } unknown)
            return unknown;
        if (input.Values.Count(pair => pair.Key == "subject") != 1)
            return Issue.Error(IssueTypes.Required, "APPLY-SUBJECT", "A definition is applied to exactly one subject.", "subject", "FHIR R4 plandefinition-operation-apply.html");
        foreach (var (name, value) in input.Values.Where(pair => pair.Key != "url"))
        {
            var parts = value.Split('/');
            if (parts.Length != 2 || !FhirId.IsValid(parts[1]) || (name != "subject" && !parts[0].Equals(name, StringComparison.OrdinalIgnoreCase)))
                return Issue.Error(IssueTypes.Value, "APPLY-REFERENCE", $"'{name}' is a reference to a resource of this record, such as {(name == "subject" ? "Patient" : char.ToUpperInvariant(name[0]) + name[1..])}/1.", name);
        }
        return null;
    }

    private DefinitionReader Definitions(FhirExchange exchange) => new(gateway, packages, exchange.Actor, exchange.Aborted);

    private static string Own(FhirExchange exchange) => char.ToLowerInvariant(exchange.Type[0]) + exchange.Type[1..];

    private async Task<(JsonObject? Definition, ApplyContext? Context, Refusal? Refusal)> ReadAsync(FhirExchange exchange, OperationInput input)
    {
        var definition = input.Resource(Own(exchange)) is { } sent ? DefinitionReader.Parse(sent.Utf8.Span) : null;
        if (exchange.Address.Id is { } id)
        {
            var read = await gateway.ReadAsync(exchange.Actor, exchange.Type, id, exchange.Aborted).ConfigureAwait(false);
            if (read.IsRefused)
                return (null, null, read.Refusal);
            definition = DefinitionReader.Parse(read.Value.Json.Span);
        }
        else if (definition is null && input.First("url") is { } canonical)
            definition = await Definitions(exchange).FindAsync([exchange.Type], canonical).ConfigureAwait(false);
        if ((string?)definition?["resourceType"] != exchange.Type)
            definition = null;
        var found = new Dictionary<string, ResourceDocument?>(StringComparer.Ordinal);
        foreach (var name in s_known)
        {
            if (input.First(name) is not { } reference)
                continue;
            var parts = reference.Split('/');
            var read = await gateway.ReadAsync(exchange.Actor, parts[0], parts[1], exchange.Aborted).ConfigureAwait(false);
            if (read.IsRefused)
                return (null, null, read.Refusal);
            found[name] = ResourceDocument.Parse(read.Value.Json).Document;
        }
        return (definition, new ApplyContext(found["subject"]!, found.GetValueOrDefault("encounter"), found.GetValueOrDefault("practitioner"), found.GetValueOrDefault("organization"), clock.GetUtcNow()), null);
    }

    private async Task SendAsync(FhirExchange exchange, JsonObject definition, ApplyContext context)
    {
        var scope = new ApplyScope(context, terminology);
        var made = exchange.Type == "PlanDefinition"
            ? await new PlanApplication(scope, Definitions(exchange)).ApplyAsync(definition).ConfigureAwait(false)
            : ActivityApplication.Apply(definition, scope, "ActivityDefinition");
        ReadOnlyMemory<byte> json = made is null ? default : JsonSerializer.SerializeToUtf8Bytes(made, NodeJson.Default.JsonObject);
        if (scope.Issues.Count == 0)
            scope.Issues.AddRange(Faults(json));
        var status = scope.Issues.Exists(issue => issue.IsError) ? 422 : 200;
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "apply", exchange.Type, status, exchange.Aborted, $"{ActivityApplication.Canonical(definition) ?? exchange.Address.Id} subject={context.Subject.ResourceType}/{context.Subject.Id}").ConfigureAwait(false);
        if (unrecorded is not null)
            await OutcomeResponse.WriteAsync(exchange.Http, unrecorded).ConfigureAwait(false);
        else if (status == 200)
            await BodyResponse.WriteAsync(exchange.Http, 200, json).ConfigureAwait(false);
        else
            await OutcomeResponse.WriteAsync(exchange.Http, status, scope.Issues).ConfigureAwait(false);
    }

    // What a definition lacks shows in what is made of it: a request for a drug without the drug is not given out.
    private static IEnumerable<Issue> Faults(ReadOnlyMemory<byte> json)
    {
        var parsed = ResourceDocument.Parse(json);
        var issues = parsed.Document is { } document ? parsed.Issues.Concat(ResourceValidator.Validate(document, ValidationOptions.Default)) : parsed.Issues;
        return issues.Where(issue => issue.IsError);
    }
}
