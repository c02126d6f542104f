using System.Globalization;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features;

/// <summary>read and vread, conditional ones too (FHIR R4 http.html#read, #cread).</summary>
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
        if (ContentNegotiation.AsksForContent(exchange.Http))
            return BinaryContent.WriteAsync(exchange.Http, resource);
        return BodyResponse.WriteAsync(exchange.Http, 200, shape.Apply(resource));
    }

    private static bool IsNotModified(HttpRequest request, ReleasedResource resource)
    {
        foreach (var tag in request.Headers.IfNoneMatch)
        {
            if (tag is not null && EntityTag.TryParse(tag, out var version) && version == resource.VersionId)
                return true;
        }
        return request.Headers.IfNoneMatch.Count == 0 && request.GetTypedHeaders().IfModifiedSince is { } since && Seconds(resource.LastUpdated) <= since;
    }

    // HTTP's dates have no fractions of a second (RFC 9110 section 13.1.3).
    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}

/// <summary>The address below which the FHIR door stands, as this client sees it.</summary>
internal static class BaseUrl
{
    internal static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host}/fhir";
}
