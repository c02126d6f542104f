using System.Diagnostics;

namespace Carewright.Bench.Processes;

/// <summary>
/// This program again, with a hidden verb. It writes lines that the parent reads, and ends when its standard input does, so that no child outlives a bench that was killed.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>Memory that is resident now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static Child Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        // Under `dotnet bench.dll` the process is the host, and the assembly its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        return new Child(Process.Start(start) ?? throw new BenchFault("A child process did not start."));
    }

    /// <summary>The next line that the child writes.</summary>
    /// <exception cref="BenchFault">It ended instead.</exception>
    public async Task<string> LineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new BenchFault("A child process ended before it was done; what it says is above.");

    /// <summary>Asks it to stop and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }
}
