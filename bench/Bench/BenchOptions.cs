using System.Globalization;

namespace Carewright.Bench;

/// <summary>What to measure, on how much, for how long.</summary>
/// <param name="Patients">Generated patients; about 80 resources each.</param>
/// <param name="ChartResources">Resources of the one patient with a large chart.</param>
/// <param name="Measure">How long each row is measured.</param>
/// <param name="WarmUp">How long each row is warmed up before.</param>
/// <param name="Connections">Connections of the load.</param>
/// <param name="Only">Names of rows must contain this; null for all.</param>
/// <param name="Results">Folder of the JSON.</param>
/// <param name="Keep">Where the stores are made and left; null: a temporary folder that is deleted.</param>
internal sealed record BenchOptions(
    int Patients, int ChartResources, TimeSpan Measure, TimeSpan WarmUp, int Connections, string? Only, DirectoryInfo Results, DirectoryInfo? Keep)
{
    public const string Usage =
        """
        usage: ./carewright bench growth SMALL.json LARGE.json
               ./carewright bench [--quick] [--patients N] [--seconds N] [--connections N] [--only TEXT] [--keep DIR] [--results DIR]
          --quick        fewer patients and shorter rows: about a minute and a half
          --patients N   generated patients (about 80 resources each)
          --seconds N    how long each row is measured
          --connections  connections of the load, 1 to 256 (32)
          --only TEXT    only the load rows whose name contains the text
          --keep DIR     make the stores in DIR and leave them there; found there, they are used again
          growth         prints how rate and median of two kept results differ
          --results DIR  where the JSON goes (bench/results)
        """;

    public bool IsQuick { get; private init; }

    /// <summary>Null when the arguments are not understood.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        var isQuick = args.Contains("--quick");
        var options = new BenchOptions(isQuick ? 250 : 1250, 10_000, TimeSpan.FromSeconds(isQuick ? 2 : 6), TimeSpan.FromSeconds(isQuick ? 1 : 2), 32, null, new DirectoryInfo("bench/results"), null) { IsQuick = isQuick };
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick")
                continue;
            if (i + 1 >= args.Length || options.With(args[i], args[++i]) is not { } next)
                return null;
            options = next;
        }
        return options;
    }

    private BenchOptions? With(string name, string value) => name switch
    {
        "--patients" when Number(value, 10, 100_000) is { } n => this with { Patients = n },
        "--seconds" when Number(value, 1, 600) is { } n => this with { Measure = TimeSpan.FromSeconds(n) },
        "--connections" when Number(value, 1, 256) is { } n => this with { Connections = n },
        "--only" => this with { Only = value },
        "--keep" => this with { Keep = new DirectoryInfo(value) },
        "--results" => this with { Results = new DirectoryInfo(value) },
        _ => null,
    };

    private static int? Number(string text, int low, int high) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high ? number : null;
}
