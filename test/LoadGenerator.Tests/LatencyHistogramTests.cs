namespace Carewright.LoadGenerator.Tests;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(123_456_789)]
    [InlineData(long.MaxValue)]
    public void A_single_value_is_every_quantile(long value)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(value);
        Assert.Equal(value, histogram.Quantile(0.5));
        Assert.Equal(value, histogram.Quantile(1));
        Assert.Equal(value, histogram.Max);
    }

    [Fact]
    public void Quantiles_are_within_two_percent_of_the_sorted_values()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Pow(10, 2 + (random.NextDouble() * 6))).ToList();
        var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < values.Count; i++) (i % 2 == 0 ? one : other).Record(values[i]);
        one.Add(other);
        values.Sort();
        Assert.Equal(values.Count, one.Count);
        foreach (var share in (double[])[0.01, 0.5, 0.95, 0.99, 0.999])
        {
            var exact = values[(int)Math.Ceiling(values.Count * share) - 1];
            Assert.InRange(one.Quantile(share), exact, (long)(exact * 1.02) + 1);
        }

        Assert.Equal(values[^1], one.Max);
    }

    [Fact]
    public void An_empty_histogram_says_zero() => Assert.Equal(0, new LatencyHistogram().Quantile(0.99));
}
