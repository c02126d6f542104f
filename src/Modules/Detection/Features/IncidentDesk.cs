using Carewright.Detection.Alerts;
using Carewright.Detection.Incidents;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Detection.Features;

/// <summary><c>/incidents</c>: open, read, change, find the patients, assess, meet duties, close. Every step is part of the incident and on record.</summary>
internal sealed class IncidentDesk(DetectionDoor door, IncidentRegister incidents, PatientFinding finding, AlertBook alerts, TimeProvider time)
{
    private const int MostText = 20_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/incidents", (Delegate)ListAsync);
        routes.MapPost("/incidents", (Delegate)OpenAsync);
        routes.MapGet("/incidents/{id}", (Delegate)ShowAsync);
        routes.MapPatch("/incidents/{id}", (Delegate)ChangeAsync);
        routes.MapPost("/incidents/{id}/patients", (Delegate)FindPatientsAsync);
        routes.MapPost("/incidents/{id}/exclusions", (Delegate)ExcludeAsync);
        routes.MapPost("/incidents/{id}/assessment", (Delegate)AssessAsync);
        routes.MapPost("/incidents/{id}/duties/{duty}", (Delegate)MeetAsync);
        routes.MapPost("/incidents/{id}/close", (Delegate)CloseAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http) =>
        await door.RefuseAsync(http, "incidents-view") ?? DetectionDoor.Json(new IncidentsAnswer([.. incidents.All.Select(IncidentAnswer.Of)]), FeatureJson.Default.IncidentsAnswer);

    private async Task<IResult> ShowAsync(HttpContext http, string id) =>
        await door.RefuseAsync(http, "incidents-view", AboutOf(id)) ?? Answer(incidents.Find(id));

    private async Task<IResult> OpenAsync(HttpContext http)
    {
        var request = await DetectionDoor.ReadAsync(http, FeatureJson.Default.OpenIncident);
        var isSound = request is { Title.Length: > 0 and <= 200, Users.Count: > 0 and <= 20 } && request.From < request.To && request.DiscoveredAt <= time.GetUtcNow();
        if (await door.RefuseAsync(http, "incident-open", isSound ? $"users={string.Join(',', request!.Users)}" : null) is { } refusal)
            return refusal;
        if (!isSound)
            return Problems.Malformed();
        var (now, who) = (time.GetUtcNow(), http.GetActor().Actor!.UserName);
        var scope = new IncidentScope([.. request!.Users.Select(AccountRules.Fold)], request.From, request.To);
        var made = await incidents.OpenAsync(
            id => Found(new Incident(id, request.Title, request.DiscoveredAt, who, scope, "triage", request.Alerts, [new IncidentStep(now, who, "opened", null)]), http.RequestAborted), now, http.RequestAborted);
        foreach (var alert in request.Alerts)
            alerts.Change(alert, current => current?.With(new AlertStep(now, who, "incident", made.Id)));
        return DetectionDoor.Json(IncidentAnswer.Of(made), FeatureJson.Default.IncidentAnswer, 201);
    }

    private async Task<IResult> ChangeAsync(HttpContext http, string id)
    {
        var change = await DetectionDoor.ReadAsync(http, FeatureJson.Default.ChangeIncident);
        string?[] texts = [change?.Title, change?.Data, change?.Narrative, change?.Remedy, change?.Contact];
        if (change is null || texts.Any(text => text?.Length > MostText))
            return await door.RefuseAsync(http, "incident-change", AboutOf(id)) ?? Problems.Malformed();
        return await StepAsync(http, id, "incident-change", new("changed", null), incident => incident with
        {
            Title = change.Title ?? incident.Title,
            Data = change.Data ?? incident.Data,
            Narrative = change.Narrative ?? incident.Narrative,
            Remedy = change.Remedy ?? incident.Remedy,
            Contact = change.Contact ?? incident.Contact,
        });
    }

    private Task<IResult> FindPatientsAsync(HttpContext http, string id) => StepAsync(http, id, "incident-patients", new("patients", null), incident => Found(incident, http.RequestAborted));

    private async Task<IResult> ExcludeAsync(HttpContext http, string id)
    {
        if (await DetectionDoor.ReadAsync(http, FeatureJson.Default.ExcludePatient) is not { Patient.Length: > 0, Reason.Length: <= 2000 } request)
            return await door.RefuseAsync(http, "incident-patients", AboutOf(id)) ?? Problems.Malformed();
        var reason = string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim();
        return await StepAsync(http, id, "incident-patients", new("patients", $"{request.Patient}: {reason ?? "counted again"}"), incident => incident with
        {
            Patients = [.. incident.Patients.Select(patient => patient.Reference == request.Patient ? patient with { Excluded = reason } : patient)],
        });
    }

