using System.Diagnostics;
using System.Formats.Tar;
using Carewright.Fhir.Json;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Search;

/// <summary>The Synthea bundles of the shared test data, unpacked in memory and parsed once for all tests.</summary>
internal static class Synthea
{
    private static readonly Lazy<Task<IReadOnlyList<ResourceDocument>>> s_bundles = new(Load);
    private static readonly Lazy<Task<IReadOnlyList<ResourceDocument>>> s_resources = new(LoadResources);

    /// <summary>The transaction Bundles as they come.</summary>
    public static Task<IReadOnlyList<ResourceDocument>> Bundles() => Require(s_bundles);

    /// <summary>Every resource of every Bundle as a document of its own.</summary>
    public static Task<IReadOnlyList<ResourceDocument>> Resources() => Require(s_resources);

    private static Task<IReadOnlyList<ResourceDocument>> Require(Lazy<Task<IReadOnlyList<ResourceDocument>>> documents)
    {
        SharedData.Require("fhir/synthea-r4-60.tar.xz");
        return documents.Value;
    }

    private static async Task<IReadOnlyList<ResourceDocument>> Load()
    {
        var archive = SharedData.Require("fhir/synthea-r4-60.tar.xz");
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", archive]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("xz could not be started.");
        var documents = new List<ResourceDocument>();
        using (var tar = new TarReader(xz.StandardOutput.BaseStream))
        {
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                if (entry.DataStream is not { } data || !entry.Name.EndsWith(".json", StringComparison.Ordinal))
                    continue;
                using var bytes = new MemoryStream();
                await data.CopyToAsync(bytes);
                documents.Add(Parse(bytes.ToArray()));
            }
        }
        await xz.WaitForExitAsync();
        Assert.NotEmpty(documents);
        return documents;
    }

    private static async Task<IReadOnlyList<ResourceDocument>> LoadResources() =>
        [.. (await s_bundles.Value).SelectMany(bundle => bundle.Root.Children("entry").Select(entry => Parse(entry.Child("resource").RawJson.ToArray())))];

    private static ResourceDocument Parse(byte[] json)
    {
        var outcome = ResourceDocument.Parse(json);
        Assert.Empty(outcome.Issues);
        return outcome.Document!;
    }
}
