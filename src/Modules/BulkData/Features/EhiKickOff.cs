using System.Text.Json;
using Carewright.BulkData.Ehi;
using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage.Sealing.Files;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>
/// <c>POST /bulk/ehi</c> <c>{"patient":"1"}</c>: one patient's record, or everyone's when no patient is named, as an archive. Who has the operation <c>ehi-export</c> gets the whole record; a patient gets the own one as it is shown.
/// </summary>
internal sealed class EhiKickOff(RecordGateway gateway, JobRegister<ExportJob> jobs, KickOff kickOff, EhiExport export, Outcomes outcomes, TimeProvider clock)
{
    internal async Task RunAsync(HttpContext http)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "export").ConfigureAwait(false) is not { } actor)
            return;
        var (patient, fault) = await PatientAsync(http).ConfigureAwait(false);
        if (fault is not null)
        {
            await outcomes.RefuseAsync(http, actor, "export", 400, fault).ConfigureAwait(false);
            return;
        }
        // Somebody who is a patient here means the own record.
        if (patient is null && actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true)
            patient = actor.FhirUser["Patient/".Length..];
        var job = NewJob(http, actor, patient);
        var outline = await gateway.OutlineExportAsync(actor, export.OrderOf(actor, patient, job.Name), null, http.RequestAborted).ConfigureAwait(false);
        if (outline.IsRefused)
            await Outcomes.SendAsync(http, outline.Refusal).ConfigureAwait(false);
        else if (!await jobs.AddAsync(job, http.RequestAborted).ConfigureAwait(false))
            await outcomes.RefuseAsync(http, actor, "export", 429, KickOff.TooMany).ConfigureAwait(false);
        else
            await kickOff.AcceptAsync(http, job).ConfigureAwait(false);
    }

    private static async ValueTask<(string? Patient, Issue? Fault)> PatientAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        if (body.Length == 0)
            return (null, null);
        try
        {
            using var json = JsonDocument.Parse(body.ToArray());
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().All(member => member.Name == "patient" && member.Value.ValueKind == JsonValueKind.String))
                return (json.RootElement.TryGetProperty("patient", out var patient) ? patient.GetString() : null, null);
        }
        catch (JsonException)
        {
            return (null, NotReadable);
        }
        return (null, NotReadable);
    }

    private static Issue NotReadable { get; } = Issue.Error(IssueTypes.Invalid, "EHI-BODY", "The body is {\"patient\":\"the patient's id\"}, or empty for everyone.");

    private ExportJob NewJob(HttpContext http, Actor actor, string? patient) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Kind = JobKind.Ehi,
        Requester = Requester.Of(actor),
        Level = patient is null ? Gateway.Exporting.ExportLevel.System : Gateway.Exporting.ExportLevel.Patient,
        Parameters = patient is null ? [] : [new Parameter("patient", patient)],
        Request = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}",
        BaseUrl = $"{http.Request.Scheme}://{http.Request.Host}/fhir",
        CreatedAt = clock.GetUtcNow(),
        ExpiresAt = clock.GetUtcNow() + JobLifetime.Open,
        Key = SealedFile.NewKey(),
    };
}
