using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Lots;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Features;

/// <summary>
/// <c>POST /in-house/results</c>: a patient's result. <c>POST /in-house/results/{id}/correct</c>: other values, or none when it was entered by mistake; over the version that is read.
/// </summary>
internal sealed class ResultDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer, TimeProvider clock)
{
    internal const string Interaction = "in-house-result";
    private const int MostText = 2000;
    private static readonly TimeSpan s_oldest = TimeSpan.FromDays(1);

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/in-house/results", (Delegate)EnterAsync);
        routes.MapPost("/in-house/results/{id}/correct", (Delegate)CorrectAsync);
    }

    private async Task<IResult> EnterAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.ResultRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var view = await reader.ViewAsync(actor, request.Kit, stop).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        var patient = await reader.OneAsync(actor, request.Patient, "Patient", stop).ConfigureAwait(false);
        if (patient is null || view.Value.Test(request.Test) is not { } test || view.Value.Item(request.Kit, ItemKind.Kit, test.Code) is not { } kit)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        if (await UnqualifiedAsync(actor, test, stop).ConfigureAwait(false) is { } unqualified)
            return await Outcomes.UnqualifiedAsync(gateway, http, Interaction, unqualified).ConfigureAwait(false);
        if (view.Value.Standing(test, kit, clock) is { Count: > 0 } reasons)
            return await Outcomes.LockedAsync(gateway, http, Interaction, reasons).ConfigureAwait(false);
        List<Issue> issues = [.. Check(test, request), .. await CheckOrderAsync(actor, test, request, stop).ConfigureAwait(false)];
        if (issues.Count > 0)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, issues).ConfigureAwait(false);
        var written = await writer.WriteAsync(actor, ResultWriter.Entries(test, request, actor, clock.GetUtcNow())).ConfigureAwait(false);
        if (written.IsRefused)
            return Outcomes.Of(written.Refusal);
        var report = written.Value.FirstOrDefault(reference => reference.StartsWith("DiagnosticReport/", StringComparison.Ordinal));
        return TypedResults.Json(new ResultAnswer(report, report is null ? "cancelled" : "final"), InHouseJson.Default.ResultAnswer);
    }

    // Null: the clinic and the person may.
    private async Task<Issue?> UnqualifiedAsync(Actor actor, InHouseTest test, CancellationToken stop)
    {
        var organization = test.Organization is null ? null : await reader.OneAsync(actor, $"Organization/{test.Organization}", "Organization", stop).ConfigureAwait(false);
        if (!Certificate.Allow(organization is null ? [] : Certificate.Of(organization.Json), test.Complexity))
            return Certificate.NotAllowed("test");
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var person = test.NeedsCompetency ? await reader.OneAsync(actor, actor.FhirUser, "Practitioner", stop).ConfigureAwait(false) : null;
        return test.NeedsCompetency && !Competency.Holds(person?.Json, test.Code, today)
            ? Issue.Error(IssueTypes.BusinessRule, "INHOUSE-COMPETENCY", "This test is reported by who was found able to perform it, and no assessment of yours holds today.", "test")
            : null;
    }

    private IEnumerable<Issue> Check(InHouseTest test, ResultRequest request)
    {
        if (test.HasInternalControl == request.InternalControl is null)
            yield return Issue.Error(IssueTypes.Required, "INHOUSE-INTERNAL", "It is said whether the internal control showed where the test has one, and only there.", "internalControl");
        if (request.At is { } at && (at > clock.GetUtcNow().AddMinutes(5) || at < clock.GetUtcNow() - s_oldest))
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-TIME", "A result is of now, or of the last 24 hours.", "at");
        if (request.InternalControl == false && request.Values.Count > 0)
            yield return Issue.Error(IssueTypes.BusinessRule, "INHOUSE-INVALID", "A run whose internal control did not show has no values.", "values");
        foreach (var issue in request.InternalControl == false ? [] : MeasuredValues.Check(test.Analytes, request.Values, "values"))
            yield return issue;
    }

    // The order is of this patient and asks for this test: nothing is attached to an order that asks for something else.
    private async Task<IReadOnlyList<Issue>> CheckOrderAsync(Actor actor, InHouseTest test, ResultRequest request, CancellationToken stop)
    {
        var issues = new List<Issue>();
        if (request.Encounter is not null && (await reader.OneAsync(actor, request.Encounter, "Encounter", stop).ConfigureAwait(false))?.Json.Reference("subject") != request.Patient)
            issues.Add(Issue.Error(IssueTypes.NotFound, "INHOUSE-ENCOUNTER", "There is no such encounter of the patient.", "encounter"));
        if (request.Order is null)
            return issues;
        var order = (await reader.OneAsync(actor, request.Order, "ServiceRequest", stop).ConfigureAwait(false))?.Json;
        var isAsked = order.One("code").Code(Tests) == test.Code || test.Analytes.Any(analyte => analyte.Loinc == order.One("code").Code(Loinc));
        if (order is null || order.Reference("subject") != request.Patient || !isAsked || order.Text("status") is "revoked" or "entered-in-error" or "draft")
            issues.Add(Issue.Error(IssueTypes.NotFound, "INHOUSE-ORDER", "There is no such order of the patient for this test.", "order"));
        return issues;
    }

    private async Task<IResult> CorrectAsync(string id, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.CorrectRequest).ConfigureAwait(false);
        if (request is null || string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MostText)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var view = await reader.ViewAsync(actor, "-", stop).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        var report = await reader.OneAsync(actor, $"DiagnosticReport/{id}", "DiagnosticReport", stop).ConfigureAwait(false);
        if (report is null || report.Json.Text("status") == "entered-in-error" || view.Value.Test(report.Json.One("code").Code(Tests) ?? "") is not { } test)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var results = new List<SeenRow>();
        foreach (var reference in report.Json.Many("result").Select(one => one.Text("reference")))
        {
            if (await reader.OneAsync(actor, reference, "Observation", stop).ConfigureAwait(false) is { } result)
                results.Add(result);
        }
        List<Issue> issues = [.. request.Values is null ? [] : MeasuredValues.Check(test.Analytes, request.Values, "values")];
        if (issues.Count > 0)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, issues).ConfigureAwait(false);
        var written = await writer.WriteAsync(actor, [.. Corrected(test, request, report, results, actor)]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(new ResultAnswer(report.Reference, report.Json.Text("status")!), InHouseJson.Default.ResultAnswer);
    }

    private IEnumerable<JsonObject> Corrected(InHouseTest test, CorrectRequest request, SeenRow report, IReadOnlyList<SeenRow> results, Actor actor)
    {
        var (now, status) = (clock.GetUtcNow(), request.Values is null ? "entered-in-error" : "corrected");
        foreach (var result in results)
        {
            var before = result.Json.ToJsonString();
            var analyte = test.Analytes.FirstOrDefault(one => one.Code == result.Json.One("code").Code(Analytes));
            if (analyte is not null && request.Values?.First(value => value.Analyte == analyte.Code) is { } value)
                ResultWriter.SetValue(result.Json, analyte, value);
            // A value that is as it was is not called corrected.
            if (request.Values is not null && result.Json.ToJsonString() == before)
                continue;
            (result.Json["status"], result.Json["issued"]) = (status, Nodes.Instant(now));
            var notes = result.Json["note"] as JsonArray ?? [];
            result.Json["note"] = notes;
            notes.Add((JsonNode)new JsonObject { ["authorString"] = actor.Display, ["time"] = Nodes.Instant(now), ["text"] = request.Reason.Trim() });
            yield return BenchWriter.Put(result);
        }
        (report.Json["status"], report.Json["issued"]) = (status, Nodes.Instant(now));
        yield return BenchWriter.Put(report);
    }
}

/// <summary>A patient's result.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Test">Code of the test.</param>
/// <param name="Kit">Logical id of the kit.</param>
/// <param name="Values">One value for each analyte; none when the internal control did not show.</param>
/// <param name="InternalControl">Whether the internal control showed; null when the test has none.</param>
/// <param name="Order"><c>ServiceRequest/id</c> that it answers, or null.</param>
/// <param name="Encounter"><c>Encounter/id</c>, or null.</param>
/// <param name="At">When it was done; null: now.</param>
internal sealed record ResultRequest(string Patient, string Test, string Kit, IReadOnlyList<MeasuredValue> Values, bool? InternalControl = null, string? Order = null, string? Encounter = null, DateTimeOffset? At = null);

/// <summary>What was wrong.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Values">All values as they should be; null: the whole was entered by mistake.</param>
internal sealed record CorrectRequest(string Reason, IReadOnlyList<MeasuredValue>? Values = null);

/// <summary>What was written.</summary>
/// <param name="Report"><c>DiagnosticReport/id</c>; null: nothing is reported.</param>
/// <param name="Status">Its status; <c>cancelled</c>: the internal control did not show.</param>
internal sealed record ResultAnswer(string? Report, string Status);
