using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carewright.Bench.Results;

/// <summary>All of a run: where and when it ran, on how much, and its rows.</summary>
internal sealed record BenchResult(
    DateTimeOffset At, string Processor, int Processors, double MemoryGigabytes, string Runtime, string System, int Connections, double SecondsPerRow, long Resources, IReadOnlyList<BenchRow> Rows)
{
    public static BenchResult Of(DateTimeOffset at, BenchOptions options, long resources, IReadOnlyList<BenchRow> rows) => new(
        at, ProcessorName(), Environment.ProcessorCount, Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1), RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription, options.Connections, options.Measure.TotalSeconds, resources, rows);

    /// <summary>Writes <c>DATE.json</c>; a later run of the same day gets the time into its name.</summary>
    public async Task<string> WriteAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        folder.Create();
        var day = Path.Combine(folder.FullName, $"{At:yyyy-MM-dd}.json");
        var path = File.Exists(day) ? Path.Combine(folder.FullName, $"{At:yyyy-MM-dd'T'HHmmss}.json") : day;
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, ResultJson.Default.BenchResult, cancellationToken);
        return path;
    }

    private static string ProcessorName() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}

/// <summary>The JSON of a result.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
