using Xunit;

namespace Carewright.Testing;

/// <summary>
/// Finds the third-party test data, which the project never contains. A clone without it skips the tests that need it, by name;
/// in CI (<c>CI=true</c>) its absence is a failure.
/// </summary>
public static class SharedData
{
    /// <summary>Environment variable that names the folder; otherwise <c>shared/data</c> is looked for beside each parent folder.</summary>
    public const string Variable = "CAREWRIGHT_TEST_DATA";

    private static readonly Lazy<string?> s_root = new(FindRoot);

    /// <summary>The full path of a file or folder of the test data. Skips the calling test (fails it in CI) when it is not there.</summary>
    /// <param name="relativePath">Path below the data folder with forward slashes, such as <c>fhirpath/tests-fhir-r4.dev.xml</c>.</param>
    public static string Require(string relativePath)
    {
        var path = s_root.Value is { } root ? Path.Combine(root, relativePath.Replace('/', Path.DirectorySeparatorChar)) : null;
        if (path is not null && (File.Exists(path) || Directory.Exists(path)))
            return path;
        var message = $"needs the shared test data: {relativePath}";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(message);
        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (File.Exists(Path.Combine(candidate, "PROVENANCE.md")))
                return candidate;
        }
        return null;
    }
}
