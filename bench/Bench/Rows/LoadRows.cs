using Carewright.Bench.Data;
using Carewright.Bench.Results;

namespace Carewright.Bench.Rows;

/// <summary>The load rows and their half bars (docs/architecture/performance.md).</summary>
internal static class LoadRows
{
    public static IReadOnlyList<LoadRow> Of(Requests requests) =>
    [
        new("read by id", "/s", requests.Read, requests.RawRead, (report, ratio) =>
            [Bar.ShareOfRaw(ratio ?? 0, 0.25), Bar.AtLeast(report.RequestsPerSecond, 10_000, "/s"), Bar.AtMost(report.P99.TotalMilliseconds, 5, "p99", "ms")]),
        .. requests.Searches.Select(search => new LoadRow($"search: {search.Name}", "pages/s", (_, number) => search.Requests[number % search.Requests.Length], requests.RawPage, (report, _) =>
            [Bar.AtLeast(report.RequestsPerSecond, 4_000, "pages/s"), Bar.AtMost(report.P99.TotalMilliseconds, 20, "p99", "ms")])),
        new("create", "/s", requests.Create, requests.RawCreate, (report, ratio) => [Bar.ShareOfRaw(ratio ?? 0, 0.15), Bar.AtLeast(report.RequestsPerSecond, 3_000, "/s")]),
        new("transaction of 50", "/s", requests.TransactionOf50, requests.RawTransaction, (_, _) => []) { Connections = 8 },
        new("mixed CRUD", "/s", requests.Mixed, requests.RawMixed, (report, _) => [Bar.AtLeast(report.RequestsPerSecond, 5_000, "/s")]),
        new("chart summary of a large chart", "/s", (_, _) => requests.Chart(), null, (report, _) => [Bar.AtMost(report.P95.TotalMilliseconds, 300, "p95", "ms")]) { Connections = 1 },
    ];
}
