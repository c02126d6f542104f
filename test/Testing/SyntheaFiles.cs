using System.Diagnostics;
using Xunit;

namespace Carewright.Testing;

/// <summary>The Synthea transaction bundles of the shared test data, unpacked once per process into a temporary folder that is removed at exit.</summary>
public static class SyntheaFiles
{
    private static readonly Lazy<string?> s_folder = new(Unpack);

    /// <summary>Paths of the bundles, in name order. Skips the calling test (fails it in CI) without the data or without tar and xz.</summary>
    public static IReadOnlyList<string> Bundles()
    {
        SharedData.Require("fhir/synthea-r4-60.tar.xz");
        if (s_folder.Value is { } folder)
            return [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        const string message = "needs tar and xz (package xz-utils) to unpack fhir/synthea-r4-60.tar.xz";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(message);
        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    private static string? Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("carewright-synthea-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo("tar") { RedirectStandardError = true };
        foreach (var argument in new[] { "-xJf", SharedData.Require("fhir/synthea-r4-60.tar.xz"), "-C", folder })
            start.ArgumentList.Add(argument);
        try
        {
            using var tar = Process.Start(start)!;
            tar.StandardError.ReadToEnd();
            tar.WaitForExit();
            return tar.ExitCode == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
