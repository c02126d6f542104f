using System.Net;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;
using Carewright.LoadGenerator;

namespace Carewright.Bench.Rows;

/// <summary>A row that is a load on two servers.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">Of the rate.</param>
/// <param name="Request">To Carewright.</param>
/// <param name="RawRequest">To the bare server; null when there is no such limit.</param>
/// <param name="Bars">What is asked of rate, ratio and 99th percentile.</param>
internal sealed record LoadRow(
    string Name, string Unit, Func<int, long, ReadOnlyMemory<byte>> Request, Func<int, long, ReadOnlyMemory<byte>>? RawRequest, Func<LoadReport, double?, IReadOnlyList<Bar>> Bars)
{
    /// <summary>Connections of this row; null for those of the run.</summary>
    public int? Connections { get; init; }
}

/// <summary>A server under load.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Process">The server's.</param>
internal sealed record Target(IPEndPoint Address, Child Process);

/// <summary>Runs load rows: warm-up, then Carewright and the bare server one after the other, so that both see the same machine.</summary>
internal sealed class LoadBench(BenchOptions options, Target server, Target bare)
{
    /// <summary>Loads both servers without measuring: a server that runs for months is measured, not the first seconds of the just-in-time compiler.</summary>
    public async Task WarmUpAsync(LoadRow row, CancellationToken cancellationToken)
    {
        var connections = row.Connections ?? options.Connections;
        if (row.RawRequest is { } request)
            await LoadRun.ExecuteAsync(Spec(bare.Address, connections, request, options.WarmUp / 2), cancellationToken);
        await LoadRun.ExecuteAsync(Spec(server.Address, connections, row.Request, options.WarmUp * 4), cancellationToken);
    }

    public async Task<BenchRow> RunAsync(LoadRow row, string? note, CancellationToken cancellationToken)
    {
        var connections = row.Connections ?? options.Connections;
        var raw = row.RawRequest is { } request ? await MeasureAsync(bare, connections, request, cancellationToken) : null;
        var own = await MeasureAsync(server, connections, row.Request, cancellationToken);
        var report = own.Report;
        double? rawRate = raw?.Report.RequestsPerSecond;
        var ratio = rawRate is > 0 ? report.RequestsPerSecond / rawRate : null;
        var remark = report.FirstError is { } error ? $"{error} {note}" : note;
        return new BenchRow(row.Name, row.Unit, report.RequestsPerSecond, rawRate, report.P50.TotalMilliseconds, report.P95.TotalMilliseconds, report.P99.TotalMilliseconds,
            report.Errors + (raw?.Report.Errors ?? 0), remark, row.Bars(report, ratio))
        { Microseconds = own.Microseconds, RawMicroseconds = raw?.Microseconds };
    }

    private async Task<Measured> MeasureAsync(Target target, int connections, Func<int, long, ReadOnlyMemory<byte>> request, CancellationToken cancellationToken)
    {
        await LoadRun.ExecuteAsync(Spec(target.Address, connections, request, options.WarmUp), cancellationToken);
        var before = target.Process.ProcessorTime;
        var report = await LoadRun.ExecuteAsync(Spec(target.Address, connections, request, options.Measure), cancellationToken);
        return new Measured(report, (target.Process.ProcessorTime - before).TotalMicroseconds / Math.Max(1, report.Answers));
    }

    private static LoadSpec Spec(IPEndPoint target, int connections, Func<int, long, ReadOnlyMemory<byte>> request, TimeSpan duration) =>
        new(target, connections, request, duration, 5_000_000, status => status is >= 200 and < 300);

    private sealed record Measured(LoadReport Report, double Microseconds);
}
