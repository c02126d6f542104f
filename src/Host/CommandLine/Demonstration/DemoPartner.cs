using System.Diagnostics;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine.Demonstration;

/// <summary>A partner of a demonstration: <c>sandbox KIND</c> as a process of its own. It ends with the clinic, also when the clinic is killed: it reads its input until that ends.</summary>
internal sealed class DemoPartner : IAsyncDisposable
{
    private readonly string _label;
    private readonly Process _process;
    private readonly Task _telling;

    private DemoPartner(string label, Process process)
    {
        (_label, _process) = (label, process);
        _telling = TellAsync();
    }

    /// <summary>Starts the process.</summary>
    /// <param name="label">What it is called before each line that it prints.</param>
    /// <param name="arguments">What follows <c>sandbox</c>.</param>
    /// <exception cref="ConsoleException">It does not start.</exception>
    internal static DemoPartner Start(string label, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(DemoPartner).Assembly.Location);
        foreach (var argument in arguments.Prepend("sandbox").Append("--until-input-ends"))
            start.ArgumentList.Add(argument);
        return new DemoPartner(label, Process.Start(start) ?? throw new ConsoleException($"The {label} of the demonstration does not start."));
    }

    /// <summary>Gives the process a line to read; one that has ended reads none.</summary>
    internal async Task FeedAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            Console.WriteLine($"  {_label,-10}  is gone");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself: what could not be written any more goes with it.
        }
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task TellAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            Console.WriteLine($"  {_label,-10}  {line}");
    }
}
