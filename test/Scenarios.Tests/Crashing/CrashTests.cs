using System.Globalization;
using Carewright.Audit;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Crashing;

/// <summary>
/// The real process, killed with SIGKILL in the middle of concurrent writes, over and over on one store. <c>CAREWRIGHT_CRASH_ROUNDS</c> sets how often; eight times otherwise.
/// </summary>
public sealed class CrashTests
{
    private const string Writer = "interface";
    private readonly Acknowledged _acknowledged = new();

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("CAREWRIGHT_CRASH_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 8;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_whole_indexed_and_on_record()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var token = await PrepareAsync(data);
        for (var round = 1; round <= Rounds; round++)
        {
            var before = _acknowledged.Versions.Count;
            await KillDuringWritesAsync(data, token, round);
            Assert.True(_acknowledged.Versions.Count > before, $"round {round} acknowledged nothing");
            // In between the store is opened by the next process as the kill left it.
            if (round % 4 == 0 || round == Rounds)
                await CheckAsync(data);
        }
    }

    private static async Task<string> PrepareAsync(DirectoryInfo data)
    {
        await using var running = await RunningClinic.OpenAsync(data);
        await running.AddUserAsync(Writer, "system-interface");
        return running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find(Writer)!, AccessTokens.MaxLifetime);
    }

    private async Task KillDuringWritesAsync(DirectoryInfo data, string token, int round)
    {
        await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
        var load = new WriteLoad(await server.Address, token, _acknowledged, round);
        var before = _acknowledged.Versions.Count;
        load.Start();
        // Until there is something to lose, and then a little longer, a different while each time.
        for (var i = 0; i < 600 && _acknowledged.Versions.Count < before + 40; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await Task.Delay(37 * round % 400, TestContext.Current.CancellationToken);
        await server.KillAsync();
        load.End();
        await load.Running;
    }

    private async Task CheckAsync(DirectoryInfo data)
    {
        await using var running = await RunningClinic.OpenAsync(data);
        using var door = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find(Writer)!));
        await CheckAuditAsync(running);
        await CheckResourcesAsync(door);
        await CheckTransactionsAsync(door);
        await CheckIndexAsync(running, door);
    }

    private async Task CheckResourcesAsync(Door door) => await EachAsync(_acknowledged.Resources, async pair =>
    {
        var reply = (await door.GetAsync("fhir/" + pair.Key)).Expect(200);
        Assert.True(reply.Version >= pair.Value.Version, $"{pair.Key}: version {pair.Value.Version} was acknowledged, {reply.Version} is there");
        if (reply.Version == pair.Value.Version)
            Assert.Equal(pair.Value.Value, (int)reply.Json["valueQuantity"]!["value"]!);
    });

    private async Task CheckTransactionsAsync(Door door) => await EachAsync(_acknowledged.Transactions, async pair =>
    {
        var found = (await door.GetAsync($"fhir/Observation?identifier={WriteLoad.Together}|{pair.Key}&_total=accurate")).Expect(200);
        Assert.True(found.Total == WriteLoad.EntriesOfTransaction || (found.Total == 0 && !pair.Value), $"{found.Total} of {WriteLoad.EntriesOfTransaction} entries of a transaction are there; acknowledged: {pair.Value}");
        Assert.Equal(found.Total, found.Entries.Count);
    });

    private async Task CheckAuditAsync(RunningClinic running)
    {
        var proof = await new LocalConsole(running.Clinic, ownsClinic: false).VerifyAuditAsync([], TestContext.Current.CancellationToken);
        Assert.True(proof.FirstBroken is null, $"the audit log is broken at {proof.FirstBroken}: {proof.Fault}");
        var written = new AuditTrail(running.Clinic.Store).All(new AuditFilter(Writer), TestContext.Current.CancellationToken).SelectMany(entry => entry.Record.Resources).Where(resource => resource.Contains("/_history/", StringComparison.Ordinal)).ToList();
        var recorded = written.ToHashSet(StringComparer.Ordinal);
        Assert.Empty(_acknowledged.Versions.Where(version => !recorded.Contains(version)).Take(5));
        Assert.Equal(recorded.Count, written.Count);
    }

    // The whole list, every row's own identifier, and its patient find what the bodies say; and each version that is there is on record.
    private static async Task CheckIndexAsync(RunningClinic running, Door door)
    {
        var rows = (await door.PagesAsync("fhir/Observation?_count=1000")).SelectMany(page => page.Resources).ToList();
        Assert.Equal(rows.Count, rows.DistinctBy(row => (string?)row["id"]).Count());
        Assert.Equal(running.Clinic.Store.Statistics().CurrentByType["Observation"], rows.Count);
        await EachAsync(rows.GroupBy(row => $"{(string?)row["identifier"]![0]!["system"]}|{(string?)row["identifier"]![0]!["value"]}").Where((_, i) => i % 5 == 0), async group =>
            Assert.Equal(group.Select(Reply.Reference).Order(StringComparer.Ordinal), (await door.AllAsync($"fhir/Observation?identifier={group.Key}")).Order(StringComparer.Ordinal)));
        foreach (var patient in rows.GroupBy(row => (string)row["subject"]!["reference"]!))
            Assert.Equal(patient.Count(), (await door.GetAsync($"fhir/Observation?subject={patient.Key}&_summary=count")).Expect(200).Total);
        var recorded = new AuditTrail(running.Clinic.Store).All(new AuditFilter(Writer), TestContext.Current.CancellationToken).SelectMany(entry => entry.Record.Resources).ToHashSet(StringComparer.Ordinal);
        Assert.All(rows, row => Assert.Contains($"{Reply.Reference(row)}/_history/{(string?)row["meta"]!["versionId"]}", recorded));
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> check) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (item, _) => await check(item));
}
