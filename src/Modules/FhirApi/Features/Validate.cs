using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary><c>$validate</c> (FHIR R4 resource-operation-validate.html): 200 with an OperationOutcome whatever is found; the resource comes as the body or as Parameters' <c>resource</c>.</summary>
internal sealed class Validate(RecordGateway gateway)
{
    internal async Task RunAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        if (status is 0 or 400)
            (status, issues) = (200, status == 0 ? Check(json, exchange.Address.Type) : issues);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "validate", exchange.Address.Type, status, exchange.Aborted).ConfigureAwait(false);
        await (unrecorded is null ? OutcomeResponse.WriteAsync(exchange.Http, status, issues) : OutcomeResponse.WriteAsync(exchange.Http, unrecorded)).ConfigureAwait(false);
    }

    private static IReadOnlyList<Issue> Check(ReadOnlyMemory<byte> json, string? type)
    {
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is { ResourceType: "Parameters" } parameters && type != "Parameters")
        {
            foreach (var parameter in parameters.Root.Children("parameter"))
            {
                if (parameter.Child("name").ValueEquals("resource"u8) && parameter.Child("resource").Exists)
                    return Check(parameter.Child("resource").RawJson.ToArray(), type);
            }
        }
        if (parsed.Document is not { } document)
            return parsed.Issues;
        List<Issue> issues = [.. parsed.Issues, .. ResourceValidator.Validate(document)];
        if (type is not null && document.ResourceType != type)
            issues.Add(Issue.Error(IssueTypes.Invalid, "REST-VALIDATE-TYPE", $"The resource is a {document.ResourceType}, not a {type}.", document.ResourceType));
        return issues.Count > 0 ? issues : [new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-VALID", "No fault found.")];
    }
}
