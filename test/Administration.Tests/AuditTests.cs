using System.Net;
using System.Text.Json;
using Carewright.Audit;
using Carewright.Security;

namespace Carewright.Administration.Tests;

public sealed class AuditTests
{
    // A proxy who acts for nobody is not signed in at all.
    public static TheoryData<string> Others => [.. Roles.All.Except([Roles.ComplianceOfficer, Roles.Proxy])];

    [Fact]
    public async Task The_compliance_officer_pages_through_the_log_newest_first_and_each_look_is_in_it()
    {
        await using var clinic = await Clinic.OpenAsync();
        await FillAsync(clinic, 7);
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        var (seen, path) = (new List<string>(), "/audit/events?user=dr.one&count=3");
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await clinic.SendAsync("GET", path + (cursor.Length > 0 ? "&cursor=" + cursor : ""), cookie: cookie)).Json;
            seen.AddRange(page.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("resources")[0].GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(number => $"Observation/{number}"), seen);
        Assert.Equal(3, clinic.Log.Count(record => record.Interaction == "audit-view" && record.UserName == Roles.ComplianceOfficer));
    }

    [Theory]
    [InlineData("patient=p1", 4)]
    [InlineData("patient=Patient/p1", 4)]
    [InlineData("patient=p9", 0)]
    [InlineData("user=DR.ONE&action=read", 7)]
    [InlineData("user=dr.one&action=update", 0)]
    [InlineData("user=dr.one&from=2026-03-02T09:00:02Z&to=2026-03-02T09:00:04Z", 3)]
    [InlineData("user=dr.one&from=2026-03-02T10:00:02%2B01:00&to=2026-03-02T10:00:02%2B01:00", 1)]
    [InlineData("user=dr.one&to=2026-03-02T09:00Z", 7)]
    [InlineData("user=dr.one&from=2026-03-02&to=2026-03-02", 7)]
    [InlineData("user=dr.one&from=2026-03-03", 0)]
    [InlineData("user=dr.one&from=2026&to=2026-03", 7)]
    public async Task Filters_are_those_of_the_contract(string query, int expected)
    {
        await using var clinic = await Clinic.OpenAsync();
        await FillAsync(clinic, 7);
        var answer = await clinic.SendAsync("GET", "/audit/events?" + query, cookie: await clinic.EnterAsync(Roles.ComplianceOfficer));
        Assert.Equal(expected, answer.Json.GetProperty("events").GetArrayLength());
        Assert.Equal(query, clinic.Log[^1].Query);
    }

    [Fact]
    public async Task The_compliance_officer_is_told_whose_looks_can_be_asked_for_and_nothing_of_how_they_sign_in()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("nurse.one", Roles.Nurse);
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        var users = (await clinic.SendAsync("GET", "/audit/users", cookie: cookie)).Json.GetProperty("users").EnumerateArray().ToArray();
        Assert.Equal([Roles.ComplianceOfficer, "nurse.one"], users.Select(user => user.GetProperty("userName").GetString()!));
        Assert.Equal(["disabled", "display", "role", "userName"], users[1].EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("users", clinic.Log[^1].Interaction);
    }

    [Fact]
    public async Task Looking_for_a_patient_is_itself_found_under_that_patient()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        await clinic.SendAsync("GET", "/audit/events?patient=p1", cookie: cookie);
        Assert.Equal(1, (await clinic.SendAsync("GET", "/audit/events?patient=p1", cookie: cookie)).Json.GetProperty("events").GetArrayLength());
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=501")]
    [InlineData("count=x")]
    [InlineData("action=look")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-13")]
    [InlineData("to=2026-03-02T09:00:00")]
    [InlineData("patient=a%20b")]
    [InlineData("cursor=!!")]
    [InlineData("cursor=LTE")]
    [InlineData("usr=x")]
    [InlineData("user=a&user=b")]
    public async Task Bad_parameters_are_400_and_never_dropped(string query)
    {
        await using var clinic = await Clinic.OpenAsync();
        var answer = await clinic.SendAsync("GET", "/audit/events?" + query, cookie: await clinic.EnterAsync(Roles.ComplianceOfficer));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("ndjson", "application/fhir+ndjson")]
    public async Task An_export_is_a_file_and_is_on_record_before_its_first_byte(string format, string type)
    {
        await using var clinic = await Clinic.OpenAsync();
        await FillAsync(clinic, 7);
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        var answer = await clinic.SendAsync("GET", $"/audit/export?format={format}&user=dr.one&patient=p1", cookie: cookie);
        Assert.Equal((HttpStatusCode.OK, type), (answer.Status, answer.ContentType));
        Assert.Equal(format == "csv" ? 5 : 4, answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        if (format == "ndjson")
            Assert.All(answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal("AuditEvent", JsonDocument.Parse(line).RootElement.GetProperty("resourceType").GetString()));
        Assert.Equal(("export", "execute", "Patient/p1"), (clinic.Log[^1].Interaction, clinic.Log[^1].Action, Assert.Single(clinic.Log[^1].Patients)));
        clinic.Store.IsBusy = true;
        var busy = await clinic.SendAsync("GET", $"/audit/export?format={format}", cookie: cookie);
        Assert.Equal((HttpStatusCode.TooManyRequests, "busy"), (busy.Status, busy.Code));
        Assert.Equal("busy", (await clinic.SendAsync("GET", "/audit/events", cookie: cookie)).Code);
    }

    [Fact]
    public async Task An_export_needs_a_format_that_there_is()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        Assert.Equal(HttpStatusCode.BadRequest, (await clinic.SendAsync("GET", "/audit/export", cookie: cookie)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await clinic.SendAsync("GET", "/audit/export?format=xlsx", cookie: cookie)).Status);
    }

    [Fact]
    public async Task Verifying_says_what_is_and_finds_what_was_changed()
    {
        await using var clinic = await Clinic.OpenAsync();
        await FillAsync(clinic, 5);
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        var good = (await clinic.SendAsync("GET", "/audit/verify", cookie: cookie)).Json;
        Assert.Equal((true, 7L, JsonValueKind.Null), (good.GetProperty("verified").GetBoolean(), good.GetProperty("records").GetInt64(), good.GetProperty("firstBroken").ValueKind));
        var (row, keys) = clinic.Store.Rows[2];
        var bytes = row.Sealed.ToArray();
        bytes[0] ^= 1;
        clinic.Store.Rows[2] = (row with { Sealed = bytes }, keys);
        var bad = (await clinic.SendAsync("GET", "/audit/verify", cookie: cookie)).Json;
        Assert.Equal((false, row.Sequence), (bad.GetProperty("verified").GetBoolean(), bad.GetProperty("firstBroken").GetInt64()));
        Assert.Equal(AuditOutcome.Failed, clinic.Log[^1].Outcome);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Nobody_else_reads_the_log_and_every_attempt_is_in_it(string role)
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(role);
        foreach (var path in new[] { "/audit/events", "/audit/export?format=csv", "/audit/verify", "/audit/users" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await clinic.SendAsync("GET", path, cookie: cookie)).Status);
            Assert.Equal((role, AuditOutcome.Refused), (clinic.Log[^1].UserName, clinic.Log[^1].Outcome));
        }
    }

    [Fact]
    public async Task Stopping_the_server_signs_the_end_of_the_chain()
    {
        var clinic = await Clinic.OpenAsync();
        await FillAsync(clinic, 5);
        await clinic.DisposeAsync();
        Assert.Single(clinic.Store.Table.List("audit-checkpoint"));
    }

    private static async Task FillAsync(Clinic clinic, int records)
    {
        var trail = clinic.Get<AuditTrail>();
        for (var i = 0; i < records; i++)
        {
            var at = clinic.Clock.GetUtcNow().AddSeconds(i);
            await trail.RecordAsync(new AuditRecord(AuditTrail.NewId(at), at, "dr.one", "Dr. One", "physician", null, null, "app", "127.0.0.1", "TREAT", "read", "read", AuditOutcome.Success, 200,
                "Observation", null, null, [$"Observation/{i}"], [$"Patient/p{(i % 2) + 1}"]), Clinic.Stop);
        }
    }
}
