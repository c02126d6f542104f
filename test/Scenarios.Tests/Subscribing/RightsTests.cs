using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>A subscription sees what its owner sees, at the moment at which it leaves; every disclosure is on record; its credentials never come back.</summary>
public sealed class RightsTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    private const string Secret = "s3cr3t-of-the-endpoint";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_of_a_restricted_department_is_an_event_for_that_department_alone_and_leaves_no_gap()
    {
        await using var open = await Listener.StartAsync();
        await using var own = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        string[] filters = [$"patient=Patient/{patient}"];
        await SubscribedClinic.SubscribeAsync(clinic.As("doctor"), SubscribedClinic.ByTopic("document", open.Address, "full-resource", filters));
        await SubscribedClinic.SubscribeAsync(clinic.As("psychologist"), SubscribedClinic.ByTopic("document", own.Address, "full-resource", filters));
        var (first, closed, last) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        (await clinic.As("doctor").CreateAsync(Without(Chart.Note(first, patient, "plain")))).Expect(201);
        (await clinic.As("psychologist").CreateAsync(Without(Chart.Note(closed, patient, "closed")))).Expect(201);
        (await clinic.As("doctor").CreateAsync(Without(Chart.Note(last, patient, "plain again")))).Expect(201);
        await Wait.UntilAsync(() => Numbers(open).Count >= 2 && Numbers(own).Count >= 3, "two and three events");
        await Task.Delay(300, Stop);
        Assert.Equal([1, 2], Numbers(open));
        Assert.Equal([1, 2, 3], Numbers(own));
        Assert.DoesNotContain(open.All, one => one.Text.Contains(Convert.ToBase64String("closed"u8.ToArray()), StringComparison.Ordinal));
        Assert.Contains(own.All, one => one.Text.Contains(Convert.ToBase64String("closed"u8.ToArray()), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_role_gets_what_it_may_read_cut_as_it_reads_it_and_may_not_filter_by_what_is_hidden()
    {
        await using var endpoint = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        var desk = clinic.As("desk");
        await SubscribedClinic.SubscribeAsync(desk, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, "full-resource", [$"patient=Patient/{patient}"]));
        var visit = SubscribedClinic.Encounter(Chart.NewId(), patient, "in-progress");
        visit["reasonCode"] = new JsonArray(new JsonObject { ["text"] = "what the patient told" });
        (await clinic.Hook.PutAsync(visit)).Expect(201);
        var got = (await endpoint.WaitForAsync(1))[0];
        Assert.Equal("in-progress", (string?)got.Resources[0]["status"]);
        Assert.DoesNotContain("what the patient told", got.Text, StringComparison.Ordinal);

        // Nothing at all of what it may not read: the subscription ends in error before the first handshake.
        var none = (await desk.CreateAsync(SubscribedClinic.ByTopic("lab-result", endpoint.Address))).Expect(201).Id;
        var inError = await SubscribedClinic.StatusAsync(desk, none, "error");
        Assert.Contains("role", (string?)inError["error"], StringComparison.Ordinal);
        // And by a hidden element, as a query by it is refused.
        var hidden = (await desk.CreateAsync(SubscribedClinic.ByCriteria("Encounter?reason-code=x", endpoint.Address, null))).Expect(201).Id;
        Assert.Contains("may not see", (string?)(await SubscribedClinic.StatusAsync(desk, hidden, "error"))["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_disclosed_is_on_record_before_with_patient_version_and_host()
    {
        await using var endpoint = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, filters: [$"patient=Patient/{patient}"]));
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, "empty", [$"patient=Patient/{patient}"]));
        var visit = Chart.NewId();
        var log = new AuditLog(clinic.As("officer"));
        IReadOnlyList<JsonObject>? before = null;
        endpoint.Answer = async got =>
        {
            if (got.Events.Count > 0 && got.Text.Contains(visit, StringComparison.Ordinal))
                before = await log.EventsAsync($"patient={patient}&user=hook");
            return 200;
        };
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"));
        await endpoint.WaitForAsync(2);
        var record = Assert.Single(before!, one => AuditLog.Text(one, "interaction") == "notification");
        Assert.Equal(("read", "success", endpoint.Address.Authority), (AuditLog.Text(record, "action"), AuditLog.Text(record, "outcome"), AuditLog.Text(record, "address")));
        Assert.Contains($"Encounter/{visit}/_history/1", AuditLog.Resources(record));
        Assert.Equal([$"Patient/{patient}"], AuditLog.Patients(record));
        // The one without content names nobody.
        Assert.Single(await log.EventsAsync($"patient={patient}&user=hook"), one => AuditLog.Text(one, "interaction") == "notification");
    }

    [Fact]
    public async Task Headers_are_sent_and_never_read_back()
    {
        await using var endpoint = await Listener.StartAsync();
        var subscription = SubscribedClinic.ByTopic("encounter-start", endpoint.Address);
        subscription["channel"]!["header"] = new JsonArray("Authorization: Bearer " + Secret, "X-Place: here");
        var created = (await clinic.Hook.CreateAsync(subscription)).Expect(201);
        await SubscribedClinic.StatusAsync(clinic.Hook, created.Id, "active");
        Assert.Equal(("Bearer " + Secret, "here"), (endpoint.All[0].Headers["Authorization"], endpoint.All[0].Headers["X-Place"]));
        var texts = new List<string> { created.Text };
        foreach (var path in new[] { $"Subscription/{created.Id}", $"Subscription/{created.Id}/_history", $"Subscription/{created.Id}/$status", "Subscription?_count=500" })
            texts.Add((await clinic.Hook.GetAsync("fhir/" + path)).Expect(200).Text);
        texts.Add(string.Join('\n', await new AuditLog(clinic.As("officer")).EventsAsync("user=hook")));
        Assert.All(texts, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));

        // Written back as it was read, it keeps them; for another endpoint they have to be sent again.
        var stored = (await clinic.Hook.GetAsync("fhir/Subscription/" + created.Id)).Expect(200).Json;
        (await clinic.Hook.PutAsync(stored.DeepClone().AsObject())).Expect(200);
        await SubscribedClinic.StatusAsync(clinic.Hook, created.Id, "active");
        Assert.Equal("Bearer " + Secret, endpoint.All[^1].Headers["Authorization"]);
        await using var elsewhere = await Listener.StartAsync();
        stored["channel"]!["endpoint"] = elsewhere.Address.ToString();
        (await clinic.Hook.PutAsync(stored)).Expect(200);
        Assert.Contains("Authorization", (string?)(await SubscribedClinic.StatusAsync(clinic.Hook, created.Id, "error"))["error"], StringComparison.Ordinal);
        Assert.Equal(0, elsewhere.Count);
    }

    [Fact]
    public async Task Somebody_elses_subscription_is_not_seen_and_whoever_rewrites_one_owns_it()
    {
        await using var endpoint = await Listener.StartAsync();
        var id = await SubscribedClinic.SubscribeAsync(clinic.As("psychologist"), SubscribedClinic.ByTopic("document", endpoint.Address));
        var doctor = clinic.As("doctor");
        (await doctor.GetAsync("fhir/Subscription/" + id)).ExpectOutcome(404);
        (await doctor.GetAsync($"fhir/Subscription/{id}/$status")).ExpectOutcome(404);
        (await doctor.GetAsync($"fhir/Subscription/{id}/$events")).ExpectOutcome(403);
        Assert.DoesNotContain($"Subscription/{id}", (await doctor.GetAsync("fhir/Subscription?_count=500")).Expect(200).References);
        // The partner system may change it; it then has the partner's rights, not the psychologist's.
        var stored = (await clinic.Hook.GetAsync("fhir/Subscription/" + id)).Expect(200).Json;
        (await clinic.Hook.PutAsync(stored)).Expect(200);
        await SubscribedClinic.StatusAsync(clinic.Hook, id, "active");
        (await clinic.As("psychologist").GetAsync("fhir/Subscription/" + id)).ExpectOutcome(404);
        var before = endpoint.Count;
        var patient = await clinic.PatientAsync();
        (await clinic.As("psychologist").CreateAsync(Without(Chart.Note("x", patient, "closed")))).Expect(201);
        await Task.Delay(500, Stop);
        Assert.Equal(before, endpoint.Count);
    }

    [Fact]
    public async Task An_account_that_is_disabled_gets_nothing_more()
    {
        await using var endpoint = await Listener.StartAsync();
        var door = await clinic.Running.AddUserAsync("leaving", "system-interface");
        var id = await SubscribedClinic.SubscribeAsync(door, SubscribedClinic.ByTopic("encounter-start", endpoint.Address));
        var accounts = clinic.Running.Clinic.Parts.Accounts;
        Assert.NotNull((await accounts.ChangeAsync("leaving", new AccountChange(Disabled: true), clinic.Running.Clinic.Parts.Policies.Current, Stop)).Account);
        await clinic.Hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), await clinic.PatientAsync(), "in-progress"));
        Assert.Contains("disabled", (string?)(await SubscribedClinic.StatusAsync(clinic.Hook, id, "error"))["error"], StringComparison.Ordinal);
        Assert.Empty(endpoint.Notifications);
    }

    private static JsonObject Without(JsonObject resource)
    {
        resource.Remove("id");
        return resource;
    }

    private static List<long> Numbers(Listener listener) => [.. listener.Notifications.SelectMany(one => one.Events).Select(Notifications.Number)];
}
