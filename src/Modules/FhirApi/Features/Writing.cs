using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features;

/// <summary>create, update, patch, delete, and their conditional forms.</summary>
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
            (condition, issues) = ConditionQuery.Of(exchange.Http.Request, exchange.Type, criteria.ToString(), gateway.Definitions);
            if (condition is null)
            {
                await refusals.RefuseAsync(exchange, "create", 400, issues).ConfigureAwait(false);
                return;
            }
        }
        await SendAsync(exchange, await gateway.CreateAsync(exchange.Actor, exchange.Type, json, condition, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task UpdateAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        var (condition, ifMatch, fault) = status == 0 ? Target(exchange) : default;
        if (status != 0)
            await refusals.RefuseAsync(exchange, "update", status, issues).ConfigureAwait(false);
        else if (fault is not null)
            await refusals.RefuseAsync(exchange, "update", 400, fault).ConfigureAwait(false);
        else if (condition is not null)
            await SendAsync(exchange, await gateway.UpdateAsync(exchange.Actor, condition, json, ifMatch, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
        else
            await SendAsync(exchange, await gateway.UpdateAsync(exchange.Actor, exchange.Type, exchange.Id, json, ifMatch, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task PatchAsync(FhirExchange exchange)
    {
        var (patch, status, issues) = await PatchBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        var (condition, ifMatch, fault) = patch is not null ? Target(exchange) : default;
        if (patch is null)
            await refusals.RefuseAsync(exchange, "patch", status, issues).ConfigureAwait(false);
        else if (fault is not null)
            await refusals.RefuseAsync(exchange, "patch", 400, fault).ConfigureAwait(false);
        else if (condition is not null)
            await SendAsync(exchange, await gateway.PatchAsync(exchange.Actor, condition, patch, ifMatch, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
        else
            await SendAsync(exchange, await gateway.PatchAsync(exchange.Actor, exchange.Type, exchange.Id, patch, ifMatch, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task DeleteAsync(FhirExchange exchange)
    {
        var (condition, ifMatch, fault) = Target(exchange);
        if (fault is not null)
        {
            await refusals.RefuseAsync(exchange, "delete", 400, fault).ConfigureAwait(false);
        }
        else if (condition is not null)
        {
            var removed = await gateway.DeleteAsync(exchange.Actor, condition, exchange.Aborted).ConfigureAwait(false);
            await SendDeletedAsync(exchange, removed.Refusal, removed.Value?.Resources ?? []).ConfigureAwait(false);
        }
        else
        {
            var deleted = await gateway.DeleteAsync(exchange.Actor, exchange.Type, exchange.Id, ifMatch, exchange.Aborted).ConfigureAwait(false);
            await SendDeletedAsync(exchange, deleted.Refusal, deleted.IsRefused ? [] : [deleted.Value.Resource]).ConfigureAwait(false);
        }
    }

    // What is written is named by the id in the address, or by criteria there (FHIR R4 http.html#cond-update).
    private (SearchRequest? Condition, long? IfMatch, IReadOnlyList<Issue>? Fault) Target(FhirExchange exchange)
    {
        var request = exchange.Http.Request;
        if (!TryIfMatch(request, out var ifMatch))
            return (null, null, [BadTag()]);
        if (exchange.Address.Id is not null)
            return (null, ifMatch, null);
        var (condition, issues) = ConditionQuery.Of(request, exchange.Type, gateway.Definitions);
        return (condition, ifMatch, condition is null ? issues : null);
    }

    private static Task SendDeletedAsync(FhirExchange exchange, Refusal? refusal, IReadOnlyList<ReleasedResource> deleted)
    {
        var http = exchange.Http;
        if (refusal is not null)
            return OutcomeResponse.WriteAsync(http, refusal);
        if (deleted.Count == 1)
            http.Response.Headers.ETag = EntityTag.Of(deleted[0].VersionId);
        if (Preferences.Of(http.Request).Return == ReturnPreference.OperationOutcome)
            return BodyResponse.WriteAsync(http, 200, OperationOutcomeWriter.Write([new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-DELETED", $"{deleted.Count} resources deleted.")]));
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static Task SendAsync(FhirExchange exchange, Answer<Written> answer)
    {
        if (answer.IsRefused)
            return OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal);
        var (effect, resource) = answer.Value;
        var http = exchange.Http;
        var status = effect == WriteEffect.Created ? 201 : 200;
        BodyResponse.VersionHeaders(http, resource);
        BundleEntryContext.KeepWarnings(http, answer.Value.Warnings);
        if (effect != WriteEffect.Updated || BundleEntryContext.IsEntry(http))
            http.Response.Headers.Location = $"{BaseUrl.Of(http.Request)}/{resource.Reference}/_history/{resource.VersionId}";
        switch (Preferences.Of(http.Request).Return)
        {
            case ReturnPreference.Representation when !resource.Json.IsEmpty:
                return BodyResponse.WriteAsync(http, status, resource);
            case ReturnPreference.OperationOutcome:
                return BodyResponse.WriteAsync(http, status, WrittenOutcome.Of(answer.Value));
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
