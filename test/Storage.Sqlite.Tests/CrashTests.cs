using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Carewright.Fhir.Search;
using Carewright.Storage.Compliance;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>
/// A child process writes from many tasks at once and is killed without warning, again and again. What it said was committed must be there with its audit row; nothing may be there by half;
/// and what the index answers must be what the bodies say.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const string ChildVariable = "CAREWRIGHT_CRASH_CHILD";
    private const int Writers = 12;
    private readonly SqlitePlace _place = new();

    public void Dispose() => _place.Remove();

    /// <summary>The test program starts itself as the child: before any test is discovered, this writes until it is killed.</summary>
    [ModuleInitializer]
    internal static void RunChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is not { Length: > 0 } folder)
            return;
        WriteForeverAsync(folder).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_it_acknowledged()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("CAREWRIGHT_CRASH_ROUNDS") ?? "10", CultureInfo.InvariantCulture);
        var random = new Random(17);
        var acknowledged = new Dictionary<string, int>();
        for (var round = 0; round < rounds; round++)
        {
            await RunAndKillAsync(acknowledged, random.Next(20, 400));
            await CheckAsync(acknowledged, full: round % 5 == 4 || round == rounds - 1);
        }
        Assert.True(acknowledged.Count >= rounds, "The child wrote next to nothing.");
    }

    private static async Task WriteForeverAsync(string folder)
    {
        var store = await SqliteRecordStore.OpenAsync(new DirectoryInfo(folder), SqlitePlace.Key, TimeProvider.System, CancellationToken.None, new SqliteStoreOptions { Limits = new(2_000, 50_000) });
        var output = Console.OpenStandardOutput();
        var prefix = Guid.NewGuid().ToString("n")[..8];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
                await WriteOneAsync(store, output, $"{prefix}-{writer}-{i}", i);
        })));
    }

    /// <summary>One transaction of three resources and one audit row; then, for some, an update or a deletion with its audit row. Each is told when it is acknowledged.</summary>
    private static async Task WriteOneAsync(SqliteRecordStore store, Stream output, string id, int i)
    {
        var drafts = new[] { Drafts.Create(Samples.Patient(id, $"Family{i % 50}")), Drafts.Create(Samples.Observation(id, id)), Drafts.Create(Samples.Condition(id, id, "I10", "2024-01-01")) };
        if ((await store.CommitAsync(new CommitRequest(drafts, [Audit(id, 1)], []), CancellationToken.None)).Status == CommitStatus.Committed)
            Tell(output, id, 1);
        if (i % 3 == 0)
            return;
        var current = store.Read("Observation", id)!;
        var next = i % 3 == 1 ? Drafts.Update(current, Samples.Observation(id, id, "718-7")) : Drafts.Delete(current);
        if ((await store.CommitAsync(new CommitRequest([next], [Audit(id, 2)], []), CancellationToken.None)).Status == CommitStatus.Committed)
            Tell(output, id, i % 3 == 1 ? 2 : 3);
    }

    private static AuditDraft Audit(string id, int step) => new($"{id}/{step}", Drafts.Start, Encoding.UTF8.GetBytes($"{id}/{step}"), [new AuditKey("patient", "Patient/" + id)]);

    private static void Tell(Stream output, string id, int state)
    {
        var line = Encoding.UTF8.GetBytes($"ok {id} {state}\n");
        lock (output)
        {
            output.Write(line);
            output.Flush();
        }
    }

    private async Task RunAndKillAsync(Dictionary<string, int> acknowledged, int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.Environment[ChildVariable] = _place.Folder.FullName;
        using var child = Process.Start(start)!;
        try
        {
            for (var i = 0; i < lines && await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; i++)
                Note(acknowledged, line);
        }
        finally
        {
            child.Kill();
        }
        // What it said before it died counts too.
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            Note(acknowledged, line);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static void Note(Dictionary<string, int> acknowledged, string line)
    {
        // The last line may be cut in the middle.
        if (line.Split(' ') is ["ok", var id, var state] && int.TryParse(state, CultureInfo.InvariantCulture, out var number))
            acknowledged[id] = number;
    }

    private async Task CheckAsync(Dictionary<string, int> acknowledged, bool full)
    {
        await using var store = await _place.OpenAsync();
        foreach (var (id, state) in acknowledged)
        {
            Assert.NotNull(store.Read("Patient", id));
            Assert.NotNull(store.Read("Condition", id));
            var observation = store.Read("Observation", id)!;
            Assert.True(observation.VersionId >= (state == 1 ? 1 : 2), $"{id} lost its second version");
            var audit = store.AuditRows(new AuditQuery([new("patient", "Patient/" + id)], null, null, null, 10), CancellationToken.None);
            Assert.Equal(observation.VersionId, audit.Count);
        }
        AssertChain(store);
        if (full)
            AssertIndexAgrees(store);
    }

    private static void AssertChain(IRecordStore store)
    {
        var previous = new byte[32];
        foreach (var row in store.AuditChain(0))
        {
            Assert.Equal(Sealing.AuditSeal.Chain(previous, row.Sequence, row.Sealed.Span), row.Hash.ToArray());
            previous = row.Hash.ToArray();
        }
    }

    /// <summary>Every body's own values find it through the index, nothing else is found, and no transaction is there by half.</summary>
    private static void AssertIndexAgrees(IRecordStore store)
    {
        var current = new Dictionary<(string, string), StoredVersion>();
        for (var batch = store.Changes(0, 1000).ToList(); batch.Count > 0; batch = [.. store.Changes(batch[^1].Sequence, 1000)])
            foreach (var version in batch)
                current[(version.ResourceType, version.Id)] = version;
        var alive = current.Values.Where(version => !version.IsDeleted).ToList();
        Assert.Equal(alive.Count, store.Statistics().CurrentResources);
        foreach (var type in new[] { "Patient", "Observation", "Condition" })
        {
            Assert.Equal(Sorted(alive.Where(version => version.ResourceType == type)), Sorted(All(store, type, [])));
            foreach (var version in alive.Where(version => version.ResourceType == type).Take(40))
                foreach (var value in Drafts.Extract(Drafts.Document(version.Open())).Values.Where(value => value is { Kind: SearchKind.Token, Text: not null, Component: 0 }).DistinctBy(value => value.Parameter.Code))
                {
                    var criterion = new SearchCriterion(value.Parameter, SearchModifier.None, null, [new SearchOperand(SearchPrefix.Equal, value, null)], null);
                    var expected = alive.Where(other => other.ResourceType == type && SearchMatcher.Matches(Drafts.Document(other.Open()), criterion));
                    Assert.Equal(Sorted(expected), Sorted(All(store, type, [criterion])));
                }
        }
        foreach (var id in current.Keys.Select(key => key.Item2).Distinct())
            Assert.True(current.ContainsKey(("Patient", id)) && current.ContainsKey(("Observation", id)) && current.ContainsKey(("Condition", id)), $"half of transaction {id}");
    }

    private static List<StoredVersion> All(IRecordStore store, string type, IReadOnlyList<SearchCriterion> criteria)
    {
        var rows = new List<StoredVersion>();
        var plan = store.Compiler.Compile(type, criteria, [], 1000, null).Plan!;
        for (var page = store.Search(plan, CancellationToken.None); ; page = store.Search(plan with { Cursor = page.NextCursor }, CancellationToken.None))
        {
            rows.AddRange(page.Rows);
            if (page.NextCursor is null)
                return rows;
        }
    }

    private static List<string> Sorted(IEnumerable<StoredVersion> rows) => [.. rows.Select(row => row.Id).Order(StringComparer.Ordinal)];
}
