using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Migration.Sources;

/// <summary>One resource read from a source, ready to be imported; or the reason why it could not be read.</summary>
/// <param name="Source">Name of the file.</param>
/// <param name="Line">1-based line where the resource starts.</param>
/// <param name="Json">The resource with an id and with references in their final form; empty when it could not be read.</param>
/// <param name="Issues">Why it could not be read; empty otherwise.</param>
public readonly record struct SourceResource(string Source, int Line, ReadOnlyMemory<byte> Json, IReadOnlyList<Issue> Issues);

/// <summary>
/// Reads the resources of one source: NDJSON line by line, a Bundle entry by entry, or a single resource. Inside a Bundle <c>fullUrl</c>s and conditional references between its entries
/// become <c>Type/id</c>; an entry without an id gets one from its <c>fullUrl</c> or else from its content, so that it is the same one next time.
/// </summary>
public static class SourceReader
{
    private const long MaximumBytes = 1L << 30;

    /// <summary>The resources of a source, in order, lazily.</summary>
    public static IEnumerable<SourceResource> Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var stream = source.Open();
        var items = source.Name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) ? NdjsonLines.Read(source.Name, stream) : Whole(source.Name, stream);
        foreach (var item in items)
            yield return item;
    }

    private static IEnumerable<SourceResource> Whole(string name, Stream stream)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            copy.Write(buffer.AsSpan(0, read));
            if (copy.Length > MaximumBytes)
                return [new SourceResource(name, 1, default, [Issue.Error(IssueTypes.TooLong, "IMPORT-FILE-SIZE", "A JSON file of more than 1 GiB: split it, or use NDJSON.")])];
        }
        ReadOnlyMemory<byte> bytes = copy.GetBuffer().AsMemory(0, (int)copy.Length);
        var parsed = ResourceDocument.Parse(bytes);
        if (parsed.Document is not { } document)
            return [new SourceResource(name, 1, default, parsed.Issues)];
        return document.ResourceType == "Bundle" ? BundleEntries.Read(name, document) : [new SourceResource(name, 1, StableId.Ensure(document, null), [])];
    }
}
