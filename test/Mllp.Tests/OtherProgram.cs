using System.Diagnostics;

namespace Carewright.Mllp.Tests;

/// <summary>A program that is not ours, run beside the test and ended with it.</summary>
internal sealed class OtherProgram : IDisposable
{
    private static readonly string s_folder = Path.Combine(Root(), "test", "Peers", "hl7");
    private readonly Process _process;

    private OtherProgram(Process process) => _process = process;

    /// <summary>Starts Debian's Python, which knows the package python3-hl7.</summary>
    internal static OtherProgram Python(params string[] arguments) => Start("/usr/bin/python3", "/usr/lib/python3/dist-packages/hl7", "python3-hl7", arguments);

    /// <summary>Starts the command of python3-hl7 that sends the messages of a file.</summary>
    internal static OtherProgram MllpSend(params string[] arguments) => Start("/usr/bin/mllp_send", "/usr/lib/python3/dist-packages/hl7", "python3-hl7", arguments);

    /// <summary>Starts Node.js with the packages that the lock file pins.</summary>
    internal static OtherProgram Node(params string[] arguments) => Start("node", Path.Combine(s_folder, "node_modules"), "npm ci in test/Peers/hl7", arguments);

    internal async Task<string> LineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("It ended: " + await _process.StandardError.ReadToEndAsync());

    internal async Task<string> AllAsync()
    {
        var all = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return all;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static OtherProgram Start(string program, string needed, string what, string[] arguments)
    {
        if (!Directory.Exists(needed) || (Path.IsPathRooted(program) && !File.Exists(program)))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail($"needs {what}");
            Assert.Skip($"needs {what}");
        }
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = s_folder };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new OtherProgram(Process.Start(start)!);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Carewright.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above the test.");
        return folder.FullName;
    }
}
