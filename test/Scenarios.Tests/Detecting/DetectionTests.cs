using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Apps;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Detecting;

/// <summary>From an event at a door to an alert, a verdict, an incident and its papers, on a server of its own.</summary>
public sealed class DetectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trap_that_is_opened_raises_an_alert_with_evidence_which_becomes_an_incident_with_papers()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var doctor = await running.AddUserAsync("doctor", "physician");
        var trap = Chart.Patient(Chart.NewId());
        trap["meta"] = new JsonObject { ["tag"] = new JsonArray(new JsonObject { ["system"] = "https://carewright.example/fhir/CodeSystem/watch", ["code"] = "honey" }) };
        trap["address"] = new JsonArray(new JsonObject { ["state"] = "FL" });
        await running.FillAsync([trap]);
        var reference = Reply.Reference(trap);
        (await doctor.GetAsync("fhir/" + reference)).Expect(200);
        var alert = await UntilAsync(officer, "honey-record");
        Assert.Equal(("critical", "doctor", "open"), ((string)alert["severity"]!, (string)alert["subject"]!, (string)alert["status"]!));
        var full = (await officer.GetAsync("alerts/" + (string)alert["id"]!)).Expect(200).Json;
        Assert.Equal((reference, "read"), ((string)full["evidence"]![0]!["patients"]![0]!, (string)full["evidence"]![0]!["interaction"]!));
        var incident = await OpenAsync(officer, full);
        Assert.Equal("FL", (string?)incident["patients"]![0]!["state"]);
        Assert.Contains(incident["clocks"]!.AsArray(), clock => (string)clock!["id"]! == "state-fl");
        await PapersAsync(officer, (string)incident["id"]!, reference);
        await CloseAsync(officer, (string)incident["id"]!);
    }

    [Fact]
    public async Task Failed_sign_ins_raise_an_alert_and_a_false_positive_makes_the_rule_less_eager()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        await running.AddUserAsync("doctor", "physician");
        var nobody = running.Nobody();
        for (var i = 0; i < 8; i++)
            await nobody.SendBytesAsync(HttpMethod.Post, "auth/sign-in", """{"userName":"doctor","password":"wrong"}"""u8.ToArray(), "application/json", ("X-Carewright-App", "1"));
        var alert = await UntilAsync(officer, "failed-sign-ins");
        var judged = (await officer.PostAsync($"alerts/{(string)alert["id"]!}/verdict", new JsonObject { ["verdict"] = "false-positive", ["note"] = "new keyboard" })).Expect(200).Json;
        Assert.Equal("false-positive", (string?)judged["status"]);
        Assert.Contains(judged["history"]!.AsArray(), step => (string)step!["what"]! == "tuned" && ((string)step["note"]!).Contains("8 -> 12", StringComparison.Ordinal));
        (await officer.PostAsync($"alerts/{(string)alert["id"]!}/verdict", new JsonObject { ["verdict"] = "confirmed" })).Expect(409);
    }

    [Fact]
    public async Task A_second_kind_of_browser_is_told_and_the_first_and_a_known_one_are_not()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        await running.AddUserAsync("doctor", "physician");
        using var own = new Browser(running.Address);
        await SignInByAsync(own, Firefox);
        await SignInByAsync(own, Firefox);
        using var forgetful = new Browser(running.Address);
        await SignInByAsync(forgetful, Firefox);
        using var strange = new Browser(running.Address);
        await SignInByAsync(strange, "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36");
        var alert = await UntilAsync(officer, "new-device");
        Assert.Equal(("doctor", 1), ((string)alert["subject"]!, (int)alert["count"]!));
        var evidence = Assert.Single((await officer.GetAsync("alerts/" + (string)alert["id"]!)).Expect(200).Json["evidence"]!.AsArray())!;
        Assert.Equal("new-device", (string?)evidence["interaction"]);
    }

    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private static async Task SignInByAsync(Browser browser, string agent)
    {
        var body = new StringContent($$"""{"userName":"doctor","password":"{{RunningClinic.Password}}"}""", Encoding.UTF8, "application/json");
        (await browser.SendAsync("POST", "auth/sign-in", body, ("X-Carewright-App", "1"), ("User-Agent", agent))).Expect(200);
    }

    [Fact]
    public async Task A_response_locks_the_account_at_once_and_is_on_record()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var doctor = await running.AddUserAsync("doctor", "physician");
        var rules = (await officer.GetAsync("detection/rules")).Expect(200).Json["rules"]!.DeepClone().AsArray();
        var refusals = rules.Single(rule => (string)rule!["id"]! == "refusals")!;
        (refusals["threshold"], refusals["response"]) = (3, "lock");
        (await officer.SendBytesAsync(HttpMethod.Put, "detection/rules", Encoding.UTF8.GetBytes(new JsonObject { ["rules"] = rules.DeepClone() }.ToJsonString()), "application/json")).Expect(200);
        for (var i = 0; i < 3; i++)
            (await doctor.GetAsync("fhir/Account/none")).Expect(403);
        await UntilAsync(officer, "refusals");
        await Waiting.UntilAsync(async () => (await doctor.GetAsync("fhir/Patient?_count=1")).Status == 401, Stop);
        var log = (await officer.GetAsync("audit/events?user=detection")).Expect(200).Text;
        Assert.Contains("security-response", log, StringComparison.Ordinal);
        refusals["threshold"] = 0;
        (await officer.SendBytesAsync(HttpMethod.Put, "detection/rules", Encoding.UTF8.GetBytes(new JsonObject { ["rules"] = rules }.ToJsonString()), "application/json")).Expect(422);
    }

    [Fact]
    public async Task A_response_lets_a_session_do_nothing_until_its_person_has_proved_anew_who_they_are()
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var script = await running.AddUserAsync("doctor", "physician");
        using var browser = new Browser(running.Address);
        await browser.SignInAsync("doctor");
        var rules = (await officer.GetAsync("detection/rules")).Expect(200).Json["rules"]!.DeepClone().AsArray();
        var refusals = rules.Single(rule => (string)rule!["id"]! == "refusals")!;
        (refusals["threshold"], refusals["response"]) = (3, "step-up");
        (await officer.SendBytesAsync(HttpMethod.Put, "detection/rules", Encoding.UTF8.GetBytes(new JsonObject { ["rules"] = rules }.ToJsonString()), "application/json")).Expect(200);
        for (var i = 0; i < 3; i++)
            (await browser.AskAsync("GET", "fhir/Account/none")).Expect(403);
        await Waiting.UntilAsync(async () => (await browser.AskAsync("GET", "fhir/Patient?_count=1")).Status == 401, Stop);
        Assert.Equal("proof-required", (string?)(await browser.AskAsync("GET", "break-glass")).Expect(401).Json["code"]);
        (await browser.AskAsync("GET", "account/sessions")).Expect(401);
        (await browser.AskAsync("POST", "account/totp")).Expect(401);
        var held = (await browser.AskAsync("GET", "auth/session")).Expect(200).Json;
        Assert.True((bool)held["mustProve"]!);
        Assert.Empty(held["areas"]!.AsArray());
        (await browser.AskAsync("POST", "account/step-up", new JsonObject { ["kind"] = "password", ["code"] = "not the password" })).Expect(422);
        (await browser.AskAsync("GET", "fhir/Patient?_count=1")).Expect(401);
        (await browser.AskAsync("POST", "account/step-up", new JsonObject { ["kind"] = "password", ["code"] = RunningClinic.Password })).Expect(204);
        (await browser.AskAsync("GET", "fhir/Patient?_count=1")).Expect(200);
        Assert.False((bool)(await browser.AskAsync("GET", "auth/session")).Expect(200).Json["mustProve"]!);
        (await script.GetAsync("fhir/Patient?_count=1")).Expect(200);
        var log = (await officer.GetAsync("audit/events?user=detection")).Expect(200).Text;
        Assert.Contains("response=step-up", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alerts")]
    [InlineData("alerts/x")]
    [InlineData("detection/rules")]
    [InlineData("detection/channels")]
    [InlineData("incidents")]
    [InlineData("incidents/x")]
    [InlineData("incidents/x/evidence")]
    [InlineData("incidents/x/letter?patient=1")]
    [InlineData("incidents/x/media-notice")]
    [InlineData("incidents/hhs-log?year=2026")]
    public async Task Only_who_may_audit_gets_in_and_every_attempt_is_on_record(string path)
    {
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var doctor = await running.AddUserAsync("doctor", "physician");
        (await running.Nobody().GetAsync(path)).Expect(401);
        (await doctor.GetAsync(path)).Expect(403);
        var refused = (await officer.GetAsync("audit/events?user=doctor")).Expect(200).Json["events"]!.AsArray();
        Assert.Equal("refused", (string?)Assert.Single(refused)!["outcome"]);
    }

    private static async Task<JsonObject> UntilAsync(Door officer, string rule)
    {
        JsonObject? found = null;
        await Waiting.UntilAsync(async () => (found = (await officer.GetAsync("alerts")).Expect(200).Json["alerts"]!.AsArray().Select(one => one!.AsObject()).FirstOrDefault(one => (string)one["rule"]! == rule)) is not null, Stop);
        return found!;
    }

    private static async Task<JsonObject> OpenAsync(Door officer, JsonObject alert)
    {
        var opened = new JsonObject
        {
            ["title"] = "A trap was opened",
            ["discoveredAt"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["users"] = new JsonArray((string)alert["subject"]!),
            ["from"] = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("O", CultureInfo.InvariantCulture),
            ["to"] = TimeProvider.System.GetUtcNow().AddMinutes(1).ToString("O", CultureInfo.InvariantCulture),
            ["alerts"] = new JsonArray((string)alert["id"]!),
        };
        return (await officer.PostAsync("incidents", opened)).Expect(201).Json;
    }

    private static async Task PapersAsync(Door officer, string id, string patient)
    {
        (await officer.SendBytesAsync(HttpMethod.Patch, "incidents/" + id, """{"narrative":"A member of staff opened a record."}"""u8.ToArray(), "application/json")).Expect(200);
        var letter = (await officer.GetAsync($"incidents/{id}/letter?patient={patient.Split('/')[1]}")).Expect(200).Text;
        Assert.Contains("A member of staff opened a record.", letter, StringComparison.Ordinal);
        (await officer.GetAsync($"incidents/{id}/letter?patient=nobody")).Expect(404);
        (await officer.GetAsync($"incidents/{id}/media-notice")).Expect(200);
        using var zip = new ZipArchive(new MemoryStream((await officer.GetAsync($"incidents/{id}/evidence")).Expect(200).Body));
        byte[] Read(string name)
        {
            using var bytes = new MemoryStream();
            using var entry = zip.GetEntry(name)!.Open();
            entry.CopyTo(bytes);
            return bytes.ToArray();
        }
        var manifest = Encoding.UTF8.GetString(Read("manifest.sha256"));
        foreach (var line in manifest.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(Read(line[66..]))));
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Read("manifest.p384.pub.der"), out _);
        Assert.True(key.VerifyData((byte[])[.. "carewright evidence 1\n"u8, .. Encoding.UTF8.GetBytes(manifest)], Read("manifest.p384.sig"), HashAlgorithmName.SHA384));
        Assert.Contains("the log is whole", Encoding.UTF8.GetString(Read("verification.txt")), StringComparison.Ordinal);
        Assert.Contains(patient, Encoding.UTF8.GetString(Read("audit.csv")), StringComparison.Ordinal);
    }

    private static async Task CloseAsync(Door officer, string id)
    {
        (await officer.PostAsync($"incidents/{id}/close", new JsonObject())).Expect(409);
        JsonObject Factor(string rating) => new() { ["rating"] = rating, ["reason"] = "because" };
        JsonObject Assessment(bool isLow) => new() { ["data"] = Factor("high"), ["recipient"] = Factor("low"), ["acquired"] = Factor("medium"), ["mitigated"] = Factor("low"), ["isLowProbability"] = isLow, ["conclusion"] = "seen" };
        (await officer.PostAsync($"incidents/{id}/assessment", Assessment(true))).Expect(422);
        var assessed = (await officer.PostAsync($"incidents/{id}/assessment", Assessment(false))).Expect(200).Json;
        Assert.Equal("notifying", (string?)assessed["status"]);
        (await officer.PostAsync($"incidents/{id}/close", new JsonObject())).Expect(409);
        foreach (var clock in assessed["clocks"]!.AsArray())
            (await officer.PostAsync($"incidents/{id}/duties/{(string)clock!["id"]!}", new JsonObject())).Expect(200);
        Assert.Equal("closed", (string?)(await officer.PostAsync($"incidents/{id}/close", new JsonObject())).Expect(200).Json["status"]);
        Assert.Contains(id, (await officer.GetAsync($"incidents/hhs-log?year={TimeProvider.System.GetUtcNow().Year}")).Expect(200).Text, StringComparison.Ordinal);
        (await officer.PostAsync($"incidents/{id}/patients", new JsonObject())).Expect(409);
    }
}
