using System.Diagnostics;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;
using Carewright.Gateway.Exporting;
using Carewright.Security;
using Carewright.Storage.Search;

namespace Carewright.Bench;

/// <summary><c>parts export STORE</c>: processor time of the steps of an export, over a store that a run of the bench has kept.</summary>
internal static class ExportParts
{
    private static readonly Actor s_actor = new("bench", "Bench", Roles.SystemInterface, null, null, null, "cli", "local", "HOPERAT", null);

    public static async Task<int> RunAsync(string folder)
    {
        await using var clinic = await BenchStore.OpenAsync(folder, mayCreate: false);
        var types = clinic.Store.Statistics().CurrentByType.Keys.ToList();
        for (var round = 0; round < 3; round++)
        {
            await TimeAsync("walk the rows", () => Task.FromResult(Walk(clinic, types, open: false)));
            await TimeAsync("walk and open", () => Task.FromResult(Walk(clinic, types, open: true)));
            await TimeAsync("export to nowhere", async () => (await clinic.Gateway.ExportAsync(s_actor, new ExportOrder(ExportLevel.System), new Nowhere(), CancellationToken.None)).Value!.Resources);
        }
        return 0;
    }

    private static long Walk(Host.Clinic clinic, List<string> types, bool open)
    {
        var rows = 0L;
        foreach (var type in types)
        {
            var plan = new SearchPlan(type, Predicate.True, new SearchOrder(SearchOrder.ByLastUpdate, false), 1000, null, null);
            do
            {
                var page = clinic.Store.Search(plan, CancellationToken.None);
                foreach (var row in page.Rows)
                {
                    rows++;
                    if (open)
                        row.Open();
                }
                plan = plan with { Cursor = page.NextCursor };
            }
            while (plan.Cursor is not null);
        }
        return rows;
    }

    private static async Task TimeAsync(string name, Func<Task<long>> step)
    {
        using var self = Process.GetCurrentProcess();
        var (used, started, allocated) = (self.TotalProcessorTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        var rows = await step();
        self.Refresh();
        var each = (self.TotalProcessorTime - used).TotalMicroseconds / rows;
        Console.WriteLine($"{name,-20} {rows,9:N0} rows {Numbers.Text(each),8} us of processor each {Numbers.Text(rows / Stopwatch.GetElapsedTime(started).TotalSeconds),10} a second {(GC.GetTotalAllocatedBytes() - allocated) / rows,8} bytes allocated each");
    }

    private sealed class Nowhere : IExportSink
    {
        private int _rows;

        public bool IsFull => _rows >= 100_000;

        public ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken)
        {
            _rows = 0;
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            _rows++;
            return ValueTask.CompletedTask;
        }

        public ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
