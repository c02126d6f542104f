namespace Carewright.Detection.Profiles;

/// <summary>A running mean and variance that forgets slowly (Welford's method with a lower bound on the weight of a new value), in three numbers.</summary>
internal sealed class Baseline
{
    // A new value weighs at least a hundredth: about the last hundred active hours make up the baseline.
    private const double LeastWeight = 0.01;

    /// <summary>Values taken.</summary>
    public long Taken { get; set; }

    /// <summary>Mean.</summary>
    public double Mean { get; set; }

    /// <summary>Variance.</summary>
    public double Variance { get; set; }

    /// <summary>Takes a value.</summary>
    public void Take(double value)
    {
        Taken++;
        var weight = Math.Max(LeastWeight, 1.0 / Taken);
        var distance = value - Mean;
        Mean += weight * distance;
        Variance = (1 - weight) * (Variance + (weight * distance * distance));
    }

    /// <summary>What is far above everything usual: the mean and so many standard deviations, of at least one each.</summary>
    public double Above(double deviations) => Mean + (deviations * Math.Max(1, Math.Sqrt(Variance)));
}
