using Carewright.Bench.Data;
using Carewright.Bench.Results;

namespace Carewright.Bench.Rows;

/// <summary>The load rows and their bars (docs/architecture/performance.md).</summary>
internal static class LoadRows
{
    /// <param name="requests">Makes them.</param>
    /// <param name="deepPage">The address of a page that lies deep in a long search.</param>
    public static IReadOnlyList<LoadRow> Of(Requests requests, string deepPage) =>
    [
        new("read by id", "/s", requests.Read, requests.RawRead, (report, ratio) =>
            [Bar.ShareOfRaw(ratio ?? 0, 0.5), Bar.AtLeast(report.RequestsPerSecond, 20_000, "/s"), Bar.AtMost(report.P99.TotalMilliseconds, 5, "p99", "ms")]),
        new("vread", "/s", requests.ReadVersion, requests.RawRead, (_, _) => []),
        .. requests.Searches.Select(search => Search(search.Name, (_, number) => search.Requests[number % search.Requests.Length], requests)),
        Search("deep page", requests.Address(deepPage), requests),
        new("Patient/$everything, a page of 100", "pages/s", requests.Everything, null, (_, _) => []) { Connections = 8 },
        new("create", "/s", requests.Create, requests.RawCreate, (report, ratio) => [Bar.ShareOfRaw(ratio ?? 0, 0.3), Bar.AtLeast(report.RequestsPerSecond, 6_000, "/s")]),
        new("update", "/s", requests.Update, requests.RawCreate, (_, _) => []),
        new("conditional create", "/s", requests.ConditionalCreate, requests.RawCreate, (_, _) => []),
        new("transaction of 50", "/s", requests.TransactionOf50, requests.RawTransaction, (_, _) => []) { Connections = 8 },
        new("mixed CRUD", "/s", requests.Mixed, requests.RawMixed, (report, _) => [Bar.AtLeast(report.RequestsPerSecond, 10_000, "/s")]),
        new("chart summary of a large chart", "/s", (_, _) => requests.Chart(), null, (report, _) => [Bar.AtMost(report.P95.TotalMilliseconds, 300, "p95", "ms")]) { Connections = 1 },
    ];

    private static LoadRow Search(string name, Func<int, long, ReadOnlyMemory<byte>> request, Requests requests) => new($"search: {name}", "pages/s", request, requests.RawPage, (report, _) =>
        [Bar.AtLeast(report.RequestsPerSecond, 8_000, "pages/s"), Bar.AtMost(report.P99.TotalMilliseconds, 20, "p99", "ms")]);
}
