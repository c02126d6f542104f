using System.Globalization;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Gateway.Reading;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features;

/// <summary>read, vread and instance history.</summary>
internal sealed class Reading(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task ReadAsync(FhirExchange exchange)
    {
        if (ResultShape.Of(exchange.Http, out var shape) is { } fault)
            await refusals.RefuseAsync(exchange, "read", 400, fault).ConfigureAwait(false);
        else
            await SendAsync(exchange, shape, await gateway.ReadAsync(exchange.Actor, exchange.Type, exchange.Id, exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    internal async Task ReadVersionAsync(FhirExchange exchange)
    {
        if (!long.TryParse(exchange.Address.VersionId, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            await refusals.RefuseAsync(exchange, "vread", 404, Issue.Error(IssueTypes.NotFound, "REST-NO-VERSION", "Versions are numbered 1, 2, 3, ….")).ConfigureAwait(false);
            return;
        }
        var answer = await gateway.ReadVersionAsync(exchange.Actor, exchange.Type, exchange.Id, version, exchange.Aborted).ConfigureAwait(false);
        await SendAsync(exchange, ResultShape.Whole, answer).ConfigureAwait(false);
    }

    internal async Task HistoryAsync(FhirExchange exchange)
    {
        if (!HistoryQuery.TryRead(exchange.Http.Request, out var query, out var fault))
        {
            await refusals.RefuseAsync(exchange, "history", 400, fault).ConfigureAwait(false);
            return;
        }
        var answer = await gateway.HistoryAsync(exchange.Actor, exchange.Type, exchange.Id, query.Before, query.Count, exchange.Aborted).ConfigureAwait(false);
        await (answer.IsRefused
            ? OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal)
            : BodyResponse.WriteAsync(exchange.Http, 200, Bundle(exchange, query, answer.Value))).ConfigureAwait(false);
    }

    private static Task SendAsync(FhirExchange exchange, ResultShape shape, Answer<ReleasedResource> answer)
    {
        if (answer.IsRefused)
            return OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal);
        var resource = answer.Value;
        if (IsNotModified(exchange.Http.Request, resource))
        {
            BodyResponse.VersionHeaders(exchange.Http, resource);
            exchange.Http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }
        return BodyResponse.WriteAsync(exchange.Http, 200, shape.Apply(resource));
    }

    private static bool IsNotModified(HttpRequest request, ReleasedResource resource)
    {
        foreach (var tag in request.Headers.IfNoneMatch)
        {
            if (tag is not null && EntityTag.TryParse(tag, out var version) && version == resource.VersionId)
                return true;
        }
        return false;
    }

    private static ReadOnlyMemory<byte> Bundle(FhirExchange exchange, HistoryQuery query, ReleasedHistory history)
    {
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var self = $"{baseUrl}/{exchange.Type}/{exchange.Id}/_history";
        var writer = new BundleWriter("history", history.Versions.Sum(version => version.Json.Length + 400));
        writer.Link("self", self + query.Text(query.Before));
        if (history.NextBefore is { } next)
            writer.Link("next", self + query.Text(next));
        foreach (var version in history.Versions)
        {
            writer.StartEntry(baseUrl, version.Reference, version.Json.Span);
            var (method, url, status) = version.Action switch
            {
                Storage.VersionAction.Create => ("POST", version.ResourceType, "201"),
                Storage.VersionAction.Update => ("PUT", version.Reference, "200"),
                _ => ("DELETE", version.Reference, "204"),
            };
            writer.Request(method, url);
            writer.Response(true, status, null, EntityTag.Of(version.VersionId), version.LastUpdated, default);
            writer.EndEntry();
        }
        return writer.Finish();
    }
}

/// <summary>The parameters of a history request (FHIR R4 http.html#history).</summary>
internal readonly record struct HistoryQuery(int Count, long? Before)
{
    private const int DefaultCount = 50;

    internal static bool TryRead(HttpRequest request, out HistoryQuery query, out Issue fault)
    {
        query = new HistoryQuery(DefaultCount, null);
        fault = null!;
        foreach (var (name, value) in FhirQuery.Of(request))
        {
            var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (name)
            {
                case "_count" when isNumber && number > 0:
                    query = query with { Count = (int)Math.Min(number, 999) };
                    break;
                case "_before" when isNumber:
                    query = query with { Before = number };
                    break;
                case "_format" or "_pretty":
                    break;
                default:
                    fault = Issue.Error(IssueTypes.NotSupported, "REST-HISTORY-PARAMETER", $"'{name}={value}' is not a parameter of history here; _count is.", name, "FHIR R4 http.html#history");
                    return false;
            }
        }
        return true;
    }

    internal string Text(long? before) => string.Create(CultureInfo.InvariantCulture, $"?_count={Count}{(before is { } version ? $"&_before={version}" : "")}");
}

/// <summary>The address below which the FHIR door stands, as this client sees it.</summary>
internal static class BaseUrl
{
    internal static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host}/fhir";
}
