using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Searching;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary><c>Patient/[id]/$everything</c> and <c>Encounter/[id]/$everything</c> (FHIR R4 patient-operation-everything.html, encounter-operation-everything.html).</summary>
internal sealed class EverythingOperation(RecordGateway gateway, DoorRefusals refusals)
{
    private static readonly string[] s_names = ["start", "end", "_since", "_type", "_count", "_cursor"];

    internal async Task RunAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (input.Status != 0)
        {
            await refusals.RefuseAsync(exchange, "everything", input.Status, input.Issues).ConfigureAwait(false);
            return;
        }
        if ((input.Unknown("$everything", s_names) ?? BadValue(input)) is { } fault)
        {
            await refusals.RefuseAsync(exchange, "everything", 400, fault).ConfigureAwait(false);
            return;
        }
        if (exchange.Address.Id is not { } id)
        {
            var (own, refusal) = await OnlyPatientAsync(exchange).ConfigureAwait(false);
            if (own is null)
            {
                await OutcomeResponse.WriteAsync(exchange.Http, refusal!).ConfigureAwait(false);
                return;
            }
            id = own;
        }
        var types = input.Values.Where(pair => pair.Key == "_type").SelectMany(pair => pair.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        var count = input.First("_count") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : (int?)null;
        var request = new EverythingRequest(exchange.Type, id, types.Count == 0 ? null : types, Time(input, "start"), Time(input, "end"), Time(input, "_since"), count, input.First("_cursor"));
        var answer = await gateway.EverythingAsync(exchange.Actor, request, exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
        else
            await BodyResponse.WriteAsync(exchange.Http, 200, Bundle(exchange, id, input, answer.Value)).ConfigureAwait(false);
    }

    /// <summary><c>Patient/$everything</c>: the one record that the caller has, as patients and what they let in do. Of many at once there is <c>$export</c>.</summary>
    private async Task<(string? Id, Refusal? Refusal)> OnlyPatientAsync(FhirExchange exchange)
    {
        var request = SearchRequest.Parse("Patient", [new("_count", "2")], FhirModel.R4, SearchHandling.Strict).Request!;
        var answer = await gateway.SearchAsync(exchange.Actor, request, "_count=2", exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
            return (null, answer.Refusal);
        if (answer.Value.Entries is [var only])
            return (only.Resource.Id, null);
        const string Spec = "FHIR R4 patient-operation-everything.html";
        var (status, issue) = answer.Value.Entries.Count == 0
            ? (404, Issue.Error(IssueTypes.NotFound, "REST-EVERYTHING-NOBODY", "There is no patient that you may see.", null, Spec))
            : (422, Issue.Error(IssueTypes.TooCostly, "REST-EVERYTHING-MANY", "There are several patients that you may see; name one, as in Patient/1/$everything, or take them all by Patient/$export.", null, Spec));
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "everything", "Patient", status, exchange.Aborted).ConfigureAwait(false);
        return (null, unrecorded ?? new Refusal(status, [issue]));
    }

    private static Issue? BadValue(OperationInput input)
    {
        foreach (var (name, value) in input.Values)
        {
            var isGood = name switch
            {
                "start" or "end" or "_since" => DateBounds.TryParse(Encoding.UTF8.GetBytes(value.Replace(' ', '+')), out _),
                "_count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0,
                _ => true,
            };
            if (!isGood)
                return Issue.Error(IssueTypes.Value, "REST-EVERYTHING-PARAMETER", $"'{value}' is no value of {name}.", name, "FHIR R4 patient-operation-everything.html");
        }
        return null;
    }

    private static string? Time(OperationInput input, string name) => input.First(name)?.Replace(' ', '+');

    private static ReadOnlyMemory<byte> Bundle(FhirExchange exchange, string id, OperationInput input, ReleasedPage page)
    {
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var address = $"{baseUrl}/{exchange.Type}/{id}/$everything";
        return Searching.Join(page, ResultShape.Whole, [], baseUrl, Link(address, input, input.First("_cursor")), page.NextCursor is { } next ? Link(address, input, next) : null);
    }

    private static string Link(string address, OperationInput input, string? cursor)
    {
        var parts = input.Values.Where(pair => pair.Key != "_cursor").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}").ToList();
        if (cursor is not null)
            parts.Add($"_cursor={Uri.EscapeDataString(cursor)}");
        return parts.Count == 0 ? address : $"{address}?{string.Join('&', parts)}";
    }
}
