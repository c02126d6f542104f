using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>From a write to the endpoint: what triggers, what is carried, in which order.</summary>
public sealed class NotificationTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handshake_comes_first_and_makes_it_active()
    {
        await using var endpoint = await Listener.StartAsync();
        var id = await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address));
        var first = Assert.Single(endpoint.All);
        Assert.Equal(("POST", "handshake", "requested", "0"), (first.Method, first.Kind, first.Value("status"), first.Value("events-since-subscription-start")));
        Assert.EndsWith("/Subscription/" + id, first.Value("subscription"), StringComparison.Ordinal);
        Assert.StartsWith("application/fhir+json", first.Type, StringComparison.Ordinal);
        var outcome = (await clinic.Hook.PostAsync("fhir/Bundle/$validate", first.Json)).Expect(200);
        Assert.DoesNotContain(outcome.Json["issue"]!.AsArray(), issue => (string?)issue!["severity"] is "error" or "fatal");
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("id-only")]
    [InlineData("full-resource")]
    public async Task A_payload_carries_what_was_asked_for(string content)
    {
        await using var endpoint = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, content, [$"Encounter?patient=Patient/{patient}"]));
        var visit = Chart.NewId();
        (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"))).Expect(201);
        var got = (await endpoint.WaitForAsync(1))[0];
        var one = Assert.Single(got.Events);
        Assert.Equal(1, Notifications.Number(one));
        Assert.Equal("1", got.Value("events-since-subscription-start"));
        if (content == "empty")
        {
            Assert.DoesNotContain(visit, got.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(patient, got.Text, StringComparison.Ordinal);
            return;
        }
        Assert.EndsWith("/Encounter/" + visit, Notifications.Part(one, "focus"), StringComparison.Ordinal);
        Assert.EndsWith("/Patient/" + patient, Notifications.Part(one, "additional-context"), StringComparison.Ordinal);
        Assert.Equal(content == "full-resource" ? [$"Encounter/{visit}", $"Patient/{patient}"] : [], got.Resources.Select(Reply.Reference));
    }

    [Fact]
    public async Task Xml_is_sent_where_it_is_asked_for()
    {
        await using var endpoint = await Listener.StartAsync();
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, payload: "application/fhir+xml"));
        var first = Assert.Single(endpoint.All);
        Assert.StartsWith("application/fhir+xml", first.Type, StringComparison.Ordinal);
        Assert.Contains("<type value=\"history\"", first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_change_of_status_triggers_and_only_what_the_filter_lets_through()
    {
        await using var endpoint = await Listener.StartAsync();
        var (patient, other) = (await clinic.PatientAsync(), await clinic.PatientAsync());
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-end", endpoint.Address, filters: [$"Encounter?patient=Patient/{patient}"]));
        var (visit, elsewhere) = (Chart.NewId(), Chart.NewId());
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"));
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(elsewhere, other, "in-progress"));
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(elsewhere, other, "finished"));
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "finished"));
        var changed = SubscribedClinic.Encounter(visit, patient, "finished");
        changed["length"] = new JsonObject { ["value"] = 20, ["unit"] = "min", ["system"] = "http://unitsofmeasure.org", ["code"] = "min" };
        await clinic.Hook.PutAsync(changed);
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"));
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "finished"));
        await Wait.UntilAsync(() => endpoint.Notifications.SelectMany(one => one.Events).Count() >= 2, "two events");
        await Task.Delay(300, Stop);
        var events = endpoint.Notifications.SelectMany(one => one.Events).ToList();
        Assert.Equal([1, 2], events.Select(Notifications.Number));
        Assert.All(events, one => Assert.EndsWith("/Encounter/" + visit, Notifications.Part(one, "focus"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_administrators_topic_triggers_by_fhirpath_and_on_deletion()
    {
        await using var endpoint = await Listener.StartAsync();
        var chief = clinic.As("chief");
        (await chief.PutAsync(SubscribedClinic.Topic("dose-raised", "Observation", ["update"], path: "%current.value.value > %previous.value.value", filters: ["patient"]))).Expect(201);
        (await chief.PutAsync(SubscribedClinic.Topic("gone", "Observation", ["delete"], filters: ["patient"]))).Expect(201);
        var patient = await clinic.PatientAsync();
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("https://scenario.example/topic/dose-raised", endpoint.Address, filters: [$"Observation?patient=Patient/{patient}"]));
        var id = Chart.NewId();
        foreach (var value in new[] { 70m, 60m, 80m, 80m })
            await clinic.Hook.PutAsync(Chart.Observation(id, patient, value: value));
        await endpoint.WaitForAsync(1);
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("https://scenario.example/topic/gone", endpoint.Address, filters: [$"Observation?patient=Patient/{patient}"]));
        await clinic.Hook.DeleteAsync("Observation/" + id);
        var got = await endpoint.WaitForAsync(2);
        Assert.Equal([1, 1], got.SelectMany(one => one.Events).Select(Notifications.Number));
        Assert.Equal("DELETE", (string?)got[1].Json["entry"]![1]!["request"]!["method"]);
    }

    [Fact]
    public async Task Events_come_in_order_in_batches_of_at_most_the_count()
    {
        await using var endpoint = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, filters: [$"patient=Patient/{patient}"], maxCount: 7));
        endpoint.Answer = async _ =>
        {
            await Task.Delay(30);
            return 200;
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), Stop, async (_, _) => (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), patient, "in-progress"))).Expect(201));
        await Wait.UntilAsync(() => endpoint.Notifications.Sum(one => one.Events.Count) >= 60, "sixty events");
        Assert.Equal(Enumerable.Range(1, 60).Select(number => (long)number), endpoint.Notifications.SelectMany(one => one.Events).Select(Notifications.Number));
        Assert.All(endpoint.Notifications, one => Assert.InRange(one.Events.Count, 1, 7));
    }

    [Fact]
    public async Task By_criteria_a_resource_is_put_or_an_empty_post_comes()
    {
        await using var endpoint = await Listener.StartAsync();
        await using var bare = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        var criteria = $"Observation?patient=Patient/{patient}&code=http://loinc.org|8867-4";
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByCriteria(criteria, new Uri(endpoint.Address, "hook"), "application/fhir+json"));
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByCriteria(criteria, bare.Address, null));
        var id = Chart.NewId();
        await clinic.Hook.PutAsync(Chart.Observation(Chart.NewId(), patient, code: "8310-5"));
        await clinic.Hook.PutAsync(Chart.Observation(id, patient));
        await Wait.UntilAsync(() => endpoint.Count > 0 && bare.Count > 0, "both");
        var (full, empty) = (Assert.Single(endpoint.All), Assert.Single(bare.All));
        Assert.Equal(("PUT", $"/hook/Observation/{id}", id), (full.Method, full.Path, (string?)full.Json["id"]));
        Assert.Equal(("POST", "", 0L), (empty.Method, empty.Text, long.Parse(empty.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Off_ends_it_and_deletion_too()
    {
        await using var endpoint = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        var id = await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, filters: [$"patient=Patient/{patient}"]));
        var stored = (await clinic.Hook.GetAsync("fhir/Subscription/" + id)).Expect(200).Json;
        stored["status"] = "off";
        (await clinic.Hook.PutAsync(stored)).Expect(200);
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), patient, "in-progress"));
        await Task.Delay(500, Stop);
        Assert.Empty(endpoint.Notifications);
        (await clinic.Hook.DeleteAsync("Subscription/" + id)).Expect(204);
        (await clinic.Hook.GetAsync($"fhir/Subscription/{id}/$status")).ExpectOutcome(410);
    }
}
