using System.Globalization;

namespace Carewright.Bench.Results;

/// <summary>Prints rows as a Markdown table, aligned, so that it can be read in a terminal and pasted into a document.</summary>
internal static class ResultTable
{
    private static readonly string[] s_heads = ["row", "measured", "raw limit", "ratio", "us each", "raw us", "p50 ms", "p95 ms", "p99 ms", "bars", "note"];

    public static void Print(TextWriter output, IReadOnlyList<BenchRow> rows)
    {
        var lines = rows.Select(Cells).Prepend(s_heads).ToList();
        var widths = Enumerable.Range(0, s_heads.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        for (var i = 0; i < lines.Count; i++)
        {
            output.WriteLine($"| {string.Join(" | ", lines[i].Select((cell, column) => column is >= 1 and <= 8 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))} |");
            if (i == 0)
                output.WriteLine($"|{string.Join('|', widths.Select((width, column) => column is >= 1 and <= 8 ? $"{new string('-', width + 1)}:" : new string('-', width + 2)))}|");
        }
    }

    private static string[] Cells(BenchRow row) =>
    [
        row.Name,
        $"{Numbers.Text(row.Measured)} {row.Unit}",
        row.Raw is { } raw ? Numbers.Text(raw) : "",
        row.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.0} %") : "",
        row.Microseconds is { } each ? Numbers.Text(each) : "",
        row.RawMicroseconds is { } rawEach ? Numbers.Text(rawEach) : "",
        Milliseconds(row.P50),
        Milliseconds(row.P95),
        Milliseconds(row.P99),
        string.Join("; ", row.Bars.Select(bar => bar.IsMet ? $"{bar.Text}: met" : string.Create(CultureInfo.InvariantCulture, $"{bar.Text}: MISSED, {bar.Share * 100:0} % of it"))),
        row.Errors > 0 ? $"{row.Errors} errors! {row.Note}" : row.Note ?? "",
    ];

    private static string Milliseconds(double? value) => value is { } ms ? ms.ToString("0.00", CultureInfo.InvariantCulture) : "";
}
