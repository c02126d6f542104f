using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary><c>Observation/$lastn</c> (FHIR R4 observation-operation-lastn.html).</summary>
internal sealed class ObservationOperations(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task LastAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var (request, most, issues) = input.Status == 0 ? Read(input, baseUrl) : (null, 0, input.Issues);
        if (request is null)
        {
            await refusals.RefuseAsync(exchange, "lastn", input.Status == 0 ? 400 : input.Status, issues).ConfigureAwait(false);
            return;
        }
        var asked = string.Join('&', input.Values.Select(pair => $"{pair.Key}={pair.Value}"));
        var answer = await gateway.LastObservationsAsync(exchange.Actor, request, most, asked, exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
        else
            await BodyResponse.WriteAsync(exchange.Http, 200, Searching.Join(answer.Value, ResultShape.Whole, issues, baseUrl, $"{baseUrl}/Observation/$lastn?{Escaped(input)}", null)).ConfigureAwait(false);
    }

    private static (SearchRequest? Request, int Most, IReadOnlyList<Issue> Issues) Read(OperationInput input, string baseUrl)
    {
        var most = 1;
        if (input.First("max") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > 1000))
            return (null, 0, [Issue.Error(IssueTypes.Value, "REST-LASTN-MAX", "max is a number from 1 to 1000.", "max", "FHIR R4 observation-operation-lastn.html")]);
        if (!Has(input, "patient", "subject") || !Has(input, "category", "code"))
            return (null, 0, [Issue.Error(IssueTypes.Required, "REST-LASTN-CRITERIA", "$lastn needs patient or subject, and category or code.", spec: "FHIR R4 observation-operation-lastn.html")]);
        var criteria = input.Values.Where(pair => pair.Key is not ("max" or "_sort" or "_count")).Append(new("_sort", "-date"));
        var parsed = SearchRequest.Parse("Observation", criteria, FhirModel.R4, SearchHandling.Strict);
        return (parsed.Request is { } request ? OwnReferences.MakeRelative(request, baseUrl) : null, most, parsed.Issues);
    }

    private static bool Has(OperationInput input, string one, string other) => input.Values.Any(pair => pair.Key.Split([':', '.'])[0] is var name && (name == one || name == other));

    private static string Escaped(OperationInput input) => string.Join('&', input.Values.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
