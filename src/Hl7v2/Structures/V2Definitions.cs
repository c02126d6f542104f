using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;

namespace Carewright.Hl7v2.Structures;

/// <summary>
/// Segments, data types and message structures of one version, as published: 2.1 to 2.7.1. Loaded once, safe for many threads. A version that is not there is read by the nearest before it, 2.8 by 2.7.1.
/// </summary>
public sealed class V2Definitions
{
    private static readonly Lazy<IReadOnlyDictionary<string, List<string>>> s_lines = new(ReadAll);
    private static readonly ConcurrentDictionary<string, V2Definitions> s_known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompositeDefinition> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompositeDefinition> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _structures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MessageStructure> _parsed = new(StringComparer.Ordinal);

    private V2Definitions(string version, List<string> lines)
    {
        Version = version;
        for (var i = 0; i < lines.Count;)
        {
            var cells = lines[i++].Split('\t');
            if (cells[0] == "M")
            {
                _structures[cells[1]] = cells[2];
                continue;
            }
            var items = new List<ItemDefinition>();
            while (i < lines.Count && lines[i][0] is 'c' or 'f')
                items.Add(Item(items.Count + 1, lines[i++].Split('\t')));
            (cells[0] == "S" ? _segments : _types)[cells[1]] = new CompositeDefinition(cells[1], cells[2], items);
        }
    }

    /// <summary>The versions there are, oldest first.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1"];

    /// <summary>The version that it is of.</summary>
    public string Version { get; }

    /// <summary>Names of all message structures.</summary>
    public IEnumerable<string> StructureNames => _structures.Keys;

    /// <summary>The dictionary of a version as MSH-12 gives it; of the nearest before it where there is none, of 2.5.1 where it is no version.</summary>
    public static V2Definitions Of(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var known = System.Version.TryParse(version, out var asked) ? Versions.LastOrDefault(each => System.Version.Parse(each) <= asked) ?? Versions[0] : "2.5.1";
        return s_known.GetOrAdd(known, static one => new V2Definitions(one, s_lines.Value[one]));
    }

    /// <summary>The dictionary for a message (MSH-12).</summary>
    public static V2Definitions Of(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Of(message[0][12].Component(1).Text);
    }

    /// <summary>A segment; null when the version has none of that name.</summary>
    public CompositeDefinition? Segment(string name) => _segments.GetValueOrDefault(name);

    /// <summary>A data type; null when the version has none of that name.</summary>
    public CompositeDefinition? DataType(string name) => _types.GetValueOrDefault(name);

    /// <summary>The structure of a name; null when there is none.</summary>
    public MessageStructure? Structure(string name) =>
        _structures.TryGetValue(name, out var text) ? _parsed.GetOrAdd(name, static (one, words) => new MessageStructure(one, StructureText.Parse(words)), text) : null;

    /// <summary>The structure of a message by its type and event (MSH-9.1, MSH-9.2), or else by what it says itself (MSH-9.3); null when neither is known.</summary>
    public MessageStructure? Structure(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var type = message[0][9];
        var code = type.Component(1).Text;
        return Structure($"{code}_{type.Component(2).Text}") ?? Structure(type.Component(3).Text) ?? Structure(code);
    }

    private static ItemDefinition Item(int number, string[] cells) =>
        new(number, cells[1], OptionalityOf(cells[2]), Number(cells[3]), Number(cells[4]), Number(cells[5]), cells[6]);

    private static Optionality OptionalityOf(string letter) => letter switch
    {
        "R" => Optionality.Required,
        "C" => Optionality.Conditional,
        "W" => Optionality.Withdrawn,
        _ => Optionality.Optional,
    };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Dictionary<string, List<string>> ReadAll()
    {
        using var resource = typeof(V2Definitions).Assembly.GetManifestResourceStream("v2.definitions.br") ?? throw new InvalidOperationException("The dictionary is not in the assembly.");
        using var reader = new StreamReader(new BrotliStream(resource, CompressionMode.Decompress));
        var versions = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> current = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("V\t", StringComparison.Ordinal))
                versions[line[2..]] = current = [];
            else
                current.Add(line);
        }
        return versions;
    }
}

/// <summary>Reads the compiled form of a structure: <c>MSH SFT* PATIENT( PID PD1? )?</c>.</summary>
internal static class StructureText
{
    public static IReadOnlyList<StructurePart> Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var place = 0;
        return Parts(words, ref place, out _);
    }

    private static List<StructurePart> Parts(string[] words, ref int place, out string quantity)
    {
        var parts = new List<StructurePart>();
        while (place < words.Length && words[place][0] != ')')
        {
            var word = words[place++];
            if (word[^1] != '(')
            {
                parts.Add(Part(word.TrimEnd('?', '*', '+'), word, []));
                continue;
            }
            var inner = Parts(words, ref place, out var times);
            // A group that the dictionary gives no parts of says nothing.
            if (inner.Count > 0)
                parts.Add(Part(word[..^1], times, inner));
        }
        quantity = place < words.Length ? words[place++] : "";
        return parts;
    }

    private static StructurePart Part(string name, string quantity, IReadOnlyList<StructurePart> parts) => new(name, quantity[^1] is not ('?' or '*'), quantity[^1] is '*' or '+', parts);
}
