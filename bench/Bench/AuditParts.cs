using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Carewright.Audit;
using Carewright.Storage;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Bench;

/// <summary>
/// <c>audit [RECORDS]</c>: fills a store with audit records alone and measures how fast they are written, how many bytes each takes, how long a page by patient and by user takes, and how fast the chain is
/// verified. Patients and users are drawn so that the busiest tenth has half of the records.
/// </summary>
internal static class AuditParts
{
    private const int PerCommit = 500;
    private const int Users = 200;
    private const int Page = 50;
    private const int Questions = 300;

    public static async Task<int> RunAsync(string count)
    {
        var records = int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("carewright-audit-bench-");
        try
        {
            await using var store = await SqliteRecordStore.OpenAsync(folder, new RawKeyProvider(RandomNumberGenerator.GetBytes(32)), TimeProvider.System, CancellationToken.None);
            await FillAsync(store, records);
            var statistics = store.Statistics();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes per record: {(double)statistics.RecordBytes / records:N0} in the record file, {(double)statistics.IndexBytes / records:N0} in the index"));
            Ask(store, records);
            await VerifyAsync(store, records);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(SqliteRecordStore store, int records)
    {
        var (random, started) = (new Random(7), Stopwatch.GetTimestamp());
        for (var done = 0; done < records; done += PerCommit)
        {
            var drafts = Enumerable.Range(done, Math.Min(PerCommit, records - done)).Select(number => AuditTrail.Draft(Record(number, random, records))).ToArray();
            var request = new CommitRequest([], drafts, []);
            while ((await store.CommitAsync(request, CancellationToken.None)).Status == CommitStatus.Busy)
                await Task.Delay(1);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records:N0} records written, {PerCommit} a commit: {records / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} /s"));
    }

    private static AuditRecord Record(int number, Random random, int records)
    {
        var at = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(number * 3);
        var patient = PatientOf(Skewed(random, PatientsOf(records)));
        var isSearch = number % 4 == 0;
        return new AuditRecord(
            AuditTrail.NewId(at), at, UserOf(Skewed(random, Users)), "A member of staff", "physician", "Location/main", "family-medicine", "app", "10.1.2.3", "TREAT", "read", isSearch ? "search" : "read", AuditOutcome.Success, 200,
            "Observation", isSearch ? $"patient={patient[8..]}&category=laboratory&_sort=-date&_count=20" : null, null,
            [.. Enumerable.Range(0, isSearch ? 5 : 1).Select(one => $"Observation/{Guid.CreateVersion7(at):N}{one}")], [patient]);
    }

    private static void Ask(SqliteRecordStore store, int records)
    {
        var trail = new AuditTrail(store);
        var random = new Random(11);
        Time("newest 50 of a patient", () => trail.Query(new AuditFilter(Patient: PatientOf(Skewed(random, PatientsOf(records)))), null, Page, CancellationToken.None));
        Time("newest 50 of a user", () => trail.Query(new AuditFilter(User: UserOf(Skewed(random, Users))), null, Page, CancellationToken.None));
        Time("50 of a user in one month", () => trail.Query(new AuditFilter(User: UserOf(Skewed(random, Users)), From: Month(records, random), To: Month(records, random).AddDays(30)), null, Page, CancellationToken.None));
        Time("50 of a user and a patient", () => trail.Query(new AuditFilter(User: UserOf(0), Patient: PatientOf(Skewed(random, PatientsOf(records)))), null, Page, CancellationToken.None));
        Time("one record by its id", () => trail.Find(AuditTrail.NewId(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(records) * 3)), CancellationToken.None));
    }

    private static void Time(string what, Action question)
    {
        var taken = new double[Questions];
        for (var i = 0; i < Questions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            question();
            taken[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(taken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} median {taken[Questions / 2],8:N2} ms   99 of 100 {taken[Questions * 99 / 100],8:N2} ms   longest {taken[^1],8:N2} ms"));
    }

    private static async Task VerifyAsync(SqliteRecordStore store, int records)
    {
        var checkpoints = await AuditCheckpoints.OpenAsync(store, TimeProvider.System, CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        var found = checkpoints.Verify(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chain verified: {found.IsVerified}, {records / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} records/s"));
    }

    private static int PatientsOf(int records) => Math.Max(1000, records / 100);

    // Half of the draws fall on the first tenth.
    private static int Skewed(Random random, int count) => random.Next(2) == 0 ? random.Next(Math.Max(1, count / 10)) : random.Next(count);

    private static DateTimeOffset Month(int records, Random random) => new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(records) * 3);

    private static string UserOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}");

    private static string PatientOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Patient/{number:D8}-7a11-7c3e-9d2b-4f5a6b7c8d9e");
}