    private async Task<IResult> AssessAsync(HttpContext http, string id)
    {
        var assessment = await DetectionDoor.ReadAsync(http, FeatureJson.Default.RiskAssessment);
        if (assessment is null)
            return await door.RefuseAsync(http, "incident-assess", AboutOf(id)) ?? Problems.Malformed();
        if (assessment.Faults() is { Count: > 0 } faults)
            return await door.RefuseAsync(http, "incident-assess", AboutOf(id)) ?? Problems.Of(422, "assessment", "The assessment cannot stand", string.Join(' ', faults));
        return await StepAsync(http, id, "incident-assess", new("assessed", assessment.IsLowProbability ? "no breach: low probability" : "breach"), incident => incident with
        {
            Assessment = assessment,
            Status = assessment.IsLowProbability ? "assessed" : "notifying",
        });
    }

    private async Task<IResult> MeetAsync(HttpContext http, string id, string duty)
    {
        if (IncidentRegister.Duties.FirstOrDefault(one => one.Id == duty) is not { } known)
            return await door.RefuseAsync(http, "incident-duty", AboutOf(id)) ?? Problems.NotFound();
        return await StepAsync(http, id, "incident-duty", new("duty-met", known.Title), incident => incident with
        {
            Met = new Dictionary<string, DateTimeOffset>(incident.Met) { [known.Id] = time.GetUtcNow() },
        });
    }

    private async Task<IResult> CloseAsync(HttpContext http, string id)
    {
        if (incidents.Find(id) is { } incident && (incident.Assessment is null || IncidentRegister.ClocksOf(incident).Any(clock => clock.MetAt is null)))
            return await door.RefuseAsync(http, "incident-close", AboutOf(id)) ?? Problems.Of(409, "open-duties", "It is not assessed, or somebody is still to be told");
        return await StepAsync(http, id, "incident-close", new("closed", null), open => open with { Status = "closed" });
    }

    private async Task<IResult> StepAsync(HttpContext http, string id, string interaction, Doing doing, Func<Incident, Incident> change)
    {
        if (await door.RefuseAsync(http, interaction, AboutOf(id)) is { } refusal)
            return refusal;
        if (incidents.Find(id) is { Status: "closed" })
            return Problems.Of(409, "closed", "This incident is closed");
        var who = http.GetActor().Actor!.UserName;
        return Answer(await incidents.ChangeAsync(id, incident => change(incident).With(new IncidentStep(time.GetUtcNow(), who, doing.What, doing.Note)), http.RequestAborted));
    }

    private Incident Found(Incident incident, CancellationToken cancellationToken) => incident with { Patients = finding.Find(incident, cancellationToken) };

    // Nothing of a foreign address gets into the log.
    private string? AboutOf(string id) => incidents.Find(id) is { } incident ? $"incident={incident.Id}" : null;

    private static IResult Answer(Incident? incident) => incident is null ? Problems.NotFound() : DetectionDoor.Json(IncidentAnswer.Of(incident), FeatureJson.Default.IncidentAnswer);

    private readonly record struct Doing(string What, string? Note);
}

/// <summary>What opens an incident.</summary>
internal sealed record OpenIncident(string Title, DateTimeOffset DiscoveredAt, IReadOnlyList<string> Users, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Alerts);

/// <summary>What is changed of it; what is absent stays.</summary>
internal sealed record ChangeIncident(string? Title = null, string? Data = null, string? Narrative = null, string? Remedy = null, string? Contact = null);

/// <summary>That no breach happened to a patient, and why; without a reason the patient counts again.</summary>
internal sealed record ExcludePatient(string Patient, string? Reason = null);

/// <summary>The incidents.</summary>
internal sealed record IncidentsAnswer(IReadOnlyList<IncidentAnswer> Incidents);

/// <summary>An incident as the app shows it.</summary>
internal sealed record IncidentAnswer(
    string Id, string Title, string Status, DateTimeOffset DiscoveredAt, string OpenedBy, IncidentScope Scope, IReadOnlyList<string> Alerts, string Data, string Narrative, string Remedy, string Contact,
    RiskAssessment? Assessment, IReadOnlyList<AffectedPatient> Patients, int Affected, IReadOnlyList<DutyClock> Clocks, IReadOnlyList<IncidentStep> Steps)
{
    public static IncidentAnswer Of(Incident incident) => new(
        incident.Id, incident.Title, incident.Status, incident.DiscoveredAt, incident.OpenedBy, incident.Scope, incident.Alerts, incident.Data, incident.Narrative, incident.Remedy, incident.Contact,
        incident.Assessment, incident.Patients, incident.Patients.Count(patient => patient.Excluded is null), IncidentRegister.ClocksOf(incident), incident.Steps);
}
