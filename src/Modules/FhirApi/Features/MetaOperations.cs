using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary><c>$meta</c>, <c>$meta-add</c> and <c>$meta-delete</c> of one resource, and <c>$meta</c> of a type and of everything (FHIR R4 resource-operation-meta.html).</summary>
internal sealed class MetaOperations(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task ReadAsync(FhirExchange exchange) =>
        await SendAsync(exchange, await gateway.ReadAsync(exchange.Actor, exchange.Type, exchange.Id, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Of a type, or of everything.</summary>
    internal async Task SurveyAsync(FhirExchange exchange)
    {
        var answer = await gateway.SurveyMetaAsync(exchange.Actor, exchange.Address.Type, exchange.Aborted).ConfigureAwait(false);
        await (answer.IsRefused ? OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal) : BodyResponse.WriteAsync(exchange.Http, 200, Return(answer.Value))).ConfigureAwait(false);
    }

    internal Task AddAsync(FhirExchange exchange) => ChangeAsync(exchange, "meta-add");

    internal Task DeleteAsync(FhirExchange exchange) => ChangeAsync(exchange, "meta-delete");

    private async Task ChangeAsync(FhirExchange exchange, string operation)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (input.Status != 0)
        {
            await refusals.RefuseAsync(exchange, operation, input.Status, input.Issues).ConfigureAwait(false);
            return;
        }
        var meta = input.Root.Children("parameter").FirstOrDefault(parameter => parameter.Child("name").ValueEquals("meta"u8)).Child("value");
        if (meta.Type?.Name != "Meta")
        {
            await refusals.RefuseAsync(exchange, operation, 400, Issue.Error(IssueTypes.Required, "REST-META", "The operation needs the parameter 'meta' with a valueMeta.", "Parameters.parameter", "FHIR R4 resource-operation-meta-add.html")).ConfigureAwait(false);
            return;
        }
        var answer = operation == "meta-add"
            ? await gateway.AddMetaAsync(exchange.Actor, exchange.Type, exchange.Id, meta, exchange.Aborted).ConfigureAwait(false)
            : await gateway.DeleteMetaAsync(exchange.Actor, exchange.Type, exchange.Id, meta, exchange.Aborted).ConfigureAwait(false);
        await SendAsync(exchange, answer.IsRefused ? answer.Refusal : answer.Value.Resource).ConfigureAwait(false);
    }

    private static Task SendAsync(FhirExchange exchange, Answer<ReleasedResource> answer)
    {
        if (answer.IsRefused)
            return OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal);
        exchange.Http.Response.Headers.ETag = EntityTag.Of(answer.Value.VersionId);
        return BodyResponse.WriteAsync(exchange.Http, 200, Parameters(answer.Value.Json));
    }

    // The tag that says that elements were cut is of the answer, not of the resource.
    private static ReadOnlyMemory<byte> Parameters(ReadOnlyMemory<byte> resource)
    {
        var document = ResourceDocument.Parse(resource).Document ?? throw new InvalidOperationException("A released resource does not parse.");
        var meta = document.Root.Child("meta") is { Exists: true } element ? JsonNode.Parse(element.RawJson)!.AsObject() : [];
        if (meta["tag"] is JsonArray tags && tags.FirstOrDefault(tag => (string?)tag!["code"] == MetaCoding.Subsetted.Code && (string?)tag["system"] == MetaCoding.Subsetted.System) is { } cut)
        {
            tags.Remove(cut);
            if (tags.Count == 0)
                meta.Remove("tag");
        }
        return Return(meta);
    }

    private static ReadOnlyMemory<byte> Return(JsonObject meta) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "return", ["valueMeta"] = meta }) }.ToJsonString());
}
