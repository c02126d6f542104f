using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>Makes the object graph of types out of the first section of the compiled definitions.</summary>
internal sealed class ModelReader
{
    private readonly InvariantDefinition[] _invariants;
    private readonly TypeRecord[] _records;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    internal ModelReader(DefinitionReader reader)
    {
        _invariants = reader.List(() =>
        {
            var record = InvariantRecord.Read(reader);
            return new InvariantDefinition(record.Key, record.IsError, record.IsBestPractice, record.Human, record.Expression);
        });
        _records = reader.List(() => TypeRecord.Read(reader));
        Types = [.. _records.Select((record, index) => new TypeDefinition(record, index))];
        Elements = new ElementDefinition[_records.Sum(r => r.Elements.Length)];
        var next = 0;
        for (var i = 0; i < Types.Length; i++)
            Complete(Types[i], _records[i], ref next);
    }

    internal TypeDefinition[] Types { get; }

    internal ElementDefinition[] Elements { get; }

    /// <summary>Every element name with its number; 0 is no name.</summary>
    internal Dictionary<string, int> Names => _names;

    private void Complete(TypeDefinition type, TypeRecord record, ref int next)
    {
        type.Base = record.Base < 0 ? null : Types[record.Base];
        type.Invariants = Pick(record.Invariants);
        var elements = new ElementDefinition[record.Elements.Length];
        for (var ordinal = 0; ordinal < elements.Length; ordinal++)
        {
            var from = record.Elements[ordinal];
            var element = new ElementDefinition(type, from, ordinal, next, Pick(from.Invariants))
            {
                Types = Array.ConvertAll(from.Types, t => new ElementType(Types[t.Type], t.Targets, t.Profiles)),
            };
            element.NameIndex = NameIndex(element.Name);
            elements[ordinal] = Elements[next++] = element;
        }
        type.SetElements(elements);
    }

    private InvariantDefinition[] Pick(int[] numbers) => numbers.Length == 0 ? [] : Array.ConvertAll(numbers, n => _invariants[n]);

    private int NameIndex(string name)
    {
        if (!_names.TryGetValue(name, out var number))
            _names.Add(name, number = _names.Count + 1);
        return number;
    }
}
