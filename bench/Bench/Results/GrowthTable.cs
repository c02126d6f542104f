using System.Globalization;
using System.Text.Json;

namespace Carewright.Bench.Results;

/// <summary><c>growth SMALL.json LARGE.json</c>: two results of the bench side by side. The median of a row is to grow less than twofold while the data grow 64-fold.</summary>
internal static class GrowthTable
{
    public static async Task<int> PrintAsync(string small, string large)
    {
        var (less, more) = (await ReadAsync(small), await ReadAsync(large));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From {less.Resources:N0} to {more.Resources:N0} resources, {(double)more.Resources / less.Resources:0.0}-fold:"));
        Console.WriteLine("| row | rate, fewer | rate, more | p50 ms, fewer | p50 ms, more | growth of p50 |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var row in more.Rows.Where(row => row.P50 is not null))
            if (less.Rows.FirstOrDefault(other => other.Name == row.Name) is { P50: { } before } first && row.P50 is { } after)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {Numbers.Text(first.Measured)} | {Numbers.Text(row.Measured)} | {before:0.00} | {after:0.00} | {after / before:0.0} |"));
        return 0;
    }

    private static async Task<BenchResult> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(file, ResultJson.Default.BenchResult) ?? throw new BenchFault($"{path} holds no result.");
    }
}
