using System.Text.Json;

namespace Carewright.Subscriptions.Topics;

/// <summary>The topics that ship. They are put into the record once, as ordinary resources; from then on they are the clinic's.</summary>
internal static class StarterTopics
{
    private const string Prefix = "topic.";
    private static readonly Lazy<IReadOnlyList<(string Id, ReadOnlyMemory<byte> Json)>> s_all = new(Read);

    /// <summary>Logical id and JSON of each.</summary>
    internal static IReadOnlyList<(string Id, ReadOnlyMemory<byte> Json)> All => s_all.Value;

    private static List<(string Id, ReadOnlyMemory<byte> Json)> Read()
    {
        var assembly = typeof(StarterTopics).Assembly;
        var topics = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var json = copy.ToArray();
            using var parsed = JsonDocument.Parse(json);
            topics.Add((parsed.RootElement.GetProperty("id").GetString()!, json));
        }
        return topics;
    }
}
