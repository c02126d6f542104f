using System.Text.Json;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Kernel;
using Carewright.Laboratory.Papers;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Carewright.Laboratory.JsonParts;

namespace Carewright.Laboratory.Features;

/// <summary>
/// <c>POST /laboratory/labels</c>: labels of specimens. <c>POST /laboratory/requisitions</c>: a requisition. Both are PDF files, of what the person may see, on record as a print before they leave.
/// </summary>
internal sealed class PaperDoor(RecordGateway gateway)
{
    internal const string Interaction = "laboratory-paper";
    private const int MostLabels = 100;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/laboratory/labels", (Delegate)LabelsAsync);
        routes.MapPost("/laboratory/requisitions", (Delegate)RequisitionAsync);
    }

    private async Task<IResult> LabelsAsync(HttpContext http)
    {
        var wanted = await JsonBody.ReadAsync(http, LabJson.Default.LabelRequest).ConfigureAwait(false);
        if (wanted is null || wanted.Specimens.Count is 0 or > MostLabels)
            return await FailAsync(http, 400, Problems.Malformed()).ConfigureAwait(false);
        var reader = new PaperReader(gateway, http.GetActor().Actor!, http.RequestAborted);
        var pages = new List<PaperPage>();
        foreach (var reference in wanted.Specimens)
        {
            var specimen = await reader.ReadAsync(reference, "Specimen").ConfigureAwait(false);
            var patient = await reader.ReadAsync(Reference(specimen, "subject"), "Patient").ConfigureAwait(false);
            // A label without a name is worse than none.
            if (patient.ValueKind != JsonValueKind.Object)
                return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
            var orders = await AllAsync(reader, specimen, "request", "ServiceRequest").ConfigureAwait(false);
            if (SpecimenLabel.Draw(specimen, patient, orders) is not { } page)
                return await FailAsync(http, 422, Problems.Invalid([Issue.Error(IssueTypes.Required, "LABEL-NUMBER", "The specimen has no number that a bar code can say.", reference)])).ConfigureAwait(false);
            pages.Add(page);
        }
        return await SendAsync(http, reader, pages, "labels.pdf").ConfigureAwait(false);
    }

    private async Task<IResult> RequisitionAsync(HttpContext http)
    {
        var wanted = await JsonBody.ReadAsync(http, LabJson.Default.RequisitionRequest).ConfigureAwait(false);
        if (wanted is null || wanted.Requisition.Length is 0 or > 40 || !wanted.Requisition.All(char.IsAsciiLetterOrDigit))
            return await FailAsync(http, 400, Problems.Malformed()).ConfigureAwait(false);
        var reader = new PaperReader(gateway, http.GetActor().Actor!, http.RequestAborted);
        var orders = await reader.SearchAsync("ServiceRequest", "requisition", $"{RequisitionPaper.RequisitionNumbers}|{wanted.Requisition}").ConfigureAwait(false);
        var first = orders.Count > 0 ? orders[0] : default;
        var patient = await reader.ReadAsync(Reference(first, "subject"), "Patient").ConfigureAwait(false);
        // One requisition is of one patient; what is numbered alike by mistake goes on nobody's paper.
        if (patient.ValueKind != JsonValueKind.Object || orders.Any(order => Reference(order, "subject") != Reference(first, "subject")))
            return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
        var lines = new List<RequisitionLine>();
        foreach (var order in orders.OrderBy(order => Text(order, "id"), StringComparer.Ordinal))
            lines.Add(new RequisitionLine(order, await AllAsync(reader, order, "reasonReference", "Condition").ConfigureAwait(false), await AllAsync(reader, order, "supportingInfo", "QuestionnaireResponse").ConfigureAwait(false)));
        var laboratory = await reader.ReadAsync(Items(first, "performer").Select(one => Text(one, "reference")).FirstOrDefault(), "Organization").ConfigureAwait(false);
        var insurance = await AllAsync(reader, first, "insurance", "Coverage").ConfigureAwait(false);
        var paper = RequisitionPaper.Draw(new Requisition(wanted.Requisition, laboratory, patient, await RequesterAsync(reader, first).ConfigureAwait(false), insurance, lines));
        return await SendAsync(http, reader, paper, "requisition.pdf").ConfigureAwait(false);
    }

    private static async Task<JsonElement> RequesterAsync(PaperReader reader, JsonElement order)
    {
        var requester = await reader.ReadAsync(Reference(order, "requester"), "Practitioner", "PractitionerRole").ConfigureAwait(false);
        return Reference(requester, "practitioner") is { } practitioner ? await reader.ReadAsync(practitioner, "Practitioner").ConfigureAwait(false) : requester;
    }

    private static async Task<IReadOnlyList<JsonElement>> AllAsync(PaperReader reader, JsonElement from, string member, string type)
    {
        var all = new List<JsonElement>();
        foreach (var reference in Items(from, member).Select(one => Text(one, "reference")))
        {
            if (await reader.ReadAsync(reference, type).ConfigureAwait(false) is { ValueKind: JsonValueKind.Object } one)
                all.Add(one);
        }
        return all;
    }

    private async Task<IResult> SendAsync(HttpContext http, PaperReader reader, IReadOnlyList<PaperPage> pages, string name)
    {
        var printed = await gateway.PrintAsync(http.GetActor().Actor!, reader.References, http.RequestAborted).ConfigureAwait(false);
        return printed.IsRefused ? Problems.Of(printed.Refusal.Status, printed.Refusal.Issues) : TypedResults.File(PaperFile.Build(pages), "application/pdf", name);
    }

    private async Task<IResult> FailAsync(HttpContext http, int status, IResult answer) =>
        await gateway.RecordAsync(http.GetActor().Actor!, Interaction, null, status, CancellationToken.None).ConfigureAwait(false) is null ? answer : Problems.Busy(http);
}

/// <summary>Which labels.</summary>
/// <param name="Specimens"><c>Specimen/id</c> each.</param>
internal sealed record LabelRequest(IReadOnlyList<string> Specimens);

/// <summary>Which requisition.</summary>
/// <param name="Requisition">Its number.</param>
internal sealed record RequisitionRequest(string Requisition);
