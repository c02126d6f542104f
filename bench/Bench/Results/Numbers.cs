using System.Globalization;

namespace Carewright.Bench.Results;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    public static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,##0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
