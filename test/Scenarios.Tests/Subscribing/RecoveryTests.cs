using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>Endpoints that are down, slow or quiet; on a clock that the test moves.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Retries_error_and_recovery_with_events()
    {
        var clock = new ManualClock();
        await using var running = await SubscribedClinic.OpenAsync(await RunningClinic.NewAsync(clock));
        await using var endpoint = await Listener.StartAsync();
        using var hook = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("hook")!, AccessTokens.MaxLifetime));
        var patient = Chart.NewId();
        (await hook.PutAsync(Chart.Patient(patient))).Expect(201);
        var id = await SubscribedClinic.SubscribeAsync(hook, SubscribedClinic.ByTopic("encounter-start", endpoint.Address, timeout: 60));
        var attempts = 0;
        endpoint.Answer = _ =>
        {
            Interlocked.Increment(ref attempts);
            return Task.FromResult(503);
        };
        for (var i = 0; i < 3; i++)
            (await hook.PutAsync(SubscribedClinic.Encounter("visit-" + i, patient, "in-progress"))).Expect(201);
        var times = new List<DateTimeOffset>();
        for (var i = 1; i <= 10; i++)
        {
            await MoveUntilAsync(clock, TimeSpan.FromSeconds(Math.Min(4, Math.Pow(2, i - 2) / 8)), () => Volatile.Read(ref attempts) >= i, $"attempt {i}");
            times.Add(clock.GetUtcNow());
            if (i == 2)
                await Wait.UntilAsync(async () => (await hook.GetAsync($"fhir/Subscription/{id}/$status")).Text.Contains("2 of 10 attempts failed", StringComparison.Ordinal), "the failures in $status");
        }
        // At least half of the whole wait lies between two attempts: 0.5, 1, 2, ... seconds.
        Assert.All(Enumerable.Range(1, 9), i => Assert.True((times[i] - times[i - 1]).TotalSeconds >= Math.Pow(2, i - 2) * 0.5, $"attempt {i + 1} came after {times[i] - times[i - 1]}"));
        var inError = await SubscribedClinic.StatusAsync(hook, id, "error");
        Assert.Contains("10 attempts failed. The endpoint answered 503.", (string?)inError["error"], StringComparison.Ordinal);

        // What happens meanwhile is counted, and can be asked for.
        (await hook.PutAsync(SubscribedClinic.Encounter("visit-3", patient, "in-progress"))).Expect(201);
        await Wait.UntilAsync(async () => Notifications.Value((await hook.GetAsync($"fhir/Subscription/{id}/$status")).Expect(200).Entries[0]["resource"]!["parameter"]!.AsArray(), "events-since-subscription-start") == "4", "four events");
        var events = (await hook.GetAsync($"fhir/Subscription/{id}/$events?eventsSinceNumber=2&eventsUntilNumber=3&content=full-resource")).Expect(200);
        Assert.Equal("query-event", Notifications.Value(events.Entries[0]["resource"]!["parameter"]!.AsArray(), "type"));
        Assert.Equal([2, 3], Notifications.Events(events.Entries[0]["resource"]!["parameter"]!.AsArray()).Select(Notifications.Number));
        Assert.Contains("visit-1", events.Text, StringComparison.Ordinal);

        // Requested again: a handshake that says how many there were, then what had not arrived.
        endpoint.Answer = _ => Task.FromResult(200);
        inError["status"] = "requested";
        (await hook.PutAsync(inError)).Expect(200);
        await SubscribedClinic.StatusAsync(hook, id, "active");
        await Wait.UntilAsync(() => endpoint.Notifications.Sum(one => one.Events.Count) >= 4, "four events at the endpoint");
        Assert.Equal(("handshake", "4"), (endpoint.All[1].Kind, endpoint.All[1].Value("events-since-subscription-start")));
        Assert.Equal([1, 2, 3, 4], endpoint.Notifications.SelectMany(one => one.Events).Select(Notifications.Number));
    }

    [Fact]
    public async Task A_quiet_subscription_beats_and_an_ended_one_is_off()
    {
        var clock = new ManualClock();
        await using var running = await SubscribedClinic.OpenAsync(await RunningClinic.NewAsync(clock));
        await using var endpoint = await Listener.StartAsync();
        var hook = running.As("hook");
        var subscription = SubscribedClinic.ByTopic("encounter-start", endpoint.Address, heartbeat: 60);
        subscription["end"] = clock.GetUtcNow().AddMinutes(5).ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        var id = await SubscribedClinic.SubscribeAsync(hook, subscription);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Single(endpoint.All);
        for (var beat = 1; beat <= 3; beat++)
        {
            var (expected, before) = (beat + 1, clock.GetUtcNow());
            await MoveUntilAsync(clock, TimeSpan.FromSeconds(5), () => endpoint.Count >= expected, $"heartbeat {beat}");
            Assert.InRange((clock.GetUtcNow() - before).TotalSeconds, 50, 90);
            Assert.Equal(("heartbeat", "0"), (endpoint.All[^1].Kind, endpoint.All[^1].Value("events-since-subscription-start")));
        }
        clock.Advance(TimeSpan.FromMinutes(6));
        await SubscribedClinic.StatusAsync(hook, id, "off");
    }

    [Fact]
    public async Task A_handshake_that_fails_ends_in_error()
    {
        var clock = new ManualClock();
        await using var running = await SubscribedClinic.OpenAsync(await RunningClinic.NewAsync(clock));
        await using var endpoint = await Listener.StartAsync();
        var attempts = 0;
        endpoint.Answer = _ =>
        {
            Interlocked.Increment(ref attempts);
            return Task.FromResult(404);
        };
        var id = (await running.As("hook").CreateAsync(SubscribedClinic.ByTopic("encounter-start", endpoint.Address, timeout: 60))).Expect(201).Id;
        await MoveUntilAsync(clock, TimeSpan.FromSeconds(1), () => Volatile.Read(ref attempts) >= 3, "three attempts");
        Assert.Contains("404", (string?)(await SubscribedClinic.StatusAsync(running.As("hook"), id, "error"))["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_between_commit_and_delivery_nothing_is_lost_and_numbers_stay()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using var endpoint = await Listener.StartAsync();
        string id, token, patient = Chart.NewId();
        await using (var running = await SubscribedClinic.OpenAsync(await RunningClinic.OpenAsync(data)))
        {
            (await running.As("hook").PutAsync(Chart.Patient(patient))).Expect(201);
            id = await SubscribedClinic.SubscribeAsync(running.As("hook"), SubscribedClinic.ByTopic("encounter-start", endpoint.Address));
            token = running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("hook")!, AccessTokens.MaxLifetime);
        }
        // Every third notification is answered as if it had not come: what was taken and what was not is then mixed when the process dies.
        var count = 0;
        endpoint.Answer = _ => Task.FromResult(Interlocked.Increment(ref count) % 3 == 0 ? 500 : 200);
        var written = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
            using var door = new Door(await server.Address, token);
            for (var i = 0; i < 40; i++)
            {
                var visit = $"visit-{round}-{i}";
                (await door.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"))).Expect(201);
                written.Add(visit);
            }
            await server.KillAsync();
        }
        endpoint.Answer = _ => Task.FromResult(200);
        await using var again = await RunningClinic.OpenAsync(data);
        using var last = new Door(again.Address, token);
        await Wait.UntilAsync(() => Focuses(endpoint).Count == written.Count, $"all of {written.Count} visits (there are {Focuses(endpoint).Count})");
        Assert.Equal(written.Order(StringComparer.Ordinal), Focuses(endpoint).Keys.Order(StringComparer.Ordinal));
        Assert.All(Focuses(endpoint).Values, numbers => Assert.Single(numbers));
        Assert.Equal(Enumerable.Range(1, written.Count).Select(number => (long)number), Focuses(endpoint).Values.Select(numbers => numbers.Single()).Order());
        var status = (await last.GetAsync($"fhir/Subscription/{id}/$status")).Expect(200).Entries[0]["resource"]!["parameter"]!.AsArray();
        Assert.Equal("80", Notifications.Value(status, "events-since-subscription-start"));
    }

    [Fact]
    public async Task One_slow_endpoint_delays_none_of_two_hundred()
    {
        await using var running = await SubscribedClinic.OpenAsync(await RunningClinic.NewAsync());
        await using var slow = await Listener.StartAsync();
        await using var quick = await Listener.StartAsync();
        var hook = running.As("hook");
        var patient = Chart.NewId();
        (await hook.PutAsync(Chart.Patient(patient))).Expect(201);
        var bundle = Chart.Bundle("transaction", [.. Enumerable.Range(0, 200).Select(i => Chart.Post(SubscribedClinic.ByTopic("encounter-start", i < 10 ? slow.Address : quick.Address, timeout: 30)))]);
        (await hook.PostAsync("fhir", bundle)).Expect(200);
        await Wait.UntilAsync(async () => (await hook.GetAsync("fhir/Subscription?status=active&_summary=count")).Expect(200).Total == 200, "two hundred active subscriptions", 120);
        using var release = new CancellationTokenSource();
        slow.Answer = async _ =>
        {
            await Task.Delay(Timeout.Infinite, release.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 200;
        };
        (await hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), patient, "in-progress"))).Expect(201);
        await quick.WaitForAsync(190);
        Assert.Empty(slow.Notifications);
        await release.CancelAsync();
        await slow.WaitForAsync(10);
    }

    // Moves the clock in small steps: a step that comes before a wait has begun would be lost, the next one is not.
    private static Task MoveUntilAsync(ManualClock clock, TimeSpan step, Func<bool> holds, string what) => Wait.UntilAsync(
        () =>
        {
            if (holds())
                return true;
            clock.Advance(step);
            return false;
        },
        what);

    // What was notified, and under which numbers.
    private static Dictionary<string, HashSet<long>> Focuses(Listener endpoint)
    {
        var found = new Dictionary<string, HashSet<long>>(StringComparer.Ordinal);
        foreach (var one in endpoint.Notifications.SelectMany(one => one.Events))
        {
            var visit = Notifications.Part(one, "focus").Split('/')[^1];
            if (!found.TryGetValue(visit, out var numbers))
                found.Add(visit, numbers = []);
            numbers.Add(Notifications.Number(one));
        }
        return found;
    }
}
