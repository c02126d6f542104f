using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Bench;

/// <summary><c>parts messages</c>: how many messages of 1 KB a second the log makes durable for so many senders, each of which waits for one before it sends the next, and how long one waits in the median and at p99.</summary>
internal static class MessageLogParts
{
    private const int Bytes = 1024;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("carewright-messages-bench-");
        try
        {
            await using var store = await SqliteRecordStore.OpenAsync(folder, new RawKeyProvider(RandomNumberGenerator.GetBytes(32)), TimeProvider.System, CancellationToken.None);
            await using var log = await SqliteMessageLog.OpenAsync(folder, store, TimeProvider.System, CancellationToken.None);
            foreach (var senders in new[] { 1, 16, 128, 512 })
                await MeasureAsync(log, senders);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(SqliteMessageLog log, int senders)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() => SendAsync(log, senders, sender))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var all = times.SelectMany(one => one).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{senders} senders: {all.Count / elapsed.TotalSeconds:N0} messages/s, {all[all.Count / 2].TotalMilliseconds:N2} ms, p99 {all[all.Count * 99 / 100].TotalMilliseconds:N2} ms"));
    }

    private static async Task<List<TimeSpan>> SendAsync(SqliteMessageLog log, int senders, int sender)
    {
        var (raw, times, begun) = (RandomNumberGenerator.GetBytes(Bytes), new List<TimeSpan>(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(begun) < s_duration)
        {
            var control = string.Create(CultureInfo.InvariantCulture, $"{senders}-{sender}-{times.Count}");
            var draft = new MessageDraft("lab", control, "ORU^R01", raw) { Patients = [$"urn:oid:1.2.3|{control}"], Content = RandomNumberGenerator.GetBytes(32) };
            var sent = Stopwatch.GetTimestamp();
            await log.AppendAsync(draft, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(sent));
        }
        return times;
    }
}
