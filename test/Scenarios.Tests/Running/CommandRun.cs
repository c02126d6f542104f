using System.Diagnostics;
using System.Text;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>The real program in its own process.</summary>
internal sealed class CommandRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly SemaphoreSlim _printed = new(0);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CommandRun(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
    }

    internal string Output => Text(_output);

    internal string Error => Text(_error);

    internal bool HasExited => _process.HasExited;

    /// <summary>Where <c>up</c> says it serves.</summary>
    internal Task<Uri> Address => _address.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>The built program beside the tests.</summary>
    internal static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "carewright.dll");

    /// <summary>Starts the program with the scenario's secrets in its environment.</summary>
    internal static CommandRun Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    /// <summary>Starts the program with other environment variables; null takes one away.</summary>
    internal static CommandRun Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments.Prepend(Path))
            start.ArgumentList.Add(argument);
        start.Environment["CAREWRIGHT_PASSPHRASE"] = RunningClinic.Passphrase;
        start.Environment["CAREWRIGHT_PASSWORD"] = RunningClinic.Password;
        foreach (var (name, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        var program = new CommandRun(Process.Start(start)!);
        program._process.StandardInput.Close();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs the program to its end.</summary>
    internal static async Task<CommandRun> RunAsync(params string[] arguments)
    {
        var program = Start(arguments);
        await program.ExitAsync();
        return program;
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    internal async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    internal CommandRun Expect(int exitCode)
    {
        Assert.True(_process.ExitCode == exitCode, $"exit code {exitCode} was expected, {_process.ExitCode} came:\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Waits until it has printed a line that holds a text, and gives the line.</summary>
    internal async Task<string> SaysAsync(string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (Output.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
                return line.Trim();
            Assert.False(HasExited, $"The program ended before it said '{text}':\n{Output}\n{Error}");
            await _printed.WaitAsync(limit.Token);
        }
    }

    /// <summary>Asks it to end, as Ctrl+C does.</summary>
    internal async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("a process is asked to end by a signal");
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ExitAsync();
    }

    /// <summary>Ends it as a power cut does: no handler runs, nothing is flushed.</summary>
    internal async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(StringBuilder text, string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException("The program ended before it served: " + Error));
            _printed.Release();
            return;
        }
        lock (text)
            text.AppendLine(line);
        _printed.Release();
        if (line.IndexOf("https://", StringComparison.Ordinal) is >= 0 and var at && Uri.TryCreate(line[at..].Trim(), UriKind.Absolute, out var address))
            _address.TrySetResult(address);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
