using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>Standing orders, whose orders the server gives out by itself.</summary>
public sealed class StandingOrderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_order_is_given_out_on_its_day_once_also_after_a_restart_and_the_last_ends_the_standing_one()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualClock();
        await using (var clinic = await RunningClinic.OpenAsync(folder.Folder("data"), clock))
        {
            await clinic.FillAsync([Chart.Patient("ina", "Testperson", "Ina"), Standing("weekly", "wk", 2)]);
            var doctor = await clinic.AddUserAsync("doctor", "physician");
            var first = Assert.Single(await UntilAsync(doctor, clock, "weekly", 1));
            Assert.Equal(("active", "2026-03-02", "A1-1"), ((string)first["status"]!, (string)first["occurrenceDateTime"]!, (string)first["identifier"]!.AsArray().Single(one => ((string)one!["system"]!).EndsWith("order", StringComparison.Ordinal))!["value"]!));
            Assert.Equal("active", (string?)(await doctor.GetAsync("fhir/ServiceRequest/weekly")).Expect(200).Json["status"]);
        }
        clock.Advance(TimeSpan.FromMinutes(1));
        await using (var clinic = await RunningClinic.OpenAsync(folder.Folder("data"), clock))
        {
            clock.Advance(TimeSpan.FromDays(3));
            var doctor = clinic.Again("doctor");
            await clinic.FillAsync([Standing("later", "d", 1)]);
            await UntilAsync(doctor, clock, "later", 1);
            Assert.Single(await ReleasedAsync(doctor, "weekly"));
            clock.Advance(TimeSpan.FromDays(5));
            var again = clinic.Again("doctor");
            await UntilAsync(again, clock, "weekly", 2);
            Assert.Equal("completed", (string?)(await again.GetAsync("fhir/ServiceRequest/weekly")).Expect(200).Json["status"]);
        }
    }

    [Fact]
    public async Task A_standing_order_that_was_ended_gives_out_nothing_more()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        await clinic.FillAsync([Chart.Patient("ina", "Testperson", "Ina"), Standing("daily", "d", 9)]);
        var doctor = await clinic.AddUserAsync("doctor", "physician");
        await UntilAsync(doctor, clock, "daily", 1);
        var standing = (await doctor.GetAsync("fhir/ServiceRequest/daily")).Expect(200).Json.AsObject();
        (standing["status"], standing["note"]) = ("revoked", new JsonArray(new JsonObject { ["text"] = "No longer needed." }));
        (await doctor.PutAsync(standing)).Expect(200);
        clock.Advance(TimeSpan.FromDays(2));
        await clinic.FillAsync([Standing("other", "d", 1)]);
        var again = clinic.Again("doctor");
        // The round that gives out the other one has looked at this one as well.
        await UntilAsync(again, clock, "other", 1);
        Assert.Single(await ReleasedAsync(again, "daily"));
    }

    private static JsonObject Standing(string id, string unit, int count) => Chart.Resource($$"""
        { "resourceType": "ServiceRequest", "id": "{{id}}", "status": "active", "intent": "original-order", "subject": { "reference": "Patient/ina" }, "code": { "text": "Potassium" },
          "identifier": [{ "system": "https://carewright.example/fhir/NamingSystem/order", "value": "A1" }],
          "occurrenceTiming": { "repeat": { "boundsPeriod": { "start": "2026-03-02" }, "count": {{count}}, "frequency": 1, "period": 1, "periodUnit": "{{unit}}" } } }
        """);

    private static async Task<IReadOnlyList<JsonObject>> ReleasedAsync(Door door, string standing) => (await door.GetAsync($"fhir/ServiceRequest?based-on=ServiceRequest/{standing}")).Expect(200).Resources;

    private static async Task<IReadOnlyList<JsonObject>> UntilAsync(Door door, ManualClock clock, string standing, int count)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (await ReleasedAsync(door, standing) is var found && found.Count == count)
                return found;
            // Turns the server's own rounds.
            clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(50, end.Token);
        }
    }
}
