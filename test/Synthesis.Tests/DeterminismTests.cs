using System.Security.Cryptography;

namespace Carewright.Synthesis.Tests;

public sealed class DeterminismTests : IDisposable
{
    private static readonly ClinicPlan Plan = new(70, 11, new DateOnly(2026, 3, 8));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-synthesis-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Equal_plans_give_equal_bytes_and_other_seeds_do_not()
    {
        Assert.Equal(Hash(Plan), Hash(Plan));
        Assert.NotEqual(Hash(Plan), Hash(Plan with { Seed = 12 }));
    }

    [Fact]
    public async Task Files_are_the_same_for_every_degree_of_parallelism_and_equal_the_stream()
    {
        var one = await WriteAsync("one", 1);
        var three = await WriteAsync("three", 3);
        var eight = await WriteAsync("eight", 8);
        Assert.Equal(one, three);
        Assert.Equal(one, eight);
        Assert.Equal(Streamed(), one);
    }

    [Fact]
    public async Task The_report_counts_what_is_in_the_files()
    {
        var progress = new List<SynthesisProgress>();
        var target = _folder.CreateSubdirectory("counted");
        var report = await ClinicNdjson.WriteAsync(Plan, target, new Recorder(progress), TestContext.Current.CancellationToken);
        foreach (var (type, count) in report.ByType)
            Assert.Equal(count, File.ReadLines(Path.Combine(target.FullName, type + ".ndjson")).Count());
        Assert.Equal(report.Resources, report.ByType.Values.Sum());
        Assert.Equal(report.Bytes, target.GetFiles().Sum(file => file.Length));
        Assert.Equal(new SynthesisProgress(Plan.Patients, Plan.Patients, report.Resources), progress[^1]);
        Assert.Equal(progress.OrderBy(step => step.Patients), progress);
    }

    [Fact]
    public async Task Writing_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var progress = new Cancelling(source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ClinicNdjson.WriteAsync(Plan with { Patients = 100_000 }, _folder.CreateSubdirectory("cancelled"), progress, source.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ClinicPlan.MaxPatients + 1)]
    public void A_plan_outside_its_limits_is_refused_before_anything_is_generated(int patients)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ClinicGenerator.Generate(Plan with { Patients = patients }));
        Assert.Throws<ArgumentOutOfRangeException>(() => DemoStaff.For(Plan with { Patients = patients }));
    }

    [Fact]
    public void A_patient_does_not_depend_on_the_patients_after_it()
    {
        var few = Streams(Plan with { Patients = 5 });
        var more = Streams(Plan with { Patients = 6 });
        var changed = few.Keys.Count(patient => few[patient] != more[patient]);
        // Only the share of bookings depends on how many patients there are, so at most a few charts differ, by a visit today.
        Assert.True(changed <= 2, $"{changed} charts changed");
    }

    [Fact]
    public void A_hundred_patients_take_seconds()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var count = ClinicGenerator.Generate(Plan with { Patients = 100 }).Count();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{count} resources took {clock.Elapsed}");
        Assert.InRange(count, 6_000, 20_000);
    }

    private static Dictionary<string, string> Streams(ClinicPlan plan)
    {
        var charts = new Dictionary<string, string>(StringComparer.Ordinal);
        var current = "";
        foreach (var resource in ClinicGenerator.Generate(plan))
        {
            if (resource.ResourceType == "Patient") current = resource.Id;
            if (current.Length > 0) charts[current] = charts.GetValueOrDefault(current) + Convert.ToHexString(SHA256.HashData(resource.Json.Span));
        }

        return charts;
    }

    private static string Hash(ClinicPlan plan)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in ClinicGenerator.Generate(plan)) hash.AppendData(resource.Json.Span);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static SortedDictionary<string, string> Streamed()
    {
        var lines = new SortedDictionary<string, List<byte>>(StringComparer.Ordinal);
        foreach (var resource in ClinicGenerator.Generate(Plan))
        {
            if (!lines.TryGetValue(resource.ResourceType, out var bytes)) lines[resource.ResourceType] = bytes = [];
            bytes.AddRange(resource.Json.Span);
            bytes.Add((byte)'\n');
        }

        return new(lines.ToDictionary(pair => pair.Key, pair => Convert.ToHexString(SHA256.HashData([.. pair.Value]))), StringComparer.Ordinal);
    }

    private async Task<SortedDictionary<string, string>> WriteAsync(string name, int parallelism)
    {
        var target = _folder.CreateSubdirectory(name);
        await ClinicNdjson.WriteAsync(Plan, target, parallelism, null, TestContext.Current.CancellationToken);
        return new(target.GetFiles().ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)))), StringComparer.Ordinal);
    }

    private sealed class Recorder(List<SynthesisProgress> steps) : IProgress<SynthesisProgress>
    {
        public void Report(SynthesisProgress value) => steps.Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<SynthesisProgress>
    {
        public void Report(SynthesisProgress value)
        {
            if (value.Patients > 0) source.Cancel();
        }
    }
}
