using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Carewright.Audit;

/// <summary>An interaction that the log names.</summary>
/// <param name="Name">As records carry it.</param>
/// <param name="Meaning">In words.</param>
/// <param name="Kind">What AuditEvent it is.</param>
public sealed record AuditInteraction(string Name, string Meaning, AuditEventKind Kind);

/// <summary>The one table of interactions (<c>interactions.txt</c>), read once.</summary>
public static partial class AuditInteractions
{
    private const string Resource = "interactions.txt";
    private const string RestInteraction = AuditEventKind.RestInteraction;

    private static readonly FrozenDictionary<string, EventCoding> s_types = new Dictionary<string, EventCoding>
    {
        ["rest"] = AuditEventKind.Rest,
        ["application"] = new(AuditEventKind.Dicom, "110100", "Application Activity"),
        ["log-used"] = new(AuditEventKind.Dicom, "110101", "Audit Log Used"),
        ["export"] = new(AuditEventKind.Dicom, "110106", "Export"),
        ["import"] = new(AuditEventKind.Dicom, "110107", "Import"),
        ["query"] = new(AuditEventKind.Dicom, "110112", "Query"),
        ["alert"] = new(AuditEventKind.Dicom, "110113", "Security Alert"),
        ["authentication"] = new(AuditEventKind.Dicom, "110114", "User Authentication"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // DICOM PS3.16 CID 402, 403: what a type of event is about.
    private static readonly FrozenDictionary<string, string> s_subtypes = new Dictionary<string, string>
    {
        ["110122"] = "Login",
        ["110123"] = "Logout",
        ["110126"] = "Node Authentication",
        ["110127"] = "Emergency Override Started",
        ["110128"] = "Network Configuration",
        ["110129"] = "Security Configuration",
        ["110131"] = "Software Configuration",
        ["110132"] = "Use of Restricted Function",
        ["110133"] = "Audit Recording Stopped",
        ["110135"] = "Object Security Attributes Changed",
        ["110136"] = "Security Roles Changed",
        ["110137"] = "User Security Attributes Changed",
        ["110138"] = "Emergency Override Stopped",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, AuditInteraction> s_all = Read().ToFrozenDictionary(one => one.Name, StringComparer.Ordinal);

    /// <summary>All, by name.</summary>
    public static IReadOnlyList<AuditInteraction> All { get; } = [.. s_all.Values.OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>The interaction of a name; null when the table has none: a FHIR operation.</summary>
    public static AuditInteraction? Find(string name) => s_all.GetValueOrDefault(name);

    private static IEnumerable<AuditInteraction> Read()
    {
        using var stream = typeof(AuditInteractions).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("The table of interactions is missing.");
        using var reader = new StreamReader(stream);
        var rows = new List<AuditInteraction>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                rows.Add(Row(Columns().Split(line)));
        }
        return rows;
    }

    private static AuditInteraction Row(string[] columns) => new(columns[0], columns[3], new AuditEventKind(s_types[columns[1]], Subtypes(columns[0], columns[1], columns[2])));

    private static IReadOnlyList<EventCoding> Subtypes(string name, string type, string subtype)
    {
        if (subtype == "-")
            return [AuditEventKind.Own(name)];
        return type == "rest" ? [new(RestInteraction, subtype, null)] : [new(AuditEventKind.Dicom, subtype, s_subtypes[subtype]), AuditEventKind.Own(name)];
    }

    [GeneratedRegex("  +")]
    private static partial Regex Columns();
}
