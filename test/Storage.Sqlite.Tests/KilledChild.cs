using System.Diagnostics;
using System.Reflection;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>This test program once more, at work on a store until it is killed without warning.</summary>
internal static class KilledChild
{
    /// <summary>Lets it say so many lines, and a little longer, kills it, and takes what it had said before it died.</summary>
    /// <param name="variable">The environment variable that tells it what to do.</param>
    /// <param name="folder">The store's folder, the variable's value.</param>
    /// <param name="lines">How many lines it says before the end begins.</param>
    /// <param name="milliseconds">How much longer it lives.</param>
    /// <param name="note">Takes each line; the last may be cut in the middle.</param>
    internal static async Task RunAsync(string variable, DirectoryInfo folder, int lines, int milliseconds, Action<string> note)
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.Environment[variable] = folder.FullName;
        using var child = Process.Start(start)!;
        try
        {
            for (var i = 0; i < lines && await child.StandardOutput.ReadLineAsync(stop) is { } line; i++)
                note(line);
            await Task.Delay(milliseconds, stop);
            Assert.False(child.HasExited, "The child ended by itself.");
        }
        finally
        {
            child.Kill();
        }
        while (await child.StandardOutput.ReadLineAsync(stop) is { } line)
            note(line);
        await child.WaitForExitAsync(stop);
    }
}
