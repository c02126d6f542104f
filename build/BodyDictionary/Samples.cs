using System.Text;
using System.Text.Json;

namespace Carewright.BodyDictionary;

/// <summary>Resources as compact JSON, from files.</summary>
internal static class Samples
{
    /// <summary>Bytes of the dictionary.</summary>
    internal const int DictionarySize = 64 * 1024;

    /// <summary>Bytes of samples in all.</summary>
    internal const int BytesPerSource = 12_000_000;

    private const int LargestSample = 20_000;

    /// <summary>Every resource below a folder: a line of NDJSON, an entry of a Bundle, or a file.</summary>
    internal static List<byte[]> Of(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".json" or ".ndjson").Order(StringComparer.Ordinal).SelectMany(Resources)];

    /// <summary>Evenly spread samples of a set, up to a number of bytes; very large ones are left out.</summary>
    internal static IEnumerable<byte[]> Spread(List<byte[]> all, int bytes)
    {
        var small = all.Where(sample => sample.Length <= LargestSample).ToList();
        var step = Math.Max(1, (int)(small.Sum(sample => (long)sample.Length) / bytes));
        return small.Where((_, i) => i % step == 0);
    }

    private static IEnumerable<byte[]> Resources(string file)
    {
        if (Path.GetExtension(file) == ".ndjson")
            return File.ReadLines(file).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        if (!root.TryGetProperty("resourceType", out var type))
            return [];
        return type.GetString() == "Bundle" && root.TryGetProperty("entry", out var entries)
            ? [.. entries.EnumerateArray().Where(entry => entry.TryGetProperty("resource", out _)).Select(entry => JsonSerializer.SerializeToUtf8Bytes(entry.GetProperty("resource")))]
            : [JsonSerializer.SerializeToUtf8Bytes(root)];
    }
}
