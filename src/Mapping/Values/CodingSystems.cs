using System.Runtime.CompilerServices;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Values;

/// <summary>URIs of coding systems and of assigning authorities, as one partner's messages name them.</summary>
internal sealed class CodingSystems(MapSet maps, MappingContext context)
{
    private const string Own = "https://carewright.example/fhir/";
    private static readonly ConditionalWeakTable<IReadOnlyList<CodeMap>, Dictionary<(string, string), CodeMap>> s_codes = [];

    private readonly Dictionary<(string, string), CodeMap> _codes = s_codes.GetValue(context.Codes, Index);
    private readonly Dictionary<(string, string), string> _minted = [];

    /// <summary>Whether the partner has said what any code means.</summary>
    public bool HasPartnerCodes => _codes.Count > 0;

    /// <summary>What a code means to the partner; null when it has not said.</summary>
    public CodeMap? Partner(string table, string code) => _codes.Count > 0 && _codes.TryGetValue((TableName(table), code), out var map) ? map : null;

    /// <summary>The URI of a coding system by the name that messages give it (HL7 table 0396): as the partner says, a published one, an HL7 table, an OID, or one of the partner's own.</summary>
    /// <param name="name">Such as <c>LN</c>, <c>HL70078</c>, <c>99LAB</c>.</param>
    /// <param name="oid">Its OID; empty when none is given.</param>
    public string? OfCodes(string name, string oid)
    {
        if (name.Length == 0 && oid.Length == 0)
            return null;
        if (context.Authorities.TryGetValue(name, out var known))
            return known;
        if (maps.CodingSystems.TryGetValue(name, out var system) || maps.CodingSystems.TryGetValue(oid, out system) || maps.CodingSystems.TryGetValue(name.ToUpperInvariant(), out system))
            return system.Code;
        if (HlTable(name) is { } table)
            return $"http://terminology.hl7.org/CodeSystem/v2-{table}";
        return Universal(oid.Length > 0 ? oid : name, "") ?? Minted("CodeSystem", name.Length > 0 ? name : oid);
    }

    /// <summary>The URI of what an authority numbers (HL7 v2.8 ch. 2A.3.35, HD): as the partner says, a universal id, or one of the partner's own; null when none is named.</summary>
    public string? OfAuthority(string name, string universal, string type)
    {
        if ((name.Length > 0 && context.Authorities.TryGetValue(name, out var known)) || (universal.Length > 0 && context.Authorities.TryGetValue(universal, out known)))
            return known;
        if (maps.IdentifierSystems.TryGetValue(universal, out var system))
            return system.Code;
        if (universal.Length > 0 && Universal(universal, type) is { } uri)
            return uri;
        if (name.Length > 0 && maps.IdentifierSystems.TryGetValue(name.ToUpperInvariant(), out system))
            return system.Code;
        if (Universal(name, "") is { } own)
            return own;
        return name.Length > 0 ? Minted("NamingSystem", name) : universal.Length > 0 ? Minted("NamingSystem", universal) : null;
    }

    /// <summary>A URI of the partner's own.</summary>
    /// <param name="kind"><c>NamingSystem</c> or <c>CodeSystem</c>.</param>
    /// <param name="name">What it is of.</param>
    public string Minted(string kind, string name)
    {
        if (!_minted.TryGetValue((kind, name), out var uri))
            _minted[(kind, name)] = uri = $"{Own}{kind}/{context.Partner}/{Uri.EscapeDataString(name)}";
        return uri;
    }

    /// <summary>Whether a text is an OID.</summary>
    public static bool IsOid(string text)
    {
        if (text.Length < 3 || text[0] is < '0' or > '2' || text[1] != '.' || text[^1] == '.')
            return false;
        for (var i = 1; i < text.Length; i++)
            if (text[i] == '.' ? text[i - 1] == '.' || (i + 2 < text.Length && text[i + 1] == '0' && text[i + 2] != '.') : !char.IsAsciiDigit(text[i]))
                return false;
        return true;
    }

    // The parts of an OID that name its kind may be missing or wrong; its form is what counts.
    private static string? Universal(string id, string type)
    {
        if (IsOid(id) && (type.Length == 0 || type is "ISO" or "HL7" || id.Count(letter => letter == '.') > 3))
            return $"urn:oid:{id}";
        if (id.Length == 36 && Guid.TryParseExact(id, "D", out var uuid))
            return $"urn:uuid:{uuid:D}";
        return id.Contains(':', StringComparison.Ordinal) && !id.Contains(' ', StringComparison.Ordinal) && Uri.TryCreate(id, UriKind.Absolute, out _) ? id : null;
    }

    private static string? HlTable(string name) => name.Length == 7 && name.StartsWith("HL7", StringComparison.OrdinalIgnoreCase) && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0 ? name[3..] : null;

    private static string TableName(string name) => HlTable(name) ?? name;

    private static Dictionary<(string, string), CodeMap> Index(IReadOnlyList<CodeMap> codes)
    {
        var index = new Dictionary<(string, string), CodeMap>();
        foreach (var map in codes)
            index.TryAdd((TableName(map.Table), map.Code), map);
        return index;
    }
}
