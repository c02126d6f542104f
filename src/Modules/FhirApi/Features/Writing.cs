using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features;

/// <summary>create, conditional create, update, delete.</summary>
internal sealed class Writing(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task CreateAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        if (status != 0)
        {
            await refusals.RefuseAsync(exchange, "create", status, issues).ConfigureAwait(false);
            return;
        }
        SearchRequest? condition = null;
        if (exchange.Http.Request.Headers["If-None-Exist"] is { Count: > 0 } criteria)
        {
            var parsed = SearchRequest.Parse(exchange.Type, QueryText.Pairs(criteria.ToString()), FhirModel.R4, SearchHandling.Strict);
            if (parsed.Request is null)
            {
                await refusals.RefuseAsync(exchange, "create", 400, parsed.Issues).ConfigureAwait(false);
                return;
            }
            condition = parsed.Request;
        }
        await SendAsync(exchange, await gateway.CreateAsync(exchange.Actor, exchange.Type, json, condition, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task UpdateAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        if (status != 0)
            await refusals.RefuseAsync(exchange, "update", status, issues).ConfigureAwait(false);
        else if (!TryIfMatch(exchange.Http.Request, out var ifMatch))
            await refusals.RefuseAsync(exchange, "update", 400, BadTag()).ConfigureAwait(false);
        else
            await SendAsync(exchange, await gateway.UpdateAsync(exchange.Actor, exchange.Type, exchange.Id, json, ifMatch, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task DeleteAsync(FhirExchange exchange)
    {
        if (!TryIfMatch(exchange.Http.Request, out var ifMatch))
        {
            await refusals.RefuseAsync(exchange, "delete", 400, BadTag()).ConfigureAwait(false);
            return;
        }
        var answer = await gateway.DeleteAsync(exchange.Actor, exchange.Type, exchange.Id, ifMatch, exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
        {
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
            return;
        }
        exchange.Http.Response.Headers.ETag = EntityTag.Of(answer.Value.Resource.VersionId);
        exchange.Http.Response.StatusCode = 204;
    }

    private static Task SendAsync(FhirExchange exchange, Answer<Written> answer)
    {
        if (answer.IsRefused)
            return OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal);
        var (effect, resource) = answer.Value;
        var http = exchange.Http;
        var status = effect == WriteEffect.Created ? 201 : 200;
        BodyResponse.VersionHeaders(http, resource);
        if (effect != WriteEffect.Updated)
            http.Response.Headers.Location = $"{BaseUrl.Of(http.Request)}/{resource.Reference}/_history/{resource.VersionId}";
        switch (Preferences.Of(http.Request).Return)
        {
            case ReturnPreference.Representation when !resource.Json.IsEmpty:
                return BodyResponse.WriteAsync(http, status, resource);
            case ReturnPreference.OperationOutcome:
                return BodyResponse.WriteAsync(http, status, OperationOutcomeWriter.Write([new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-WRITTEN", $"{resource.Reference} is at version {resource.VersionId}.")]));
            default:
                http.Response.StatusCode = status;
                return Task.CompletedTask;
        }
    }

    private static bool TryIfMatch(HttpRequest request, out long? version)
    {
        version = null;
        if (request.Headers.IfMatch.Count == 0)
            return true;
        if (!EntityTag.TryParse(request.Headers.IfMatch.ToString(), out var parsed))
            return false;
        version = parsed;
        return true;
    }

    private static Issue BadTag() => Issue.Error(IssueTypes.Value, "REST-IF-MATCH", "If-Match is a version tag such as W/\"3\".", spec: "FHIR R4 http.html#concurrency");
}
