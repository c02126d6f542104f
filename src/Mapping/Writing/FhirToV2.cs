using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Writing.Linked;
using Carewright.Mapping.Writing.Running;

namespace Carewright.Mapping.Writing;

/// <summary>The maps from FHIR R4 to HL7 v2, compiled: those that come with the program, and what a partner has otherwise. Immutable, safe for many threads.</summary>
public sealed class FhirToV2
{
    private const string Prefix = "writing/";
    private static readonly Lazy<IReadOnlyList<MapLine>> s_tables = new(() => [.. ReadAll("maps/", []).Where(line => line.Tokens[0].Is("table"))]);
    private static readonly Lazy<FhirToV2> s_base = new(ReadBase);

    private readonly IReadOnlyList<MapLine> _lines;
    private readonly WritingSet _maps;

    private FhirToV2(IReadOnlyList<MapLine> lines, WritingSet maps) => (_lines, _maps) = (lines, maps);

    /// <summary>The maps that come with the program.</summary>
    public static FhirToV2 Base => s_base.Value;

    /// <summary>Messages that can be written, in alphabetical order: type and event, <c>OML^O21</c>, and a third part where there are several of one event.</summary>
    public IReadOnlyList<string> Messages => [.. _maps.Messages.Keys.Order(StringComparer.Ordinal)];

    /// <summary>These maps with a partner's own on top.</summary>
    /// <param name="overrides">The text of a map file (docs/architecture/mapping.md, "The other direction").</param>
    /// <returns>The maps; null when the text has errors, each with its line.</returns>
    public (FhirToV2? Mapping, IReadOnlyList<Issue> Issues) With(string overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var issues = new List<Issue>();
        var lines = MapMerge.Merge(_lines, MapMerge.OneEach(new MapFileReader("overrides", issues).Read(overrides)), issues);
        return new WritingLinker(lines, s_tables.Value, issues).Link() is { } maps ? (new FhirToV2(lines, maps), issues) : (null, issues);
    }

    /// <summary>Writes a message. The same for the same record and context each time; never an exception, whatever the resources.</summary>
    /// <param name="message">One of <see cref="Messages"/>.</param>
    /// <param name="record">What it is about.</param>
    /// <param name="context">For whom, and when.</param>
    public WrittenMessage Write(string message, OutboundRecord record, WritingContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(context);
        return _maps.Messages.TryGetValue(message, out var layout) ? new WritingRun(_maps, layout, record, context).Write() : new WrittenMessage(message, null, [WritingIssues.Unknown(message)]);
    }

    private static FhirToV2 ReadBase()
    {
        var issues = new List<Issue>();
        var each = MapMerge.OneEach(ReadAll(Prefix, issues));
        var maps = new WritingLinker(each, s_tables.Value, issues).Link();
        return maps is not null ? new FhirToV2(each, maps) : throw new InvalidOperationException(string.Join(Environment.NewLine, issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }

    private static List<MapLine> ReadAll(string prefix, List<Issue> issues)
    {
        var lines = new List<MapLine>();
        var assembly = typeof(FhirToV2).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            lines.AddRange(new MapFileReader(name.Replace(".map", "", StringComparison.Ordinal).Replace("maps/", "", StringComparison.Ordinal), issues).Read(reader.ReadToEnd()));
        }
        return lines;
    }
}
