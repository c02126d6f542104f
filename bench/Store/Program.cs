using System.Globalization;
using Carewright.StoreBench;

// Usage: Carewright.StoreBench [resources, default 100000].
// Prints per measurement the rate by the clock, the processor time of one operation (which holds on a busy machine, where the clock does not), and the same for bare SQLite in the same run.
var resources = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var folder = Directory.CreateTempSubdirectory("carewright-bench-");
try
{
    var bare = new BareSqlite(Path.Combine(folder.FullName, "bare.db"));
    await using var bench = await StoreLoad.OpenAsync(new DirectoryInfo(Path.Combine(folder.FullName, "store")), resources);
    Print("creates, 32 callers", await bench.CreatesAsync(callers: 32, perCommit: 1, count: Math.Min(resources / 3, 40_000)));
    Print("  bare: inserts, 32 a group, no index", bare.Inserts(groups: 400, perGroup: 32, bench.SampleBody));
    Print("bulk resources, 500 a commit", await bench.CreatesAsync(callers: 4, perCommit: 500, count: resources - bench.Written));
    Print("  bare: inserts, 500 a group, no index", bare.Inserts(groups: 20, perGroup: 500, bench.SampleBody));
    await bench.SettleAsync();
    bare.Fill(resources, bench.SampleBody);
    Print("point reads, opened", bench.PointReads());
    Print("  bare: point reads", bare.PointReads(resources));
    Print("pages of 20 by patient", bench.Pages("patient=p17", patients: true));
    Print("  bare: pages of 20 by key", bare.Pages(resources));
    Print("pages of 20 by patient, code, -date", bench.Pages("patient=p17&code=8867-4&_sort=-date", patients: true));
    Print("pages of 20 by code", bench.Pages("code=8480-6", patients: false));
    Print("pages of 20 by date", bench.Pages("date=le2024-06-01&_sort=-date", patients: false));
    Print("pages of 20 by patient, opened", bench.Pages("patient=p17", patients: true, open: true));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"index entries per resource {bench.EntriesPerResource}, body {bench.SampleBody.Length} bytes, on disk per resource {bench.BytesPerResource()} bytes"));
}
finally
{
    folder.Delete(recursive: true);
}

static void Print(string what, Measured measured) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42} {measured.PerSecond,10:N0} /s {measured.ProcessorMicroseconds,10:N1} us of processor each"));
