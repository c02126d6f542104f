namespace Carewright.Fhir.Tests;

/// <summary>The examples of the R4 specification, as build/test.sh fetches them (test/Packages/package.json).</summary>
internal static class R4Examples
{
    private static readonly Lazy<string?> s_folder = new(Find);

    /// <summary>The JSON files, in name order. Skips the calling test (fails it in CI) when they were not fetched.</summary>
    public static IReadOnlyList<string> Files()
    {
        if (s_folder.Value is { } folder)
            return [.. Directory.EnumerateFiles(folder, "*-*.json").Order(StringComparer.Ordinal)];
        const string message = "needs the examples of FHIR R4: run npm ci in test/Packages";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(message);
        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "test", "Packages", "node_modules", "hl7.fhir.r4.examples");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
