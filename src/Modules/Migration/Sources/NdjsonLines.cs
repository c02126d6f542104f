using Carewright.Fhir.Json;

namespace Carewright.Migration.Sources;

/// <summary>NDJSON: one resource a line (FHIR Bulk Data 2.0, "FHIR resource as NDJSON"). Empty lines are passed over; a line that is a Bundle is taken apart.</summary>
internal static class NdjsonLines
{
    internal static IEnumerable<SourceResource> Read(string name, Stream stream)
    {
        var line = 0;
        foreach (var bytes in Split(stream))
        {
            line++;
            if (IsBlank(bytes.Span))
                continue;
            var parsed = ResourceDocument.Parse(bytes);
            if (parsed.Document is not { } document)
                yield return new SourceResource(name, line, default, parsed.Issues);
            else if (document.ResourceType == "Bundle")
            {
                foreach (var item in BundleEntries.Read(name, document))
                    yield return item with { Line = line };
            }
            else
                yield return new SourceResource(name, line, StableId.Ensure(document, null), []);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(Stream stream)
    {
        var buffer = new byte[1 << 18];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var read = stream.Read(buffer.AsSpan(filled));
            filled += read;
            var start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                yield return buffer.AsSpan(start, length).ToArray();
                start += length + 1;
            }
            if (read == 0)
            {
                if (start < filled)
                    yield return buffer.AsSpan(start, filled - start).ToArray();
                yield break;
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
