using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.InBasket;

/// <summary>Critical results that nobody opens.</summary>
public sealed class EscalationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_critical_result_goes_to_the_deputy_then_to_the_physicians_then_to_everybody()
    {
        var clock = new ManualClock();
        await using var house = await BasketHouse.NewAsync(clock);
        await SetAsync(house, """{"covers":[{"practitioner":"Practitioner/dr","by":"Practitioner/other"}]}""");
        await house.ReportAsync("r", "final", 7.2m, "HH");
        await house.ReviewAsync("r");
        clock.Advance(TimeSpan.FromMinutes(29));
        await Task.Delay(300, Stop);
        Assert.Equal("Practitioner/dr", (string?)(await house.ReviewAsync("r"))["owner"]!["reference"]);
        clock.Advance(TimeSpan.FromMinutes(2));
        var task = await UntilAsync(house, clock, one => (string?)one["owner"]?["reference"] == "Practitioner/other");
        Assert.Equal("Not opened in time: Practitioner/other.", (string?)task["note"]![0]!["text"]);
        clock.Advance(TimeSpan.FromMinutes(16));
        task = await UntilAsync(house, clock, one => one["owner"] is null && one["performerType"] is not null);
        Assert.Equal("physician", (string?)task["performerType"]![0]!["coding"]![0]!["code"]);
        clock.Advance(TimeSpan.FromMinutes(16));
        task = await UntilAsync(house, clock, one => one["performerType"] is null);
        Assert.Equal(3, task["note"]!.AsArray().Count);
        await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer);
        var told = (await new AuditLog(house.Clinic.Again("officer")).EventsAsync("user=carewright")).Where(one => AuditLog.Text(one, "interaction") == "result-escalate");
        Assert.Equal(3, told.Count());
        // It has come to the end.
        clock.Advance(TimeSpan.FromHours(5));
        await Task.Delay(300, Stop);
        house.Clinic.Again("lab");
        Assert.Equal(3, (await ReadAsync(house, clock))["note"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_was_opened_in_time_stays_and_others_opening_it_does_not_count()
    {
        var clock = new ManualClock();
        await using var house = await BasketHouse.NewAsync(clock);
        await house.ReportAsync("opened", "final", 7.2m, "HH");
        var id = (string)(await house.ReviewAsync("opened"))["id"]!;
        async Task OpenAsync(string user) => (await house.Clinic.As(user).SendBytesAsync(HttpMethod.Post, $"in-basket/reviews/{id}/act", Encoding.UTF8.GetBytes("""{"act":"open"}"""), "application/json")).Expect(200);
        await OpenAsync("other");
        Assert.Equal("requested", (string?)(await house.ReviewAsync("opened"))["status"]);
        await OpenAsync("dr");
        Assert.Equal("in-progress", (string?)(await house.ReviewAsync("opened"))["status"]);
        await house.ReportAsync("unopened", "final", 7.3m, "HH");
        await house.ReviewAsync("unopened");
        clock.Advance(TimeSpan.FromMinutes(31));
        await UntilAsync(house, clock, one => one["performerType"] is not null, "unopened");
        Assert.Equal("Practitioner/dr", (string?)(await house.ReviewAsync("opened"))["owner"]!["reference"]);
    }

    [Fact]
    public async Task A_host_that_starts_after_the_time_escalates_at_once()
    {
        var clock = new ManualClock();
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using (var house = await BasketHouse.NewAsync(clock, data))
        {
            await house.ReportAsync("r", "final", 7.2m, "HH");
            await house.ReviewAsync("r");
        }
        clock.Advance(TimeSpan.FromMinutes(31));
        await using var again = await RunningClinic.OpenAsync(data, clock);
        JsonObject task;
        do
            task = (await again.Again("lab").GetAsync("fhir/Task?focus=DiagnosticReport/r")).Expect(200).Resources[0];
        while (task["note"] is null);
        Assert.Equal("Not opened in time: role physician.", (string?)task["note"]![0]!["text"]);
    }

    [Fact]
    public async Task Who_is_absent_is_covered_from_the_beginning()
    {
        await using var house = await BasketHouse.NewAsync();
        await SetAsync(house, """{"covers":[{"practitioner":"Practitioner/dr","by":"Practitioner/other","from":"2020-01-01T00:00:00Z"}]}""");
        await house.ReportAsync("r", "final", 4.2m);
        Assert.Equal("Practitioner/other", (string?)(await house.ReviewAsync("r"))["owner"]!["reference"]);
    }

    [Fact]
    public async Task Settings_that_lead_nowhere_are_refused()
    {
        await using var house = await BasketHouse.NewAsync();
        var boss = await house.Clinic.AddUserAsync("boss", Roles.Administrator);
        var refused = (await boss.SendBytesAsync(HttpMethod.Put, "in-basket/settings", Encoding.UTF8.GetBytes("""{"criticalMinutes":0,"steps":["role:nobody"],"covers":[{"practitioner":"Practitioner/dr","by":"Practitioner/dr"}]}"""), "application/json")).Expect(422);
        Assert.Equal(["INBASKET-TIME", "INBASKET-STEP", "INBASKET-COVER"], refused.Json["issues"]!.AsArray().Select(issue => (string?)issue!["code"]));
        (await house.Physician.SendBytesAsync(HttpMethod.Put, "in-basket/settings", "{}"u8.ToArray(), "application/json")).Expect(403);
    }

    private static async Task SetAsync(BasketHouse house, string settings) =>
        (await (await house.Clinic.AddUserAsync("boss", Roles.Administrator)).SendBytesAsync(HttpMethod.Put, "in-basket/settings", Encoding.UTF8.GetBytes(settings), "application/json")).Expect(200);

    private static async Task<JsonObject> ReadAsync(BasketHouse house, ManualClock clock, string report = "r")
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return (await house.Clinic.Again("lab").GetAsync($"fhir/Task?focus=DiagnosticReport/{report}")).Expect(200).Resources[0];
    }

    // Each quarter of a minute that passes has it look once more.
    private static async Task<JsonObject> UntilAsync(BasketHouse house, ManualClock clock, Func<JsonObject, bool> holds, string report = "r")
    {
        var task = await ReadAsync(house, clock, report);
        for (var round = 0; !holds(task); round++)
        {
            Assert.True(round < 20, task.ToJsonString());
            clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(100, Stop);
            task = await ReadAsync(house, clock, report);
        }
        return task;
    }
}
