using System.Collections.Frozen;

namespace Carewright.Mapping.Linked;

/// <summary>All maps, linked. Immutable, safe for many threads.</summary>
internal sealed class MapSet(IReadOnlyDictionary<string, MessageMap> messages, IReadOnlyDictionary<string, CodeTable> tables)
{
    private static readonly FrozenDictionary<string, TableCode> s_none = FrozenDictionary<string, TableCode>.Empty;

    /// <summary>URIs of published coding systems by the names of HL7 table 0396, and by OID.</summary>
    public FrozenDictionary<string, TableCode> CodingSystems { get; } = Codes(tables, "coding-systems");

    /// <summary>URIs of published identifier systems by the names that senders give their authorities.</summary>
    public FrozenDictionary<string, TableCode> IdentifierSystems { get; } = Codes(tables, "identifier-systems");

    /// <summary>UCUM codes of units as senders write them.</summary>
    public FrozenDictionary<string, TableCode> Units { get; } = Codes(tables, "units");

    /// <summary>Types and events that there are maps for.</summary>
    public IEnumerable<string> Messages => messages.Keys;

    /// <summary>The map of a message of a type and event, <c>ADT^A01</c>; null when there is none.</summary>
    public MessageMap? MessageOf(string type) => messages.TryGetValue(type, out var map) || messages.TryGetValue(type.Split('^')[0], out map) ? map : null;

    private static FrozenDictionary<string, TableCode> Codes(IReadOnlyDictionary<string, CodeTable> tables, string name) =>
        tables.TryGetValue(name, out var table) ? table.Codes.ToFrozenDictionary(StringComparer.Ordinal) : s_none;
}
