using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>DocumentReference/$docref</c> (US Core 6.1 OperationDefinition-docref): the documents of a patient, of a type (else summaries of care), of a time (else the newest). Documents that
/// would have to be made first are not: there are none of that kind here.
/// </summary>
internal sealed class DocumentQuery(Searching searching, DoorRefusals refusals)
{
    private const string SummaryOfCare = "http://loinc.org|34133-9";
    private static readonly string[] s_names = ["patient", "start", "end", "type", "on-demand"];

    internal async Task RunAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (input.Status != 0)
        {
            await refusals.RefuseAsync(exchange, "docref", input.Status, input.Issues).ConfigureAwait(false);
            return;
        }
        if ((input.Unknown("$docref", s_names) ?? Missing(input)) is { } fault)
        {
            await refusals.RefuseAsync(exchange, "docref", 400, fault).ConfigureAwait(false);
            return;
        }
        var http = exchange.Http;
        var (status, body) = await searching.SearchAsync(exchange.Actor, new SearchScope("DocumentReference", null), Query(input), BaseUrl.Of(http.Request), SearchHandling.Strict, exchange.Aborted).ConfigureAwait(false);
        if (status == 429)
            http.Response.Headers.RetryAfter = "1";
        await BodyResponse.WriteAsync(http, status, body).ConfigureAwait(false);
    }

    private static Issue? Missing(OperationInput input) => input.First("patient") is { Length: > 0 }
        ? null
        : Issue.Error(IssueTypes.Required, "REST-DOCREF-PATIENT", "$docref needs the patient.", "patient", "US Core 6.1 OperationDefinition-docref.html");

    private static List<KeyValuePair<string, string>> Query(OperationInput input)
    {
        List<KeyValuePair<string, string>> query = [new("patient", input.First("patient")!), new("status", "current"), new("type", input.First("type") ?? SummaryOfCare), new("_sort", "-date")];
        if (input.First("start") is { } start)
            query.Add(new("period", "ge" + start.Replace(' ', '+')));
        if (input.First("end") is { } end)
            query.Add(new("period", "le" + end.Replace(' ', '+')));
        if (input.First("start") is null && input.First("end") is null)
            query.Add(new("_count", "1"));
        return query;
    }
}
