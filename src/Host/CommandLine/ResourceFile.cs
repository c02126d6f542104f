using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Host.Consoles;
using Carewright.Kernel;

namespace Carewright.Host.CommandLine;

/// <summary>Reads one resource from a file, JSON or XML by its first character.</summary>
internal static class ResourceFile
{
    internal static (ResourceDocument? Document, IReadOnlyList<Issue> Issues) Read(FileInfo file)
    {
        if (!file.Exists)
            throw new ConsoleException($"There is no file '{file}'.");
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(file.FullName);
        IReadOnlyList<Issue> issues = [];
        if (bytes.Span.IndexOfAnyExcept(" \t\r\n\uFEFF"u8) is >= 0 and var first && bytes.Span[first] == (byte)'<')
        {
            var (json, found) = FhirXml.ToJson(bytes);
            if (json is not { } converted)
                return (null, found);
            (bytes, issues) = (converted, found);
        }
        var parsed = ResourceDocument.Parse(bytes);
        return (parsed.Document, [.. issues, .. parsed.Issues]);
    }
}
