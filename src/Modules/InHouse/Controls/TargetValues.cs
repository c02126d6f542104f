namespace Carewright.InHouse.Controls;

/// <summary>What a control is expected to measure.</summary>
/// <param name="Mean">Its mean, in the unit of the analyte.</param>
/// <param name="Deviation">Its standard deviation, in the same unit; more than zero.</param>
internal readonly record struct TargetValues(decimal Mean, decimal Deviation)
{
    /// <summary>Fewer results of one's own say too little of what to expect (CLSI C24).</summary>
    internal const int LeastRuns = 20;

    /// <summary>How far a value is from the mean, in standard deviations.</summary>
    internal decimal ScoreOf(decimal value) => (value - Mean) / Deviation;

    /// <summary>Mean and standard deviation (n - 1) of one's own results; null when there are fewer than <see cref="LeastRuns"/>, or they do not vary.</summary>
    internal static TargetValues? Of(IReadOnlyCollection<decimal> values)
    {
        if (values.Count < LeastRuns)
            return null;
        var mean = values.Average();
        var deviation = (decimal)Math.Sqrt((double)(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
        return deviation > 0 ? new TargetValues(Math.Round(mean, 4), Math.Max(Math.Round(deviation, 4), 0.0001m)) : null;
    }
}
