using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Gathering;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features.Summary;

/// <summary><c>Patient/[id]/$summary</c> and <c>Patient/$summary?identifier=</c> (IPS 2.0 OperationDefinition-summary.html): the International Patient Summary of what the caller may see. In Spanish when <c>Accept-Language</c> prefers it.</summary>
internal sealed class SummaryOperation(RecordGateway gateway, DoorRefusals refusals, TimeProvider clock)
{
    private static readonly string[] s_refused = ["profile", "graph"];

    internal async Task RunAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (input.Status != 0 || Fault(exchange, input) is not null)
        {
            await refusals.RefuseAsync(exchange, "summary", input.Status == 0 ? 400 : input.Status, input.Status == 0 ? [Fault(exchange, input)!] : input.Issues).ConfigureAwait(false);
            return;
        }
        if (exchange.Address.Id is { } id)
            await SendAsync(exchange, id).ConfigureAwait(false);
        else
            await SendByIdentifierAsync(exchange, input.First("identifier")!).ConfigureAwait(false);
    }

    private static Issue? Fault(FhirExchange exchange, OperationInput input)
    {
        foreach (var name in s_refused)
        {
            if (input.First(name) is not null)
                return Issue.Error(IssueTypes.NotSupported, "REST-SUMMARY-PARAMETER", $"'{name}' is not supported: the summary is always the International Patient Summary, made of all its sections.", name, "IPS 2.0 OperationDefinition-summary.html");
        }
        var isByIdentifier = exchange.Address.Id is null;
        if (input.Unknown("$summary", isByIdentifier ? ["identifier"] : []) is { } unknown)
            return unknown;
        return isByIdentifier && input.First("identifier") is null ? Issue.Error(IssueTypes.Required, "REST-SUMMARY-WHOSE", "Whose summary? Name the patient by 'identifier', or by the id in the address.", "identifier") : null;
    }

    private async Task SendByIdentifierAsync(FhirExchange exchange, string identifier)
    {
        var parsed = SearchRequest.Parse("Patient", [new("identifier", identifier), new("_count", "2")], FhirModel.R4, SearchHandling.Strict);
        if (parsed.Request is not { } request)
        {
            await refusals.RefuseAsync(exchange, "summary", 400, parsed.Issues).ConfigureAwait(false);
            return;
        }
        var found = await gateway.SearchAsync(exchange.Actor, request, "identifier", exchange.Aborted).ConfigureAwait(false);
        if (found.IsRefused)
            await OutcomeResponse.WriteAsync(exchange.Http, found.Refusal).ConfigureAwait(false);
        else if (found.Value.Entries is [var only])
            await SendAsync(exchange, only.Resource.Id).ConfigureAwait(false);
        else if (found.Value.Entries.Count == 0)
            await refusals.RefuseAsync(exchange, "summary", 404, Issue.Error(IssueTypes.NotFound, "REST-SUMMARY-NONE", "No patient has this identifier.", "identifier")).ConfigureAwait(false);
        else
            await refusals.RefuseAsync(exchange, "summary", 412, Issue.Error(IssueTypes.MultipleMatches, "REST-SUMMARY-SEVERAL", "Several patients have this identifier; give its system too (system|value).", "identifier")).ConfigureAwait(false);
    }

    private async Task SendAsync(FhirExchange exchange, string id)
    {
        var answer = await gateway.GatherAsync(exchange.Actor, new GatherOrder("summary", id, SummarySection.PartsOf(id), SummarySection.Follow), exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
        {
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
            return;
        }
        var document = new SummaryDocument(answer.Value, BaseUrl.Of(exchange.Http.Request), LanguageOf(exchange), clock.GetUtcNow());
        await BodyResponse.WriteAsync(exchange.Http, 200, document.Write()).ConfigureAwait(false);
    }

    private static string LanguageOf(FhirExchange exchange) => exchange.Http.Request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(one => one.Quality ?? 1)
        .Select(one => one.Value.ToString().Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(language => language is "en" or "es") ?? "en";
}
