using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>Second places, retention, report and the patient's own view, through the doors and the command line.</summary>
public sealed class AuditWitnessTests
{
    [Fact]
    public async Task A_store_that_was_put_back_is_found_by_the_command_line_against_the_second_place()
    {
        using var folder = new TemporaryFolder();
        var (data, copy) = (folder.Folder("store"), folder.Folder("copy"));
        var witness = Path.Combine(Directory.CreateDirectory(folder.File("elsewhere")).FullName, "witness.ndjson");
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var officer = await running.AddUserAsync("officer", "compliance-officer");
            (await PutAsync(officer, "audit/places", $$"""{"places":[{"name":"inside","kind":"file","path":"{{Path.Combine(data.FullName, "x")}}"}]}""")).Expect(422);
            (await PutAsync(officer, "audit/places", $$"""{"places":[{"name":"disk","kind":"file","path":"{{witness}}"}]}""")).Expect(200);
        }
        copy.Create();
        foreach (var file in data.EnumerateFiles().Where(file => file.Name != "lock"))
            file.CopyTo(Path.Combine(copy.FullName, file.Name));
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            // More than the verifying itself adds to the copy: what is missing there is then missing, and not written over.
            var another = await running.AddUserAsync("another", "physician");
            for (var i = 0; i < 10; i++)
                (await another.GetAsync("fhir/Patient?_count=1")).Expect(200);
        }
        Assert.Equal(2, (await File.ReadAllLinesAsync(witness, TestContext.Current.CancellationToken)).Length);
        (await CommandRun.RunAsync("audit", "verify", "--data", data.FullName, "--against", witness)).Expect(0);
        var found = (await CommandRun.RunAsync("audit", "verify", "--data", copy.FullName, "--against", witness)).Expect(3);
        Assert.Contains("put back", found.Output, StringComparison.Ordinal);
        (await CommandRun.RunAsync("audit", "verify", "--data", copy.FullName)).Expect(0);
    }

    [Fact]
    public async Task A_report_is_a_signed_pdf_that_a_changed_byte_breaks()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        (await officer.GetAsync("audit/events")).Expect(200);
        var report = (await officer.GetAsync("audit/report?user=officer")).Expect(200);
        Assert.Equal("application/pdf", report.Type);
        Assert.True(PdfCheck.IsSigned(report.Body));
        var changed = report.Body.ToArray();
        changed[changed.AsSpan().IndexOf("audit-view"u8)] ^= 1;
        Assert.False(PdfCheck.IsSigned(changed));
        var doctor = await running.AddUserAsync("doctor", "physician");
        (await doctor.GetAsync("audit/report")).Expect(403);
        (await officer.GetAsync("audit/report?usr=x")).Expect(400);
    }

    [Fact]
    public async Task A_patient_is_told_who_saw_the_own_record_and_nothing_else()
    {
        await using var running = await RunningClinic.NewAsync();
        var (own, other) = (Chart.NewId(), Chart.NewId());
        await running.FillAsync([Chart.Patient(own), Chart.Patient(other)]);
        var doctor = await running.AddUserAsync("doctor", "physician");
        var patient = await running.AddUserAsync("me", "patient", fhirUser: "Patient/" + own);
        (await doctor.GetAsync($"fhir/Patient/{own}")).Expect(200);
        (await doctor.GetAsync($"fhir/Patient/{other}")).Expect(200);
        var looks = (await patient.GetAsync("my-record/looks")).Expect(200).Json["looks"]!.AsArray();
        var look = looks.Single(one => (string)one!["role"]! == "physician")!;
        Assert.Equal(("doctor", "read", 1), ((string)look["name"]!, (string)look["deeds"]![0]!, (int)look["times"]!));
        Assert.DoesNotContain(other, looks.ToJsonString(), StringComparison.Ordinal);
        (await doctor.GetAsync("my-record/looks")).Expect(403);
        (await running.Nobody().GetAsync("my-record/looks")).Expect(401);
    }

    [Fact]
    public async Task Retention_is_shown_changed_and_refused_below_six_years()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var shown = (await officer.GetAsync("audit/retention")).Expect(200).Json;
        Assert.Equal(7, (int)shown["rules"]!["rules"]![0]!["years"]!);
        Assert.False((bool)Assert.Single(shown["months"]!.AsArray())!["isDue"]!);
        (await PutAsync(officer, "audit/retention", """{"rules":[{"name":"a","years":5,"because":""}],"holds":[],"isAutomatic":false}""")).Expect(422);
        (await PutAsync(officer, "audit/retention", """{"rules":[{"name":"a","years":10,"because":"law"}],"holds":[{"name":"case","reason":"claim"}],"isAutomatic":false}""")).Expect(200);
        Assert.Equal("case", (string?)(await officer.GetAsync("audit/retention")).Expect(200).Json["months"]![0]!["holds"]![0]);
        (await officer.PostAsync("audit/retention/dispose", new JsonObject())).Expect(409);
        (await officer.PostAsync("audit/verify", new JsonObject { ["against"] = new JsonArray("nonsense") })).Expect(422);
    }

    private static Task<Reply> PutAsync(Door door, string path, string body) => door.SendBytesAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(body), "application/json");
}
