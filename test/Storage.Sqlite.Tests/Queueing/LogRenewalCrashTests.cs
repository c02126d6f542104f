using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Queueing;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>
/// A child process takes messages and rotates the tenant key, and with it the log's, all the time, and is killed without warning, again and again. Whatever it acknowledged is there and opens at once, in its state; the renewal
/// goes on where it was, and at its end nothing is under an older key.
/// </summary>
public sealed class LogRenewalCrashTests : IDisposable
{
    internal const string ChildVariable = "CAREWRIGHT_LOG_RENEWAL_CHILD";
    private const int Filled = 3_000;

    private static readonly SqliteStoreOptions s_options = new() { KeptAfterRetirement = TimeSpan.Zero };

    private readonly SqlitePlace _place = new();
    private readonly Dictionary<string, string> _acknowledged = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Remove();

    [Fact]
    public async Task A_killed_process_leaves_a_log_that_opens_and_a_renewal_that_goes_on()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("CAREWRIGHT_CRASH_ROUNDS") ?? "8", CultureInfo.InvariantCulture);
        var random = new Random(47);
        await FillAsync();
        var interrupted = 0;
        for (var round = 0; round < rounds; round++)
        {
            await KilledChild.RunAsync(ChildVariable, _place.Folder, random.Next(30, 200), random.Next(0, 60), Note);
            await using var store = (SqliteRecordStore)await _place.OpenAsync(s_options);
            await using var log = await SqliteMessageLog.OpenAsync(_place.Folder, store, TimeProvider.System, Stop);
            interrupted += log.KeyRenewal() is not null ? 1 : 0;
            AssertThere(log);
            if (round < rounds - 1)
                continue;
            await log.WhenKeyIsRenewedAsync(Stop);
            AssertThere(log);
            Assert.Single(store.MessageKeys);
            Assert.True(store.MessageKeys[0].Generation > 1, "The key was not renewed.");
            AssertCounted(log, store.MessageKeys[0].Generation);
        }
        Assert.True(interrupted > 0, "No renewal was interrupted.");
    }

    /// <summary>The child's life: it tells what is acknowledged of each message.</summary>
    internal static async Task RunForeverAsync(string folder)
    {
        var place = new DirectoryInfo(folder);
        var store = await SqliteRecordStore.OpenAsync(place, SqlitePlace.Key, TimeProvider.System, CancellationToken.None, s_options);
        var log = await SqliteMessageLog.OpenAsync(place, store, TimeProvider.System, CancellationToken.None);
        var lines = new BlockingCollection<string>();
        _ = Task.Run(() => RotateForeverAsync(store, place));
        foreach (var worker in Enumerable.Range(0, 4))
            _ = Task.Run(() => TakeForeverAsync(log, worker, lines));
        foreach (var line in lines.GetConsumingEnumerable())
        {
            Console.Out.WriteLine(line);
            await Console.Out.FlushAsync();
        }
    }

    private static async Task RotateForeverAsync(SqliteRecordStore store, DirectoryInfo folder)
    {
        while (true)
        {
            try
            {
                await store.RotateTenantKeyAsync(await StoreKeys.SucceedAsync(folder, SqlitePlace.Key, null, CancellationToken.None), CancellationToken.None);
            }
            catch (KeyRotationException)
            {
                // One is at work still.
            }
            await Task.Delay(Random.Shared.Next(100));
        }
    }

    private static async Task TakeForeverAsync(SqliteMessageLog log, int worker, BlockingCollection<string> lines)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var message = await log.AppendAsync(LoggedPlace.Draft($"{Environment.ProcessId}-{worker}-{i}", $"p{i % 9}"), CancellationToken.None);
                lines.Add($"ok {message.Id} {message.State}");
                if (i % 2 == 0)
                    lines.Add($"ok {message.Id} {(await log.ChangeAsync(new MessageChange(message.Sequence, MessageState.Received, MessageState.Applied) { DropsRaw = true }, CancellationToken.None))!.State}");
            }
        }
        catch (Exception error)
        {
            lines.Add("failed " + error.Message);
        }
    }

    private async Task FillAsync()
    {
        await using var store = (SqliteRecordStore)await _place.OpenAsync(s_options);
        await using var log = await SqliteMessageLog.OpenAsync(_place.Folder, store, TimeProvider.System, Stop);
        foreach (var message in await Task.WhenAll(Enumerable.Range(0, Filled).Select(i => log.AppendAsync(LoggedPlace.Draft($"c{i}", $"p{i % 9}"), Stop))))
            _acknowledged[message.Id] = nameof(MessageState.Received);
    }

    private void Note(string line)
    {
        Assert.False(line.StartsWith("failed", StringComparison.Ordinal), line);
        // The last line may be cut in the middle.
        if (line.Split(' ') is ["ok", var id, var state] && Enum.TryParse<MessageState>(state, out _))
            _acknowledged[id] = state;
    }

    private void AssertThere(SqliteMessageLog log)
    {
        foreach (var (id, state) in _acknowledged)
        {
            var message = log.Find(id);
            Assert.NotNull(message);
            // What was changed last may not have been told.
            Assert.True(message.State == MessageState.Applied || (message.State.ToString() == state && Encoding.ASCII.GetString(log.Raw(message)!) == "MSH|" + message.ControlId), $"{id} is {message.State}");
        }
        foreach (var some in _acknowledged.Keys.Chunk(400).Select(chunk => log.Find(chunk[0])!))
            Assert.Contains(some.Id, log.List(new MessageQuery(ControlId: some.ControlId)).Messages.Select(found => found.Id));
    }

    private void AssertCounted(SqliteMessageLog log, int generation)
    {
        using var file = Engine.Connection.Open(Path.Combine(_place.Folder.FullName, SqliteMessageLog.FileName), readOnly: true);
        Assert.Equal(0, file.Scalar($"SELECT (SELECT count(*) FROM message WHERE generation <> {generation}) + (SELECT count(*) FROM tally WHERE generation <> {generation})"));
        Assert.Equal(file.Scalar("SELECT count(*) FROM message WHERE state = 1"), log.Tally().Single(tally => tally.State == MessageState.Received).Count);
        Assert.Equal(file.Scalar("SELECT count(*) FROM message"), file.Scalar("SELECT count(*) FROM patient"));
    }
}
