using System.Diagnostics;
using System.Globalization;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>The figures of docs/architecture/subscriptions.md, with ten times as many events, by <c>CAREWRIGHT_SUBSCRIPTION_LOAD=1</c>.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Writers = 16;

    [Fact]
    public async Task Events_a_second_and_the_cost_for_writers()
    {
        var scale = Environment.GetEnvironmentVariable("CAREWRIGHT_SUBSCRIPTION_LOAD") == "1" ? 10 : 1;
        await using var running = await SubscribedClinic.OpenAsync(await RunningClinic.NewAsync());
        var hook = running.As("hook");
        (await hook.PutAsync(Chart.Patient("patient"))).Expect(201);
        await WriteAsync(hook, "warm", 100 * scale);
        var bare = await WriteAsync(hook, "bare", 300 * scale);

        await using var one = await Listener.StartAsync();
        await SubscribedClinic.SubscribeAsync(hook, SubscribedClinic.ByTopic("encounter-start", one.Address));
        var single = await DeliveredAsync(hook, "one", 300 * scale, [one]);

        var many = new List<Listener>();
        for (var i = 0; i < 50; i++)
        {
            many.Add(await Listener.StartAsync());
            await SubscribedClinic.SubscribeAsync(hook, SubscribedClinic.ByTopic("encounter-start", many[^1].Address));
        }
        var fifty = await DeliveredAsync(hook, "fifty", 20 * scale, many);
        foreach (var listener in many)
            await listener.DisposeAsync();
        foreach (var id in (await hook.GetAsync("fhir/Subscription?_count=500")).Expect(200).Resources.Select(one => (string)one["id"]!))
            (await hook.DeleteAsync("Subscription/" + id)).Expect(204);

        for (var i = 0; i < 100; i++)
            await SubscribedClinic.SubscribeAsync(hook, SubscribedClinic.ByTopic("encounter-start", one.Address, filters: [$"patient=Patient/other-{i}"]));
        // Three hundred creates take a tenth of a second: a machine that stops for half a second has said nothing about subscriptions.
        var watched = 0.0;
        for (var round = 0; round < 3 && watched <= bare / 10; round++)
            watched = Math.Max(watched, await WriteAsync(hook, $"watched{round}", 300 * scale));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"events/s to one endpoint {single:0}; to 50 endpoints {fifty:0} in all; creates/s {bare:0} without, {watched:0} with 100 subscriptions that watch the type"));
        Assert.True(watched > bare / 10, "a hundred subscriptions cost the writers more than nine tenths");
    }

    /// <summary>Writes visits that begin; gives how many a second.</summary>
    private static async Task<double> WriteAsync(Door door, string prefix, int count)
    {
        var started = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => (await door.PutAsync(SubscribedClinic.Encounter($"{prefix}-{i}", "patient", "in-progress"))).Expect(201));
        return count / started.Elapsed.TotalSeconds;
    }

    /// <summary>From the first write to the last event at the last endpoint; gives how many events arrived a second.</summary>
    private static async Task<double> DeliveredAsync(Door door, string prefix, int count, List<Listener> endpoints)
    {
        var before = endpoints.ConvertAll(Arrived);
        var started = Stopwatch.StartNew();
        await WriteAsync(door, prefix, count);
        await Wait.UntilAsync(() => endpoints.Select((one, i) => Arrived(one) - before[i]).All(arrived => arrived >= count), "all events", 120);
        return count * (double)endpoints.Count / started.Elapsed.TotalSeconds;
    }

    private static int Arrived(Listener listener) => listener.Notifications.Sum(one => one.Events.Count);
}
