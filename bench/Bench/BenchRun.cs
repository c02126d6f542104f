using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Carewright.Bench.Data;
using Carewright.Bench.Engine;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;
using Carewright.Bench.Rows;
using Carewright.Bench.Terms;

namespace Carewright.Bench;

/// <summary>One run from end to end: generate, import, start both servers, load them row by row, print and write what came out.</summary>
internal sealed class BenchRun(BenchOptions options)
{
    private const int DeepPage = 100;
    private readonly DirectoryInfo _folder = options.Keep ?? Directory.CreateTempSubdirectory("carewright-bench-");
    private readonly List<BenchRow> _rows = [];

    private string Files => Path.Combine(_folder.FullName, "files");

    private string Store => Path.Combine(_folder.FullName, "store");

    private string RawStore => Path.Combine(_folder.FullName, "raw");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetUtcNow();
        try
        {
            Say("generating the clinic");
            var corpus = Corpus.Write(new DirectoryInfo(Files), options.Patients, options.ChartResources);
            Say($"{corpus.References.Count:N0} resources, {corpus.Bytes / 1e6:N0} MB; one chart of {corpus.ChartSize:N0}");
            var filled = await FillAsync(corpus, cancellationToken);
            await ServeAsync(corpus, filled, cancellationToken);
            await MeasureKeepingAsync(cancellationToken);
            MeasureEngine();
            MeasureTerminology();
            ResultTable.Print(Console.Out, _rows);
            var result = BenchResult.Of(started, options, corpus.References.Count, _rows);
            Say($"written to {await result.WriteAsync(options.Results, cancellationToken)}");
        }
        finally
        {
            if (options.Keep is null)
                _folder.Delete(recursive: true);
        }
    }

    private async Task MeasureKeepingAsync(CancellationToken cancellationToken)
    {
        if (options.Only is not null && !KeepingRows.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            return;
        Say(KeepingRows.Name);
        _rows.AddRange(await new KeepingRows(new DirectoryInfo(Store), _folder).RunAsync(cancellationToken));
    }

    private void MeasureEngine()
    {
        if (options.Only is not null && !"engine".Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            return;
        Say("engine");
        _rows.AddRange(EngineBench.Run());
        _rows.AddRange(Hl7Bench.Run(options.IsQuick ? 200_000_000 : 1_000_000_000));
    }

    // A quick run takes a system of a fifth the size.
    private void MeasureTerminology()
    {
        if (options.Only is not null && !"terminology".Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            return;
        Say("terminology");
        var terms = new DirectoryInfo(Path.Combine(_folder.FullName, "terms"));
        _rows.AddRange(new TermBench(terms, options.IsQuick ? 100_000 : 500_000).Run());
        terms.Delete(recursive: true);
    }

    // A kept store is used again without importing; then there is nothing to say of the import.
    private async Task<FillResult> FillAsync(Corpus corpus, CancellationToken cancellationToken)
    {
        var note = Path.Combine(_folder.FullName, "filled.json");
        if (File.Exists(note))
            return JsonSerializer.Deserialize(await File.ReadAllTextAsync(note, cancellationToken), ChildJson.Default.FillResult)!;
        Say("importing: bare SQLite");
        var raw = JsonSerializer.Deserialize(await RunChildAsync(cancellationToken, "raw-fill", RawStore, Files), ChildJson.Default.RawFillResult)!;
        Say("importing: Carewright");
        var line = await RunChildAsync(cancellationToken, "fill", Store, Files);
        await File.WriteAllTextAsync(note, line, cancellationToken);
        var filled = JsonSerializer.Deserialize(line, ChildJson.Default.FillResult)!;
        var rate = filled.Accepted / filled.Seconds;
        _rows.Add(new BenchRow("NDJSON import", "resources/s", rate, raw.Resources / raw.Seconds, null, null, null, filled.Refused, "raw: body + 16 index rows, 1,000 per commit", [Bar.AtLeast(rate, 10_000, "resources/s")]));
        var bytes = new DirectoryInfo(Store).EnumerateFiles("*.db*").Sum(file => file.Length) / (double)filled.Accepted;
        var rawBytes = new DirectoryInfo(RawStore).EnumerateFiles("*.db*").Sum(file => file.Length) / (double)raw.Resources;
        _rows.Add(new BenchRow("disk per resource", "bytes", bytes, rawBytes, null, null, null, 0, $"JSON is {corpus.Bytes / corpus.References.Count:N0} bytes on average", [Bar.AtMost(bytes, 1_500, "at most", "bytes")]));
        return filled;
    }

    private static async Task<string> RunChildAsync(CancellationToken cancellationToken, params string[] args)
    {
        await using var child = Child.Start(args);
        return await child.LineAsync(cancellationToken);
    }

    private async Task ServeAsync(Corpus corpus, FillResult filled, CancellationToken cancellationToken)
    {
        var (port, barePort) = (FreePort(), FreePort());
        using var probe = new Probe(port, filled.PhysicianToken);
        await using var bare = Child.Start("raw-serve", RawStore, Text(barePort));
        await bare.LineAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await using var server = Child.Start("serve", Store, Text(port));
        await probe.WaitForAnswerAsync($"/fhir/Patient/{corpus.ChartPatient}", cancellationToken);
        var cold = Stopwatch.GetElapsedTime(started);
        _rows.Add(new BenchRow("cold start to first authenticated answer", "ms", cold.TotalMilliseconds, null, null, null, null, 0, "600,000 rounds of PBKDF2 included", []));
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        _rows.Add(Memory("memory at rest", server, $"{corpus.References.Count:N0} resources stored"));
        if (options.Only is null || ExportRow.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
        {
            Say(ExportRow.Name);
            _rows.Add(await new ExportRow(port, filled.SystemToken, server).RunAsync(cancellationToken));
        }
        await LoadAsync(new Requests(corpus, filled.PhysicianToken, filled.SystemToken), new LoadBench(options, new Target(Loopback(port), server), new Target(Loopback(barePort), bare)), probe, cancellationToken);
        _rows.Add(Memory("memory after all rows", server, null));
    }

    private async Task LoadAsync(Requests requests, LoadBench bench, Probe probe, CancellationToken cancellationToken)
    {
        var deep = await probe.WalkAsync(requests.LongSearch, DeepPage, cancellationToken);
        var rows = LoadRows.Of(requests, deep).Where(row => options.Only is null || row.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        Say("warming up");
        foreach (var row in rows)
            await bench.WarmUpAsync(row, cancellationToken);
        foreach (var row in rows)
        {
            Say(row.Name);
            var note = await NoteAsync(row, requests, probe, cancellationToken);
            var result = await bench.RunAsync(row, note, cancellationToken);
            _rows.Add(result);
            Say($"  {Numbers.Text(result.Measured)} {row.Unit}, raw {Numbers.Text(result.Raw ?? 0)}, p99 {Numbers.Text(result.P99 ?? 0)} ms, {result.Errors} errors, {Numbers.Text(result.Microseconds ?? 0)} us of processor time each, raw {Numbers.Text(result.RawMicroseconds ?? 0)}");
        }
    }

    // What the answers hold, looked at before they are counted.
    private static async Task<string?> NoteAsync(LoadRow row, Requests requests, Probe probe, CancellationToken cancellationToken)
    {
        const int Looked = 20;
        if (row.Name.StartsWith("search", StringComparison.Ordinal))
        {
            var entries = 0;
            for (var i = 0; i < Looked; i++)
                entries += await probe.EntriesAsync(PathOf(row.Request(0, i)), cancellationToken);
            return entries > 0 ? $"{Numbers.Text(entries / (double)Looked)} entries a page" : throw new BenchFault($"{row.Name} finds nothing.");
        }
        if (!row.Name.StartsWith("chart", StringComparison.Ordinal))
            return null;
        var request = requests.Chart();
        var (failed, resources) = await probe.BatchAsync(request[(request.Span.IndexOf("\r\n\r\n"u8) + 4)..], cancellationToken);
        return failed.Count == 0 ? $"{resources} resources in 16 entries" : $"{resources} resources; fails: {string.Join(", ", failed)}";
    }

    private static string PathOf(ReadOnlyMemory<byte> request) => Encoding.ASCII.GetString(request.Span).Split(' ')[1];

    private static BenchRow Memory(string name, Child server, string? note) => new(name, "MB", server.ResidentBytes / 1e6, null, null, null, null, 0, note, []);

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.Error.WriteLine(text);
}
