namespace Carewright.Bench.Results;

/// <summary>One bar and whether it is met.</summary>
/// <param name="Text">The bar in words.</param>
/// <param name="Share">Measured against asked, 1 or more is met.</param>
internal sealed record Bar(string Text, double Share)
{
    public bool IsMet => Share >= 1;

    public static Bar AtLeast(double measured, double asked, string unit) => new($"{Numbers.Text(asked)} {unit}", measured / asked);

    public static Bar AtMost(double measured, double asked, string what, string unit) => new($"{what} {Numbers.Text(asked)} {unit}", asked / Math.Max(measured, 1e-9));

    public static Bar ShareOfRaw(double ratio, double asked) => new($"{Numbers.Text(asked * 100)} % of raw", ratio / asked);
}

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Of <paramref name="Measured"/> and <paramref name="Raw"/>.</param>
/// <param name="Measured">Carewright.</param>
/// <param name="Raw">The raw limit in the same run; null where there is none.</param>
/// <param name="P50">Median latency in milliseconds; null where none was taken.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Errors">Requests that were not answered as expected.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Bars">What was asked.</param>
internal sealed record BenchRow(
    string Name, string Unit, double Measured, double? Raw, double? P50, double? P95, double? P99, long Errors, string? Note, IReadOnlyList<Bar> Bars)
{
    /// <summary>Processor time of the server for one request, in microseconds; null where none was taken. It holds on a busy machine, where rates do not.</summary>
    public double? Microseconds { get; init; }

    /// <summary>The same of the bare server.</summary>
    public double? RawMicroseconds { get; init; }

    public double? Ratio => Raw is > 0 ? Measured / Raw : null;
}
