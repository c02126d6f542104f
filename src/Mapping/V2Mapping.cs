using Carewright.Hl7v2;
using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;
using Carewright.Mapping.Running;

namespace Carewright.Mapping;

/// <summary>The maps from HL7 v2 to FHIR R4, compiled: those that come with the program, and what a partner has otherwise. Immutable, safe for many threads.</summary>
public sealed class V2Mapping
{
    private const string Prefix = "maps/";
    private static readonly Lazy<V2Mapping> s_base = new(ReadBase);

    private readonly IReadOnlyList<MapLine> _lines;
    private readonly MapSet _maps;

    private V2Mapping(IReadOnlyList<MapLine> lines, MapSet maps) => (_lines, _maps) = (lines, maps);

    /// <summary>The maps that come with the program.</summary>
    public static V2Mapping Base => s_base.Value;

    /// <summary>Units as laboratories write them, where only one unit of UCUM can be meant.</summary>
    internal IReadOnlyDictionary<string, TableCode> Units => _maps.Units;

    /// <summary>Types and events that there are maps for, <c>ADT^A01</c>; without an event, all of a type that have none of their own.</summary>
    public IEnumerable<string> Messages => _maps.Messages;

    /// <summary>These maps with a partner's own on top.</summary>
    /// <param name="overrides">The text of a map file (docs/architecture/mapping.md).</param>
    /// <returns>The maps; null when the text has errors, each with its line.</returns>
    public (V2Mapping? Mapping, IReadOnlyList<Issue> Issues) With(string overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var issues = new List<Issue>();
        var lines = MapMerge.Merge(_lines, MapMerge.OneEach(new MapFileReader("overrides", issues).Read(overrides)), issues);
        return new MapLinker(lines, issues).Link() is { } maps ? (new V2Mapping(lines, maps), issues) : (null, issues);
    }

    /// <summary>What a message says, in FHIR. The same for the same message and context each time; never an exception, whatever the message.</summary>
    public MappedMessage Map(Hl7Message message, MappingContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        return new MapRun(_maps, message, context).Map();
    }

    private static V2Mapping ReadBase()
    {
        var (lines, issues) = (new List<MapLine>(), new List<Issue>());
        var assembly = typeof(V2Mapping).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            lines.AddRange(new MapFileReader(name[Prefix.Length..].Replace(".map", "", StringComparison.Ordinal), issues).Read(reader.ReadToEnd()));
        }
        var each = MapMerge.OneEach(lines);
        var maps = new MapLinker(each, issues).Link();
        return maps is not null ? new V2Mapping(each, maps) : throw new InvalidOperationException(string.Join(Environment.NewLine, issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }
}
