using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary><c>$status</c> and <c>$events</c> at both levels, by GET and POST, in both formats.</summary>
public sealed class OperationTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    [Fact]
    public async Task Status_is_asked_by_id_and_by_status_and_shows_ones_own()
    {
        await using var endpoint = await Listener.StartAsync();
        var doctor = clinic.As("doctor");
        var active = await SubscribedClinic.SubscribeAsync(doctor, SubscribedClinic.ByTopic("encounter-start", endpoint.Address));
        var off = SubscribedClinic.ByTopic("encounter-end", endpoint.Address);
        off["status"] = "off";
        var idle = (await doctor.CreateAsync(off)).Expect(201).Id;
        var others = await SubscribedClinic.SubscribeAsync(clinic.As("psychologist"), SubscribedClinic.ByTopic("encounter-start", endpoint.Address));
        Assert.Equal([active, idle], Ids(await doctor.GetAsync("fhir/Subscription/$status")));
        Assert.Equal([active], Ids(await doctor.GetAsync("fhir/Subscription/$status?status=active")));
        Assert.Equal([idle], Ids(await doctor.GetAsync($"fhir/Subscription/$status?id={idle}&id={others}")));
        Assert.Equal([active], Ids(await doctor.GetAsync($"fhir/Subscription/{active}/$status")));
        var asked = new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "status", ["valueCode"] = "off" }) };
        Assert.Equal([idle], Ids(await doctor.PostAsync("fhir/Subscription/$status", asked)));
        (await doctor.GetAsync("fhir/Subscription/$status?status=sleeping")).ExpectOutcome(400);
        (await doctor.GetAsync($"fhir/Subscription/{others}/$status")).ExpectOutcome(404);
        Assert.Contains("<type value=\"searchset\"", (await doctor.GetAsync("fhir/Subscription/$status", ("Accept", "application/fhir+xml"))).Expect(200).Text, StringComparison.Ordinal);
        var reply = (await doctor.GetAsync("fhir/Subscription/$status")).Expect(200);
        Assert.Equal(2, reply.Total);
        Assert.Equal("query-status", Notifications.Value(reply.Entries[0]["resource"]!["parameter"]!.AsArray(), "type"));
    }

    [Fact]
    public async Task Events_come_again_as_asked_for_and_every_question_is_on_record()
    {
        await using var endpoint = await Listener.StartAsync();
        var (name, patient) = ("asker", await clinic.PatientAsync());
        var door = await clinic.Running.AddUserAsync(name, "physician", SeededClinic.FamilyMedicine);
        var id = await SubscribedClinic.SubscribeAsync(door, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, "empty", [$"patient=Patient/{patient}"]));
        for (var i = 0; i < 3; i++)
            (await door.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), patient, "in-progress"))).Expect(201);
        await Wait.UntilAsync(() => endpoint.Notifications.Sum(one => one.Events.Count) == 3, "three events");
        var log = new AuditLog(clinic.As("officer"));
        var audited = await log.DuringAsync(name, async () =>
        {
            Assert.Equal([2, 3], Numbers(await door.GetAsync($"fhir/Subscription/{id}/$events?eventsSinceNumber=2")));
            Assert.Equal([], Numbers(await door.GetAsync($"fhir/Subscription/{id}/$events?eventsSinceNumber=9")));
        });
        Assert.Equal(2, audited.Count(one => AuditLog.Text(one, "interaction") == "events"));
        var full = (await door.GetAsync($"fhir/Subscription/{id}/$events?content=full-resource&eventsUntilNumber=1")).Expect(200);
        Assert.Equal(["Encounter", "Patient"], full.Entries.Skip(1).Select(entry => (string)entry["resource"]!["resourceType"]!));
        (await door.GetAsync($"fhir/Subscription/{id}/$events?eventsSinceNumber=first&content=most")).ExpectOutcome(400);
        (await door.GetAsync("fhir/Subscription/none/$events")).ExpectOutcome(404);
    }

    private static List<string> Ids(Reply reply) =>
        [.. reply.Expect(200).Entries.Select(entry => Notifications.Value(entry["resource"]!["parameter"]!.AsArray(), "subscription").Split('/')[^1]).Order(StringComparer.Ordinal)];

    private static List<long> Numbers(Reply reply) => [.. Notifications.Events(reply.Expect(200).Entries[0]["resource"]!["parameter"]!.AsArray()).Select(Notifications.Number)];
}
