using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Staffing;

/// <summary>Accounts follow the staff in the record: whoever leaves loses access, by the change feed and by the clock; nobody gains any by it.</summary>
public sealed class LeaverTests
{
    private const string Doctor = "http://terminology.hl7.org/CodeSystem/practitioner-role";

    [Fact]
    public async Task Access_ends_when_the_practitioner_becomes_inactive_sessions_and_tokens_included()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (administrator, leaver) = await HireAsync(clinic, "p1");
        using var browser = new Door(clinic.Address);
        (await browser.PostAsync("auth/sign-in", new JsonObject { ["userName"] = "leaver", ["password"] = RunningClinic.Password }, ("X-Carewright-App", "1"))).Expect(200);
        (await leaver.GetAsync("fhir/Patient?_count=1")).Expect(200);
        (await administrator.PutAsync(Practitioner("p1", isActive: false))).Expect(200);
        await UntilAsync(async () => (await leaver.GetAsync("fhir/Patient?_count=1")).Status == 401);
        (await browser.GetAsync("fhir/Patient?_count=1")).ExpectOutcome(401);
        var notice = Assert.Single((await administrator.GetAsync("users/notices")).Expect(200).Json["notices"]!.AsArray())!;
        Assert.Equal(("access-ended", "leaver", "practitioner-inactive"), ((string?)notice["kind"], (string?)notice["userName"], (string?)notice["detail"]));
        (await administrator.SendBytesAsync(HttpMethod.Patch, "users/leaver", "{\"disabled\":false}"u8.ToArray(), "application/json")).Expect(422);
        (await administrator.PutAsync(Practitioner("p1", isActive: true))).Expect(200);
        (await leaver.GetAsync("fhir/Patient?_count=1")).ExpectOutcome(401);
        (await administrator.SendBytesAsync(HttpMethod.Patch, "users/leaver", "{\"disabled\":false}"u8.ToArray(), "application/json")).Expect(200);
        (await administrator.SendBytesAsync(HttpMethod.Post, $"users/notices/{(string?)notice["id"]}/done", null, "application/json")).Expect(204);
        Assert.Empty((await administrator.GetAsync("users/notices")).Expect(200).Json["notices"]!.AsArray());
    }

    [Fact]
    public async Task Access_ends_with_the_last_role_and_not_with_one_of_two()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (administrator, leaver) = await HireAsync(clinic, "p2");
        (await administrator.PutAsync(Role("r1", "p2", "2020-01-01", null, "doctor"))).Expect(201);
        (await administrator.PutAsync(Role("r2", "p2", "2020-01-01", null, "doctor"))).Expect(201);
        (await administrator.PutAsync(Role("r1", "p2", "2020-01-01", "2021-01-01", "doctor"))).Expect(200);
        (await administrator.PutAsync(Role("r3", "nobody", "2020-01-01", "2021-01-01", "nurse"))).Expect(201);
        await ReadAsync(clinic, administrator);
        (await leaver.GetAsync("fhir/Patient?_count=1")).Expect(200);
        (await administrator.PutAsync(Role("r2", "p2", "2020-01-01", "2021-01-01", "doctor"))).Expect(200);
        await UntilAsync(async () => (await leaver.GetAsync("fhir/Patient?_count=1")).Status == 401);
    }

    [Fact]
    public async Task Access_ends_by_the_clock_when_the_period_does()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (administrator, leaver) = await HireAsync(clinic, "p3");
        var end = TimeProvider.System.GetUtcNow().AddSeconds(5);
        (await administrator.PutAsync(Role("r1", "p3", "2020-01-01", end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), "doctor"))).Expect(201);
        await UntilAsync(async () => (await leaver.GetAsync("fhir/Patient?_count=1")).Status == 401);
        Assert.True(TimeProvider.System.GetUtcNow() >= end.AddSeconds(-1), "access ended before the period did");
    }

    [Fact]
    public async Task Another_role_is_proposed_and_not_put_on()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (administrator, mover) = await HireAsync(clinic, "p4");
        (await administrator.PutAsync(Role("r1", "p4", "2020-01-01", null, "nurse"))).Expect(201);
        await UntilAsync(async () => (await administrator.GetAsync("users/notices")).Expect(200).Json["notices"]!.AsArray().Count == 1);
        var notice = (await administrator.GetAsync("users/notices")).Json["notices"]![0]!;
        Assert.Equal(("role-proposed", "nurse"), ((string?)notice["kind"], (string?)notice["detail"]));
        Assert.Equal("physician", clinic.Clinic.Parts.Accounts.Find("leaver")!.Role);
        (await mover.GetAsync("fhir/Patient?_count=1")).Expect(200);
    }

    [Fact]
    public async Task Who_has_left_while_the_server_was_down_has_no_access_at_its_first_request()
    {
        using var folder = new TemporaryFolder();
        string token, stayer;
        await using (var before = await RunningClinic.OpenAsync(folder.Folder("store")))
        {
            var (administrator, _) = await HireAsync(before, "p5");
            await before.AddUserAsync("stayer", "physician", "family-medicine");
            var end = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            (await administrator.PutAsync(Role("r1", "p5", "2020-01-01", end, "doctor"))).Expect(201);
            (token, stayer) = (LongToken(before, "leaver"), LongToken(before, "stayer"));
        }
        await using var after = await RunningClinic.OpenAsync(folder.Folder("store"), new LaterClock(TimeSpan.FromHours(2)));
        using var door = new Door(after.Address, token);
        using var control = new Door(after.Address, stayer);
        (await door.GetAsync("fhir/Patient?_count=1")).ExpectOutcome(401);
        (await control.GetAsync("fhir/Patient?_count=1")).Expect(200);
    }

    private static string LongToken(RunningClinic clinic, string user) => clinic.Clinic.Parts.Tokens.Issue(clinic.Clinic.Parts.Accounts.Find(user)!, TimeSpan.FromHours(12));

    private static async Task<(Door Administrator, Door Leaver)> HireAsync(RunningClinic clinic, string practitioner)
    {
        var administrator = await clinic.AddUserAsync("boss", "administrator");
        (await administrator.PutAsync(Practitioner(practitioner, isActive: true))).Expect(201);
        return (administrator, await clinic.AddUserAsync("leaver", "physician", "family-medicine", $"Practitioner/{practitioner}"));
    }

    // A further leaver marks how far the feed was read: when that one is out, everything before it was looked at.
    private static async Task ReadAsync(RunningClinic clinic, Door administrator)
    {
        (await administrator.PutAsync(Practitioner("marker", isActive: true))).Expect(201);
        var marker = await clinic.AddUserAsync("marker", "nurse", null, "Practitioner/marker");
        (await administrator.PutAsync(Practitioner("marker", isActive: false))).Expect(200);
        await UntilAsync(async () => (await marker.GetAsync("fhir/Patient?_count=1")).Status == 401);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var deadline = TimeProvider.System.GetUtcNow().AddMinutes(2); !await isSo(); await Task.Delay(20, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, "it did not come about within two minutes");
    }

    private static JsonObject Practitioner(string id, bool isActive) =>
        Chart.Resource($$"""{"resourceType":"Practitioner","id":"{{id}}","active":{{(isActive ? "true" : "false")}},"name":[{"family":"Scenario"}]}""");

    private static JsonObject Role(string id, string practitioner, string start, string? end, string code) => Chart.Resource($$$"""
        {"resourceType":"PractitionerRole","id":"{{{id}}}","active":true,"practitioner":{"reference":"Practitioner/{{{practitioner}}}"},"period":{"start":"{{{start}}}"{{{(end is null ? "" : $",\"end\":\"{end}\"")}}}},
         "code":[{"coding":[{"system":"{{{Doctor}}}","code":"{{{code}}}"}]}]}
        """);

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
