using System.Text;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>
/// Makes the object graph of types out of the first section of the compiled definitions: all types at once, the content of each when it is first asked
/// for. Safe from many threads.
/// </summary>
internal sealed class ModelReader
{
    private readonly DefinitionReader _reader;
    private readonly Lock _readerLock = new();
    private readonly InvariantDefinition[] _invariants;
    private readonly Dictionary<string, NameEntry> _names;

    internal ModelReader(DefinitionReader reader)
    {
        _reader = reader;
        reader.Seek(reader.FixedFromEnd(0));
        _invariants = reader.List(static r =>
        {
            var record = InvariantRecord.Read(r);
            return new InvariantDefinition(record.Key, record.IsError, record.IsBestPractice, record.Human, record.Expression);
        });
        _names = ReadNames(reader);
        var records = reader.List(TypeRecord.Read);
        Types = new TypeDefinition[records.Length];
        var next = 0;
        for (var i = 0; i < records.Length; i++)
        {
            Types[i] = new TypeDefinition(records[i], i, next, this);
            next += records[i].ElementCount;
        }
        foreach (var type in Types)
            type.Base = records[type.Index].Base is var number and >= 0 ? Types[number] : null;
        Elements = new ElementDefinition[next];
    }

    internal TypeDefinition[] Types { get; }

    /// <summary>All elements; those of a type are filled in with its content.</summary>
    internal ElementDefinition[] Elements { get; }

    /// <summary>The number of a name, 0 when no element is called so.</summary>
    internal int NameIndex(string name) => _names.TryGetValue(name, out var entry) ? entry.Index : 0;

    internal TypeContent ReadContent(TypeDefinition type, int offset, int firstElement)
    {
        lock (_readerLock)
        {
            _reader.Seek(offset);
            var record = TypeContentRecord.Read(_reader);
            var elements = new ElementDefinition[record.Elements.Length];
            for (var ordinal = 0; ordinal < elements.Length; ordinal++)
            {
                var from = record.Elements[ordinal];
                // Kept when another thread has read the same content before: one instance per element, for ever.
                elements[ordinal] = Elements[firstElement + ordinal] ??= new ElementDefinition(type, from, _names[from.Name], ordinal, firstElement + ordinal, Pick(from.Invariants))
                {
                    Types = Array.ConvertAll(from.Types, t => new ElementType(Types[t.Type], t.Targets, t.Profiles)),
                };
            }
            return new TypeContent(elements, Pick(record.Invariants));
        }
    }

    internal SearchTables ReadSearch()
    {
        lock (_readerLock)
        {
            _reader.Seek(_reader.FixedFromEnd(1));
            var parameters = _reader.List(SearchParameterRecord.Read);
            return new SearchTables(parameters, CompartmentRecord.Read(_reader), Types);
        }
    }

    private static Dictionary<string, NameEntry> ReadNames(DefinitionReader reader)
    {
        var names = reader.Strings();
        var entries = new Dictionary<string, NameEntry>(names.Length, StringComparer.Ordinal);
        foreach (var name in names)
            entries.Add(name, new NameEntry(string.Intern(name), Encoding.UTF8.GetBytes(name), entries.Count + 1));
        return entries;
    }

    private InvariantDefinition[] Pick(int[] numbers) => numbers.Length == 0 ? [] : Array.ConvertAll(numbers, n => _invariants[n]);
}

/// <summary>One element name, shared by all elements called so.</summary>
internal sealed record NameEntry(string Text, byte[] Utf8, int Index);

/// <summary>What a type holds.</summary>
internal sealed class TypeContent(ElementDefinition[] elements, InvariantDefinition[] invariants)
{
    private Dictionary<string, ElementDefinition>? _byName;

    internal ElementDefinition[] Elements { get; } = elements;

    internal InvariantDefinition[] Invariants { get; } = invariants;

    internal JsonNameTable JsonNames { get; } = new(elements);

    internal ElementDefinition? Find(string name) => (_byName ??= Elements.ToDictionary(e => e.Name, StringComparer.Ordinal)).GetValueOrDefault(name);
}
