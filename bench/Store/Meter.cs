using System.Diagnostics;

namespace Carewright.StoreBench;

/// <summary>A rate by the clock, and the processor time of one operation over all threads.</summary>
internal readonly record struct Measured(double PerSecond, double ProcessorMicroseconds);

/// <summary>Measures stretches of work.</summary>
internal sealed class Meter
{
    private readonly Stopwatch _clock = new();
    private TimeSpan _processor;
    private TimeSpan _started;

    public void Start()
    {
        _started = Environment.CpuUsage.TotalTime;
        _clock.Start();
    }

    public void Stop()
    {
        _clock.Stop();
        _processor += Environment.CpuUsage.TotalTime - _started;
    }

    public Measured Per(int operations) => new(operations / _clock.Elapsed.TotalSeconds, _processor.TotalMicroseconds / Math.Max(1, operations));
}
