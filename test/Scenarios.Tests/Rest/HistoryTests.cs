using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>What has become of a type, and of everything, for those who may see it.</summary>
public sealed class HistoryTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task A_type_s_history_is_whole_and_stable_while_others_write()
    {
        await using var running = await RunningClinic.NewAsync();
        var door = await running.AddUserAsync("robot", "system-interface");
        for (var i = 0; i < 12; i++)
        {
            (await door.PutAsync(Chart.Patient($"p{i % 4}", $"Name{i}"))).Expect(i < 4 ? 201 : 200);
            (await door.PutAsync(Chart.Observation($"o{i}", "p0"))).Expect(201);
        }
        (await door.DeleteAsync("Patient/p3")).Expect(204);
        var seen = new List<string>();
        var methods = new List<string>();
        for (var next = "fhir/Patient/_history?_count=3"; next is not null;)
        {
            var page = (await door.GetAsync(next)).Expect(200);
            Assert.InRange(page.Entries.Count, 0, 3);
            seen.AddRange(page.Entries.Select(entry => $"{((string)entry["fullUrl"]!).Split("/fhir/")[1]} {(string?)entry["response"]!["etag"]}"));
            methods.AddRange(page.Entries.Select(entry => (string)entry["request"]!["method"]!));
            (await door.PutAsync(Chart.Patient($"late{seen.Count}"))).Expect(201);
            next = page.Next;
        }
        Assert.Equal(["Patient/p3 W/\"4\"", .. Enumerable.Range(0, 12).Reverse().Select(i => $"Patient/p{i % 4} W/\"{(i / 4) + 1}\"")], seen);
        Assert.Equal(["DELETE", .. Enumerable.Repeat("PUT", 8), .. Enumerable.Repeat("POST", 4)], methods);
        var all = await door.PagesAsync("fhir/_history?_count=7");
        // A new clinic has the topics of subscriptions that ship.
        var addresses = all.SelectMany(page => page.Entries).Select(entry => (string)entry["fullUrl"]!).Where(address => !address.Contains("/Basic/", StringComparison.Ordinal)).ToList();
        Assert.Equal(25 + addresses.Count(address => address.Contains("/late", StringComparison.Ordinal)), addresses.Count);
    }

    [Fact]
    public async Task Times_narrow_every_history()
    {
        (await Door.PutAsync(Chart.Patient(_patient, "One"))).Expect(201);
        var first = Updated(await Door.GetAsync($"fhir/Patient/{_patient}"));
        await Task.Delay(30, TestContext.Current.CancellationToken);
        var second = Updated((await Door.PutAsync(Chart.Patient(_patient, "Two"))).Expect(200));
        await Task.Delay(30, TestContext.Current.CancellationToken);
        (await Door.DeleteAsync($"Patient/{_patient}")).Expect(204);
        foreach (var place in new[] { $"Patient/{_patient}/_history", "Patient/_history", "_history" })
        {
            Assert.Equal([3, 2], await VersionsAsync($"{place}?_since={second}"));
            Assert.Equal([1], await VersionsAsync($"{place}?_at={first}"));
            Assert.Equal([3, 2, 1], await VersionsAsync($"{place}?_since={first}"));
            Assert.Empty(await VersionsAsync($"{place}?_at=2001-01-01&_since={first}"));
            (await Door.GetAsync($"fhir/{place}?_since=nonsense")).ExpectOutcome(400);
            (await Door.GetAsync($"fhir/{place}?nonsense=1")).ExpectOutcome(400);
        }
    }

    [Fact]
    public async Task Hidden_rows_and_elements_do_not_leave_a_history()
    {
        var (note, appointment) = (Chart.NewId(), Chart.NewId());
        var physician = clinic.As("physician");
        (await physician.PutAsync(Chart.Patient(_patient))).Expect(201);
        (await clinic.As("psychologist").PutAsync(Chart.Note(note, _patient, "Speaks of grief."))).Expect(201);
        (await Door.DeleteAsync($"DocumentReference/{note}")).ExpectOutcome(404);
        (await physician.PutAsync(Chart.Resource($$"""{"resourceType":"Appointment","id":"{{appointment}}","status":"proposed","reasonCode":[{"text":"grief"}],"participant":[{"actor":{"reference":"Patient/{{_patient}}"},"status":"accepted"}]}"""))).Expect(201);
        Assert.Contains($"DocumentReference/{note}", await ReferencesAsync("psychologist", "fhir/DocumentReference/_history?_count=999"));
        Assert.Contains($"DocumentReference/{note}", await ReferencesAsync("psychologist", "fhir/_history?_count=999"));
        Assert.DoesNotContain($"DocumentReference/{note}", await ReferencesAsync("physician", "fhir/DocumentReference/_history?_count=999"));
        Assert.DoesNotContain($"DocumentReference/{note}", await ReferencesAsync("physician", "fhir/_history?_count=999"));
        (await clinic.As("front-desk").GetAsync("fhir/DocumentReference/_history")).ExpectOutcome(403);
        var desk = await clinic.As("front-desk").PagesAsync("fhir/_history?_count=999");
        Assert.Contains(desk.SelectMany(page => page.References), reference => reference == $"Appointment/{appointment}");
        Assert.All(desk, page => Assert.DoesNotContain("grief", page.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(desk.SelectMany(page => page.References), reference => reference.StartsWith("Condition/", StringComparison.Ordinal));
        Assert.All(await ReferencesAsync("patient", "fhir/_history?_count=999"), reference => Assert.DoesNotContain(clinic.OtherPatient, reference, StringComparison.Ordinal));
        Assert.Equal([$"Patient/{clinic.OwnPatient}"], (await ReferencesAsync("patient", "fhir/Patient/_history?_count=999")).Distinct());
    }

    [Fact]
    public async Task A_history_is_on_record_once_with_what_left()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await clinic.As("physician").PutAsync(Chart.Patient(_patient))).Expect(201);
        var log = new AuditLog(clinic.As("compliance-officer"));
        Reply reply = null!;
        var events = await log.DuringAsync(user, async () => reply = (await door.GetAsync("fhir/Patient/_history?_count=2")).Expect(200));
        Assert.Equal(("history", 2), (AuditLog.Text(Assert.Single(events), "interaction"), AuditLog.Resources(events[0]).Count));
        // By the entries: what others delete meanwhile has no resource, and is in the history all the same.
        Assert.Equal(reply.Entries.Select(entry => $"Patient/{((string)entry["fullUrl"]!).Split('/')[^1]}/_history/{((string)entry["response"]!["etag"]!)[3..^1]}"), AuditLog.Resources(events[0]));
    }

    private async Task<IReadOnlyList<int>> VersionsAsync(string path) =>
        [.. (await Door.PagesAsync("fhir/" + path)).SelectMany(page => page.Entries).Where(entry => ((string)entry["fullUrl"]!).EndsWith(_patient, StringComparison.Ordinal))
            .Select(entry => ((string)entry["response"]!["etag"]!)[3] - '0')];

    private async Task<IReadOnlyList<string>> ReferencesAsync(string user, string path) => [.. (await clinic.As(user).PagesAsync(path)).SelectMany(page => page.References)];

    private static string Updated(Reply reply) => Uri.EscapeDataString((string)reply.Expect(200).Json["meta"]!["lastUpdated"]!);
}
