using System.Diagnostics;
using System.Globalization;

namespace Carewright.Host.CommandLine;

/// <summary>A progress bar on standard error that rewrites one line on a terminal and stays silent elsewhere.</summary>
internal sealed class ProgressLine(string unit) : IDisposable
{
    private const int Width = 30;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private long _lastShown;

    /// <summary>Shows how far it is; at most ten times a second.</summary>
    /// <param name="done">Done so far.</param>
    /// <param name="total">Of how many; 0 when that is not known.</param>
    /// <param name="detail">What is being worked on, or null.</param>
    internal void Update(long done, long total = 0, string? detail = null)
    {
        lock (_lock)
        {
            if (!_isTerminal || (_elapsed.ElapsedMilliseconds - _lastShown < 100 && done != total))
                return;
            _lastShown = _elapsed.ElapsedMilliseconds;
            var rate = done / Math.Max(0.001, _elapsed.Elapsed.TotalSeconds);
            var bar = total > 0 ? $"[{new string('#', (int)(Width * done / total)).PadRight(Width, '.')}] " : "";
            var text = string.Create(CultureInfo.InvariantCulture, $"{bar}{done:N0} {unit}, {rate:N0} a second  {detail}");
            Console.Error.Write($"\r{Fit(text)}");
        }
    }

    internal void Finish()
    {
        if (_isTerminal && _lastShown > 0)
            Console.Error.WriteLine();
    }

    public void Dispose() => Finish();

    private static string Fit(string text)
    {
        var width = Math.Max(20, Console.BufferWidth - 1);
        return text.Length > width ? text[..width] : text.PadRight(width);
    }
}
