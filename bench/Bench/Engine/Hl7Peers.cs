using System.Diagnostics;
using System.Globalization;
using Carewright.Bench.Results;

namespace Carewright.Bench.Engine;

/// <summary>
/// Others' HL7 v2 parsers over the same messages in the same run: Debian's <c>python3-hl7</c> and npm's <c>node-hl7-client</c> (<c>bench/Peers/hl7</c>, after <c>npm ci</c> there). Those that are not installed are left out, and that is said.
/// </summary>
internal static class Hl7Peers
{
    private const string Seconds = "3";

    public static IEnumerable<BenchRow> Run(byte[][] messages, double own)
    {
        if (Folder() is not { } folder)
            yield break;
        var file = Path.GetTempFileName();
        using (var writer = File.Create(file))
            foreach (var message in messages)
            {
                writer.Write(message);
                writer.WriteByte((byte)'\n');
            }
        foreach (var (name, program, script) in new[] { ("python3-hl7", "/usr/bin/python3", "parse.py"), ("node-hl7-client", "node", "parse.mjs") })
        {
            if (Measure(program, Path.Combine(folder, script), file) is { } rate)
                yield return new BenchRow($"HL7 v2: {name}", "MB/s", rate / 1e6, null, null, null, null, 0, $"parsed, one identifier asked for; ours read {own / (rate / 1e6):N0} times as much", []);
            else
                Console.Error.WriteLine($"{name} is not measured: it is not installed");
        }
        File.Delete(file);
    }

    private static double? Measure(string program, string script, string file)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { script, file, Seconds })
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 && double.TryParse(output, CultureInfo.InvariantCulture, out var rate) ? rate : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "bench", "Peers", "hl7") is var found && Directory.Exists(found))
                return found;
        return null;
    }
}
