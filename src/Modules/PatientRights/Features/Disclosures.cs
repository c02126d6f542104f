using System.Globalization;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Rights;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/privacy/disclosures</c>: entries by hand, suspensions, and the accounting of a patient as JSON, CSV or a signed PDF.</summary>
internal static class Disclosures
{
    private static readonly string[] s_header = ["first", "last", "times", "to", "address", "what", "purpose", "category"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/disclosures", EnterAsync);
        routes.MapPost("/disclosures/{id}/withdrawal", WithdrawAsync);
        routes.MapPost("/suspensions", SuspendAsync);
        routes.MapGet("/disclosures", AccountAsync);
    }

    private static async Task<IResult> EnterAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.DisclosureBody).ConfigureAwait(false);
        var draft = new DisclosureDraft(body.Patient, body.Category, body.On, body.To, body.Address, body.What, body.Purpose);
        return (await gateway.Rights.Disclosures.EnterAsync(http.Actor(), draft, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.EnteredDisclosure, StatusCodes.Status201Created);
    }

    private static async Task<IResult> WithdrawAsync(string id, HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ReasonBody).ConfigureAwait(false);
        return (await gateway.Rights.Disclosures.WithdrawAsync(http.Actor(), id, body.Reason, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.EnteredDisclosure);
    }

    private static async Task<IResult> SuspendAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.SuspensionBody).ConfigureAwait(false);
        var answer = await gateway.Rights.Disclosures.SuspendAsync(http.Actor(), body.Patient, body.Agency, body.Category, body.Until, body.IsOral, body.Statement, http.RequestAborted).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.AccountingSuspension, StatusCodes.Status201Created);
    }

    // ?patient=ID&from=DAY&to=DAY&format=json|csv|pdf&for=patient
    private static Task<IResult> AccountAsync(HttpContext http, RecordGateway gateway, ISignedReports reports)
    {
        var query = http.Request.Query;
        return GiveAsync(http, gateway, reports, query.Value("patient") ?? "", query.Value("for") == "patient");
    }

    /// <summary>The accounting in the form that is asked for. Whatever leaves as a document is for the patient's hands: what is held back is in none.</summary>
    internal static async Task<IResult> GiveAsync(HttpContext http, RecordGateway gateway, ISignedReports reports, string patient, bool isForPatient)
    {
        var query = http.Request.Query;
        var form = query.Value("format") ?? "json";
        if (!query.TryDay("from", out var from) || !query.TryDay("to", out var to))
            return Http.BadDay();
        var answer = await gateway.Rights.Disclosures.AccountAsync(http.Actor(), patient, from, to, form is "csv" or "pdf" ? form : "json", isForPatient || form is "csv" or "pdf", http.RequestAborted).ConfigureAwait(false);
        if (answer.IsRefused)
            return Http.Refused(answer.Refusal);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return form switch
        {
            "csv" => TypedResults.File(CsvTable.Write([s_header, .. answer.Value.Lines.Select(Row)]), "text/csv; charset=utf-8", "disclosures.csv"),
            "pdf" => TypedResults.File(reports.Make(Report(answer.Value, http)), "application/pdf", "disclosures.pdf"),
            _ => answer.Send(RightsJson.Default.DisclosureAccounting),
        };
    }

    private static string?[] Row(DisclosureLine line) => [Day(line.First), Day(line.Last), line.Times.ToString(CultureInfo.InvariantCulture), line.To, line.Address, line.What, line.Purpose, line.Category];

    private static SignedReport Report(DisclosureAccounting accounting, HttpContext http)
    {
        var actor = http.Actor();
        var head = new[]
        {
            $"Patient: {accounting.Patient}",
            $"Period: {Day(accounting.From)} to {Day(accounting.To)}",
            $"Made for {actor.Display} ({actor.UserName})",
            string.Create(CultureInfo.InvariantCulture, $"Entries: {accounting.Lines.Count}"),
            "By 45 CFR 164.528 this leaves out disclosures for treatment, payment and operations, to the patient, and by the patient's authorization.",
        };
        return new SignedReport("Accounting of disclosures", head, [.. accounting.Lines.Select(Text)]);
    }

    private static string Text(DisclosureLine line)
    {
        var when = line.Times == 1 ? Day(line.First) : string.Create(CultureInfo.InvariantCulture, $"{Day(line.First)} to {Day(line.Last)}, {line.Times} times");
        return $"{when}: {line.To}{(line.Address is { } address ? $", {address}" : "")}. What: {line.What}. Why: {line.Purpose}{(line.Category is { } category ? $" ({category})" : "")}";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
