using System.Globalization;
using System.Text;
using Carewright.Detection.Incidents;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Detection.Features;

/// <summary><c>GET /incidents/{id}/letter?patient=</c>, <c>/media-notice</c>, <c>/evidence</c>, and <c>GET /incidents/hhs-log?year=</c>: what leaves on paper. Each is on record before its first byte.</summary>
internal sealed class IncidentPapers(DetectionDoor door, IncidentRegister incidents, EvidencePackage evidence, RecordGateway gateway, IRecordStore store, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/incidents/hhs-log", (Delegate)HhsLogAsync);
        routes.MapGet("/incidents/{id}/letter", (Delegate)LetterAsync);
        routes.MapGet("/incidents/{id}/media-notice", (Delegate)MediaAsync);
        routes.MapGet("/incidents/{id}/evidence", (Delegate)EvidenceAsync);
    }

    private async Task<IResult> LetterAsync(HttpContext http, string id)
    {
        var incident = incidents.Find(id);
        var patient = incident?.Patients.FirstOrDefault(one => one.Reference == "Patient/" + http.Request.Query["patient"].ToString() && one.Excluded is null);
        if (await door.RefuseAsync(http, "incident-letter", patient is null ? null : $"incident={id}&patient={patient.Reference}") is { } refusal)
            return refusal;
        if (incident is null || patient is null)
            return Problems.NotFound();
        var name = await NameAsync(http.GetActor().Actor!, patient.Reference["Patient/".Length..], http.RequestAborted);
        return Text(Letters.ToPatient(incident, store.Tenant.Value, name, time.GetUtcNow()), $"letter-{id}-{patient.Reference["Patient/".Length..]}.txt");
    }

    // As whoever writes the letter: who may not read a patient's name gets a letter with a gap.
    private async Task<string> NameAsync(Actor actor, string patient, CancellationToken cancellationToken)
    {
        var answer = await gateway.ReadAsync(actor, "Patient", patient, cancellationToken);
        if (answer.IsRefused || ResourceDocument.Parse(answer.Value.Json).Document is not { } document)
            return "[name]";
        foreach (var name in document.Root.Children("name"))
        {
            var given = "";
            foreach (var one in name.Children("given"))
            {
                given = one.GetString() ?? "";
                break;
            }
            return $"{given} {name.Child("family").GetString()}".Trim();
        }
        return "[name]";
    }

    private async Task<IResult> MediaAsync(HttpContext http, string id)
    {
        var incident = incidents.Find(id);
        if (await door.RefuseAsync(http, "incident-letter", incident is null ? null : $"incident={id}&media") is { } refusal)
            return refusal;
        return incident is null ? Problems.NotFound() : Text(Letters.ToMedia(incident, store.Tenant.Value, time.GetUtcNow()), $"media-notice-{id}.txt");
    }

    private async Task<IResult> HhsLogAsync(HttpContext http)
    {
        var isYear = int.TryParse(http.Request.Query["year"], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 2000 and < 2200;
        if (await door.RefuseAsync(http, "incident-hhs-log", isYear ? year.ToString(CultureInfo.InvariantCulture) : null) is { } refusal)
            return refusal;
        return isYear
            ? TypedResults.File(Encoding.UTF8.GetBytes(Letters.HhsLog(incidents.All, year)), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"hhs-log-{year}.csv"))
            : Problems.Of(400, "invalid", "Say which year");
    }

    private async Task<IResult> EvidenceAsync(HttpContext http, string id)
    {
        var incident = incidents.Find(id);
        if (await door.RefuseAsync(http, "incident-evidence", incident is null ? null : $"incident={id}") is { } refusal)
            return refusal;
        if (incident is null)
            return Problems.NotFound();
        // Off the request's thread: the whole log is verified for it.
        var zip = await Task.Run(() => evidence.Build(incident, http.Request.Host.Host is { Length: > 0 } host ? host : "local", http.RequestAborted), http.RequestAborted);
        return TypedResults.File(zip, "application/zip", $"incident-{id}.zip");
    }

    private static IResult Text(string text, string name) => TypedResults.File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", name);
}
