using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>$convert</c> (FHIR R4 resource-operation-convert.html): the resource sent, in the format asked for by <c>_format</c> or <c>Accept</c>; without either, in the one it was not sent in.
/// </summary>
internal sealed class ConvertFormat(RecordGateway gateway)
{
    internal async Task RunAsync(FhirExchange exchange)
    {
        var http = exchange.Http;
        var (json, status, issues) = await RequestBody.ReadAsync(http, exchange.Aborted).ConfigureAwait(false);
        if (status == 0)
        {
            var parsed = ResourceDocument.Parse(json);
            if (parsed.Document is null || parsed.Issues.Any(issue => issue.IsError))
                (status, issues) = (400, parsed.Issues);
        }
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "convert", null, status == 0 ? 200 : status, exchange.Aborted).ConfigureAwait(false);
        if (unrecorded is not null)
        {
            await OutcomeResponse.WriteAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        if (status != 0)
        {
            await OutcomeResponse.WriteAsync(http, status, issues).ConfigureAwait(false);
            return;
        }
        var asked = http.Request.Query.ContainsKey("_format") || http.Request.Headers.Accept.ToString() is not ("" or "*/*");
        if (!asked && ContentNegotiation.OfBody(http.Request) == FhirFormat.Json)
            http.Items[typeof(FhirFormat)] = FhirFormat.Xml;
        await BodyResponse.WriteAsync(http, 200, json).ConfigureAwait(false);
    }
}
