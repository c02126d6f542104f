using System.Collections.Concurrent;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>Code systems and value sets, each decoded when first asked for.</summary>
internal sealed class TerminologyTables
{
    private readonly DefinitionReader _reader;
    private readonly Lock _readerLock = new();
    private readonly Dictionary<string, int> _systemOffsets;
    private readonly Dictionary<string, int> _setOffsets;
    private readonly ConcurrentDictionary<string, CodeSystemDefinition> _systems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ValueSetDefinition> _sets = new(StringComparer.Ordinal);

    internal TerminologyTables(DefinitionReader reader)
    {
        _reader = reader;
        reader.Seek(reader.FixedFromEnd(0));
        _systemOffsets = Index(reader);
        _setOffsets = Index(reader);
    }

    internal IReadOnlyCollection<string> ValueSetUrls => _setOffsets.Keys;

    internal CodeSystemDefinition? FindCodeSystem(string url)
    {
        if (_systems.TryGetValue(url, out var known) || !_systemOffsets.TryGetValue(url, out var offset))
            return known;
        return _systems.GetOrAdd(url, new CodeSystemDefinition(ReadAt(offset, r => CodeSystemRecord.Read(url, r))));
    }

    internal ValueSetDefinition? FindValueSet(string url)
    {
        if (_sets.TryGetValue(url, out var known) || !_setOffsets.TryGetValue(url, out var offset))
            return known;
        var record = ReadAt(offset, r => ValueSetRecord.Read(url, r));
        var systems = record.Parts.ToDictionary(p => p.System, p => Codes(p.System, p.Codes), StringComparer.Ordinal);
        return _sets.GetOrAdd(url, new ValueSetDefinition(url, systems));
    }

    private static Dictionary<string, int> Index(DefinitionReader reader) =>
        reader.List(static r => (Url: r.String(), Offset: r.Int())).ToDictionary(i => i.Url, i => i.Offset, StringComparer.Ordinal);

    private HashSet<string> Codes(string system, string[]? codes) =>
        (codes ?? FindCodeSystem(system)!.Concepts.Select(c => c.Code)).ToHashSet(StringComparer.Ordinal);

    private T ReadAt<T>(int offset, Func<DefinitionReader, T> read)
    {
        lock (_readerLock)
        {
            _reader.Seek(offset);
            return read(_reader);
        }
    }
}
