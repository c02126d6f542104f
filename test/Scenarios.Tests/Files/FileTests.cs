using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway.Importing;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Detecting;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Files;

/// <summary>Files inside of resources, by every way into the record and out of it.</summary>
public sealed class FileTests(FileTests.House house) : IClassFixture<FileTests.House>
{
    private const string Patient = "file-patient";

    private Door Doctor => house.Clinic.As("doctor");

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/gif")]
    [InlineData("image/tiff")]
    [InlineData("video/mp4")]
    [InlineData("application/dicom")]
    [InlineData("application/rtf")]
    [InlineData("text/plain")]
    [InlineData("application/hl7-v3+xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task A_file_is_taken_as_what_it_is_and_as_nothing_else(string type)
    {
        (await Doctor.CreateAsync(Document(SampleFiles.Of(type), type + "; charset=utf-8"))).Expect(201);
        await RefusedAsync(Document(SampleFiles.Of(type), type == "image/png" ? "application/pdf" : "image/png"), "FILE-MISMATCH");
        await RefusedAsync(Document(SampleFiles.Program(), type), "FILE-PROGRAM");
    }

    [Fact]
    public async Task Programs_macros_pages_that_run_and_kinds_nobody_knows_are_refused()
    {
        (byte[] Content, string? Type, string Code)[] wrong =
        [
            (SampleFiles.Program(), null, "FILE-PROGRAM"), (SampleFiles.Program(), "application/x-msdownload", "FILE-PROGRAM"), ([0x7F, .. "ELF"u8, 2, 1], "text/plain", "FILE-PROGRAM"),
            (SampleFiles.Text("#!/bin/sh\nrm -rf /"), "text/plain", "FILE-PROGRAM"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/msword", "FILE-OLD-OFFICE"),
            ([1, 2, 3], "application/octet-stream", "FILE-KIND"), ("PK\x03\x04"u8.ToArray(), "application/zip", "FILE-KIND"), ("PK\x03\x04"u8.ToArray(), "text/plain", "FILE-MISMATCH"),
            (SampleFiles.Office("word/document.xml", "word/vbaProject.bin"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "FILE-MISMATCH"),
            (SampleFiles.Text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "image/svg+xml", "FILE-ACTIVE"), (SampleFiles.Text("<p><ScRiPt>1</script>"), "text/html", "FILE-ACTIVE"),
            (SampleFiles.Text("<a href='java&#115;cript:x'>"), "application/xml", "FILE-MISMATCH"), (SampleFiles.Text("<html xmlns='http://www.w3.org/1999/xhtml'/>"), "application/xml", "FILE-MISMATCH"),
            (SampleFiles.Text("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), "application/xml", "FILE-MISMATCH"),
        ];
        foreach (var (content, type, code) in wrong)
            await RefusedAsync(Document(content, type), code);
    }

    [Fact]
    public async Task No_way_into_the_record_goes_round_the_inspection()
    {
        var bad = Document(SampleFiles.Program(), "text/plain");
        await RefusedAsync(Chart.Resource($$"""{"resourceType":"Binary","contentType":"image/png","data":"{{Convert.ToBase64String(SampleFiles.Program())}}"}"""), "FILE-PROGRAM");
        Refused(await Doctor.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(bad, "urn:uuid:" + Chart.NewId()))), "FILE-PROGRAM");
        var good = (await Doctor.CreateAsync(Document("Hello."u8.ToArray(), "text/plain"))).Expect(201);
        var patch = $$"""[{"op":"replace","path":"/content/0/attachment/data","value":"{{Convert.ToBase64String(SampleFiles.Program())}}"}]""";
        Refused(await Doctor.SendBytesAsync(HttpMethod.Patch, "fhir/" + good.Made, Encoding.UTF8.GetBytes(patch), "application/json-patch+json"), "FILE-PROGRAM");
        var escaped = bad.ToJsonString().Replace("\"data\"", "\"d\\u0061ta\"", StringComparison.Ordinal);
        Refused(await Doctor.SendAsync(HttpMethod.Post, "fhir/DocumentReference", escaped), "FILE-PROGRAM");
        var contained = Chart.Observation("x", Patient);
        contained["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Media", ["id"] = "m", ["status"] = "completed", ["content"] = new JsonObject { ["contentType"] = "image/png", ["data"] = Convert.ToBase64String(SampleFiles.Program()) } });
        contained["derivedFrom"] = new JsonArray(new JsonObject { ["reference"] = "#m" });
        await RefusedAsync(contained, "FILE-PROGRAM");
        var address = Document([], null);
        address["content"]![0]!["attachment"] = new JsonObject { ["url"] = "data:text/html,<script>1</script>" };
        var padded = address.DeepClone().AsObject();
        await RefusedAsync(address, "FILE-DATA-URL");
        padded["id"] = Chart.NewId();
        var imported = await new LocalConsole(house.Clinic.Clinic, ownsClinic: false).ImportAsync([new ImportItem(Encoding.UTF8.GetBytes(padded.ToJsonString()))], TestContext.Current.CancellationToken);
        Assert.Contains(imported[0].Issues, issue => issue.Code == "FILE-DATA-URL");
    }

    [Fact]
    public async Task Content_leaves_as_a_file_in_a_sandbox()
    {
        var picture = await BinaryAsync(SampleFiles.Of("image/png"), "image/png");
        var reply = (await Doctor.GetAsync("fhir/" + picture, ("Accept", "image/*"))).Expect(200);
        Assert.Equal(SampleFiles.Of("image/png"), reply.Body);
        Assert.Equal(("image/png", "nosniff", "default-src 'none'; sandbox"), (reply.Type, reply.Header("X-Content-Type-Options"), reply.Header("Content-Security-Policy")));
        Assert.Equal($"attachment; filename=\"binary-{picture.Split('/')[1]}.png\"", reply.Header("Content-Disposition"));
        Assert.Equal("Binary", (string?)(await Doctor.GetAsync("fhir/" + picture, ("Accept", "application/fhir+json, image/png"))).Expect(200).Json["resourceType"]);
        (await Doctor.GetAsync("fhir/" + picture, ("Accept", "application/pdf"))).ExpectOutcome(406);
        (await house.Clinic.Nobody().GetAsync("fhir/" + picture, ("Accept", "image/png"))).ExpectOutcome(401);
        (await house.Clinic.As("biller").GetAsync("fhir/" + picture, ("Accept", "image/png"))).ExpectOutcome(403);
        var page = await BinaryAsync(SampleFiles.Text("<p>Hello</p>"), "application/xhtml+xml");
        Assert.Equal("application/octet-stream", (await Doctor.GetAsync("fhir/" + page, ("Accept", "application/xhtml+xml"))).Expect(200).Type);
        (await Doctor.GetAsync("fhir/DocumentReference?patient=" + Patient, ("Accept", "image/png"))).ExpectOutcome(406);
    }

    [Fact]
    public async Task The_clinic_says_how_large_files_may_be_and_whether_other_kinds_are_taken()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (boss, doctor) = (await clinic.AddUserAsync("boss", "administrator"), await clinic.AddUserAsync("doctor", "physician"));
        await clinic.FillAsync([Chart.Patient(Patient)]);
        (await SetAsync(doctor, 2048, true, null, "refuse")).Expect(403);
        (await SetAsync(boss, 10, true, null, "refuse")).Expect(422);
        (await SetAsync(boss, 2048, true, "nowhere", "refuse")).Expect(422);
        (await SetAsync(boss, 2048, true, null, "refuse")).Expect(204);
        (await doctor.CreateAsync(Document(new byte[2048], "text/plain"))).Expect(201);
        Refused(await doctor.CreateAsync(Document(new byte[2049], "text/plain")), "FILE-TOO-LARGE");
        (await doctor.CreateAsync(Document([1, 2, 3], "application/octet-stream"))).Expect(201);
        (await doctor.CreateAsync(Document([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/msword"))).Expect(201);
        Refused(await doctor.CreateAsync(Document([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "text/plain")), "FILE-MISMATCH");
        Refused(await doctor.CreateAsync(Document(SampleFiles.Program(), "application/octet-stream")), "FILE-PROGRAM");
    }

    [Fact]
    public async Task A_file_with_malware_is_refused_put_on_record_and_raises_an_alert()
    {
        await using var scanner = await Scanner.StartAsync(TestContext.Current.CancellationToken);
        await using var clinic = await RunningClinic.NewAsync();
        var (boss, doctor, officer) = (await clinic.AddUserAsync("boss", "administrator"), await clinic.AddUserAsync("doctor", "physician"), await clinic.AddUserAsync("officer", "compliance-officer"));
        await clinic.FillAsync([Chart.Patient(Patient)]);
        (await SetAsync(boss, 1 << 20, false, scanner.Address, "refuse")).Expect(204);
        (await doctor.CreateAsync(Document(SampleFiles.Text(new string('x', 200_000)), "text/plain"))).Expect(201);
        var harmful = Document(SampleFiles.Text(new string('x', 200_000) + Scanner.Harmful), "text/plain");
        Refused(await doctor.CreateAsync(harmful), "FILE-INFECTED");
        var events = await new AuditLog(officer).EventsAsync("user=doctor");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "file-infected" && (int)one["status"]! == 422 && AuditLog.Text(one, "query").Contains(Scanner.Signature, StringComparison.Ordinal));
        await Waiting.UntilAsync(async () => (await officer.GetAsync("alerts")).Expect(200).Json["alerts"]!.AsArray().Any(alert => (string?)alert!["rule"] == "infected-file"), TestContext.Current.CancellationToken);
        harmful["id"] = Chart.NewId();
        var imported = await new LocalConsole(clinic.Clinic, ownsClinic: false).ImportAsync([new ImportItem(Encoding.UTF8.GetBytes(harmful.ToJsonString()))], TestContext.Current.CancellationToken);
        Assert.Contains(imported[0].Issues, issue => issue.Code == "FILE-INFECTED");
        Assert.Contains(await new AuditLog(officer).EventsAsync("user=console"), one => AuditLog.Text(one, "interaction") == "file-infected");
    }

    [Fact]
    public async Task While_the_scanner_is_away_files_wait_or_are_marked_as_the_clinic_chooses()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (boss, doctor) = (await clinic.AddUserAsync("boss", "administrator"), await clinic.AddUserAsync("doctor", "physician"));
        var officer = await clinic.AddUserAsync("officer", "compliance-officer");
        await clinic.FillAsync([Chart.Patient(Patient)]);
        (await SetAsync(boss, 2048, false, "unix:/nowhere/clamd.sock", "refuse")).Expect(204);
        Refused(await doctor.CreateAsync(Document("Hello."u8.ToArray(), "text/plain")), "FILE-SCANNER-AWAY");
        (await SetAsync(boss, 2048, false, "unix:/nowhere/clamd.sock", "take")).Expect(204);
        var taken = (await doctor.CreateAsync(Document("Hello."u8.ToArray(), "text/plain"))).Expect(201);
        Assert.Contains((await doctor.GetAsync("fhir/" + taken.Made)).Expect(200).Json["meta"]!["tag"]!.AsArray(), tag => (string?)tag!["code"] == "unscanned");
        Assert.Contains(await new AuditLog(officer).EventsAsync("user=doctor"), one => AuditLog.Text(one, "query").Contains("FILE-NOT-SCANNED", StringComparison.Ordinal));
    }

    private static Task<Reply> SetAsync(Door door, long most, bool takesOthers, string? scanner, string without) => door.SendBytesAsync(HttpMethod.Put, "files/settings",
        Encoding.UTF8.GetBytes(new JsonObject { ["maxBytes"] = most, ["takesOtherKinds"] = takesOthers, ["scanner"] = scanner, ["withoutScanner"] = without }.ToJsonString()), "application/json");

    private async Task<string> BinaryAsync(byte[] content, string type)
    {
        var note = (await Doctor.CreateAsync(Chart.Note("x", Patient, "With a file."))).Expect(201).Made;
        var binary = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = type, ["securityContext"] = new JsonObject { ["reference"] = note }, ["data"] = Convert.ToBase64String(content) };
        return (await Doctor.CreateAsync(binary)).Expect(201).Made;
    }

    private async Task RefusedAsync(JsonObject resource, string code) => Refused(await Doctor.CreateAsync(resource), code);

    private static void Refused(Reply reply, string code) =>
        Assert.Contains(code, reply.ExpectOutcome(422).Json["issue"]!.AsArray().Select(issue => (string?)issue!["details"]?["coding"]?[0]?["code"] ?? (string?)issue["details"]?["text"]));

    private static JsonObject Document(byte[] content, string? type)
    {
        var document = Chart.Note("x", Patient, "");
        var attachment = new JsonObject { ["data"] = Convert.ToBase64String(content) };
        if (type is not null)
            attachment["contentType"] = type;
        document["content"]![0]!["attachment"] = attachment;
        return document;
    }

    /// <summary>A clinic with one patient.</summary>
    public sealed class House : IAsyncLifetime
    {
        internal RunningClinic Clinic { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Clinic = await RunningClinic.NewAsync();
            await Clinic.AddUserAsync("doctor", "physician");
            await Clinic.AddUserAsync("biller", "biller");
            await Clinic.FillAsync([Chart.Patient(Patient)]);
        }

        public ValueTask DisposeAsync() => Clinic.DisposeAsync();
    }
}
