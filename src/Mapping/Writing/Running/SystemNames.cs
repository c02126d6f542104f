using System.Runtime.CompilerServices;
using Carewright.Mapping.Values;
using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>The names that one partner's messages have for systems and codes: the other way round of <see cref="CodingSystems"/>.</summary>
internal sealed class SystemNames
{
    private const string Tables = "http://terminology.hl7.org/CodeSystem/v2-";
    private static readonly ConditionalWeakTable<IReadOnlyList<CodeMap>, Dictionary<(string, string), List<CodeMap>>> s_codes = [];

    private readonly WritingSet _maps;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), List<CodeMap>> _codes;

    public SystemNames(WritingSet maps, WritingContext context)
    {
        _maps = maps;
        _codes = s_codes.GetValue(context.Codes, Index);
        foreach (var (name, system) in context.Authorities.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (!_names.TryGetValue(system, out var known) || (CodingSystems.IsOid(known) && !CodingSystems.IsOid(name)))
                _names[system] = name;
    }

    /// <summary>HD of an identifier system (HL7 v2.5.1 ch. 2.A.33): the partner's namespace, or a universal id from which the same system is read.</summary>
    public (string Namespace, string Universal, string Type) Authority(string system)
    {
        if (_names.TryGetValue(system, out var own))
            return CodingSystems.IsOid(own) ? ("", own, "ISO") : (own, "", "");
        if (_maps.Authorities.TryGetValue(system, out var published))
            return published.Oid.Length > 0 ? (published.Name, published.Oid, "ISO") : (published.Name, "", "");
        if (Oid(system) is { } oid)
            return ("", oid, "ISO");
        if (system.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(system.AsSpan(9), "D", out _))
            return ("", system[9..], "UUID");
        return system.Length == 0 ? ("", "", "") : ("", system, "URI");
    }

    /// <summary>Name of a code system (HL7 table 0396): the partner's, a published one, an HL7 table, an OID, else the URI.</summary>
    public string CodeSystem(string system)
    {
        if (_names.TryGetValue(system, out var own) || _maps.CodingSystems.TryGetValue(system, out own))
            return own;
        if (system.StartsWith(Tables, StringComparison.Ordinal) && system.Length == Tables.Length + 4 && system.AsSpan(Tables.Length).IndexOfAnyExceptInRange('0', '9') < 0)
            return $"HL7{system[Tables.Length..]}";
        return Oid(system) ?? (system.StartsWith("urn:uuid:", StringComparison.Ordinal) ? system[9..] : system);
    }

    /// <summary>Whether the partner has a name for a system.</summary>
    public bool IsOwn(string system) => _names.ContainsKey(system);

    /// <summary>Whether a code system is a published one.</summary>
    public bool IsPublished(string system) => _maps.CodingSystems.ContainsKey(system) || system.StartsWith(Tables, StringComparison.Ordinal);

    /// <summary>The partner's code that means a code, units left out; null when it has none.</summary>
    public CodeMap? Partner(string system, string code) => Find(system, code, map => map.Table != "UNITS");

    /// <summary>The partner's code of one table that means a code; null when it has none.</summary>
    public CodeMap? Partner(string table, string system, string code) => Find(system, code, map => map.Table == table || map.Table == $"HL7{table}");

    /// <summary>Name of a partner's table as CWE has it.</summary>
    public static string TableName(string table) => table.Length == 4 && table.All(char.IsAsciiDigit) ? $"HL7{table}" : table;

    private CodeMap? Find(string system, string code, Func<CodeMap, bool> fits) => _codes.Count > 0 && _codes.TryGetValue((system, code), out var found) ? found.Find(map => fits(map)) : null;

    private static string? Oid(string system) => system.StartsWith("urn:oid:", StringComparison.Ordinal) && CodingSystems.IsOid(system[8..]) ? system[8..] : null;

    private static Dictionary<(string, string), List<CodeMap>> Index(IReadOnlyList<CodeMap> codes)
    {
        var index = new Dictionary<(string, string), List<CodeMap>>();
        foreach (var map in codes)
        {
            if (!index.TryGetValue((map.System, map.Target), out var all))
                index[(map.System, map.Target)] = all = [];
            all.Add(map);
        }
        return index;
    }
}
