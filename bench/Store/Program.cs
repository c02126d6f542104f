using System.Globalization;
using Carewright.StoreBench;

// Usage: Carewright.StoreBench [resources, default 100000]. Prints one line per measurement, the bare SQLite rate of the same run beside it.
var resources = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var folder = Directory.CreateTempSubdirectory("carewright-bench-");
try
{
    var bare = new BareSqlite(Path.Combine(folder.FullName, "bare.db"));
    await using var bench = await StoreLoad.OpenAsync(new DirectoryInfo(Path.Combine(folder.FullName, "store")), resources);
    Print("creates, 32 callers", await bench.CreatesAsync(callers: 32, perCommit: 1, count: Math.Min(resources / 5, 40_000)), bare.Inserts(groups: 400, perGroup: 32, bench.SampleBody), "bare inserts, 32 a group, no index");
    Print("bulk resources, 500 a commit", await bench.CreatesAsync(callers: 4, perCommit: 500, count: resources - bench.Written), bare.Inserts(groups: 20, perGroup: 500, bench.SampleBody), "bare inserts, 500 a group, no index");
    await bench.SettleAsync();
    bare.Fill(resources, bench.SampleBody);
    Print("point reads, opened", bench.PointReads(), bare.PointReads(resources), "bare point reads");
    Print("pages of 20 by patient", bench.Pages("patient=p17", patients: true), bare.Pages(resources), "bare pages of 20 by key");
    Print("pages of 20 by patient, code, -date", bench.Pages("patient=p17&code=8867-4&_sort=-date", patients: true), 0, "");
    Print("pages of 20 by code", bench.Pages("code=8480-6", patients: false), 0, "");
    Print("pages of 20 by date", bench.Pages("date=le2024-06-01&_sort=-date", patients: false), 0, "");
    Print("pages of 20 by patient, opened", bench.Pages("patient=p17", patients: true, open: true), 0, "");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes per resource: {bench.BytesPerResource():F0}; index entries per resource: {bench.EntriesPerResource}; body bytes: {bench.SampleBody.Length}"));
}
finally
{
    folder.Delete(recursive: true);
}

static void Print(string what, double rate, double bare, string bareWhat) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {rate,12:N0} /s{(bare > 0 ? $"   {bareWhat}: {bare:N0} /s ({rate / bare:P0})" : "")}"));
