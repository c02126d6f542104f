using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Indexing;

/// <summary>Turns the typed search values of a resource into its index entries. Safe to use from many threads.</summary>
public sealed class IndexEncoder
{
    internal static readonly int[] PrefixLengths = [2, 3, 4, 5, 6, 8, 12];
    private readonly FhirModel _model;
    private readonly ParameterRegistry _registry;
    private readonly BlindIndex _blind;
    private readonly ConcurrentDictionary<string, TypeIndex> _types = new(StringComparer.Ordinal);

    /// <summary>An encoder over the definitions, the store's parameter numbers and its hashes.</summary>
    public IndexEncoder(FhirModel model, ParameterRegistry registry, BlindIndex blind)
    {
        _model = model;
        _registry = registry;
        _blind = blind;
    }

    /// <summary>The number of a resource type.</summary>
    public int TypeNumber(string resourceType) => Type(resourceType).Number;

    internal TypeIndex Type(string resourceType) => _types.GetOrAdd(resourceType, static (name, self) => new TypeIndex(self._model, name, self._registry), this);

    /// <summary>Puts another index of a type in force.</summary>
    internal void Put(TypeIndex type) => _types[type.ResourceType] = type;

    /// <summary>The entries of a resource.</summary>
    /// <param name="resourceType">Its type.</param>
    /// <param name="values">Its search values, in any order. <c>_id</c> and <c>_lastUpdated</c> are ignored: the row's own header serves them.</param>
    /// <param name="patients">References of the patients in whose compartment it is.</param>
    public PackedEntries Encode(string resourceType, IReadOnlyList<SearchValue> values, IReadOnlyList<string> patients) => Encode(Type(resourceType), values, patients);

    internal PackedEntries Encode(TypeIndex type, IReadOnlyList<SearchValue> values, IReadOnlyList<string> patients)
    {
        var entries = new EntryBuffer(values.Count * 2);
        foreach (var patient in patients)
            entries.Add(BuiltInParameter.Compartment, _blind.Hash(HashKind.Reference, patient), type.Number);
        List<(int Number, SearchValue Value)>? tuples = null;
        foreach (var value in values)
        {
            if (value.Parameter.Code is "_id" or "_lastUpdated" || type.FindWritten(value.Parameter) is not { IsStored: true } parameter)
                continue;
            if (parameter.Kind == SearchKind.Composite)
                (tuples ??= []).Add((parameter.Number, value));
            else
                Simple(parameter, value, entries);
        }
        if (tuples is not null)
            Composites(tuples, entries);
        return PackedEntries.Pack(entries.Span);
    }

    private void Simple(ParameterIndex parameter, in SearchValue value, EntryBuffer entries)
    {
        switch (value.Kind)
        {
            case SearchKind.Token:
                Token(parameter.Number, value, entries);
                break;
            case SearchKind.String when value.Text is not null:
                String(parameter, value.Text, entries);
                break;
            case SearchKind.Reference:
                Reference(parameter.Number, value, entries);
                break;
            case SearchKind.Uri when value.Text is not null:
                entries.Add(parameter.Number, _blind.Hash(HashKind.Uri, value.Text));
                break;
            case SearchKind.Date when parameter.IsPrivateDate:
                foreach (var name in PrivateDate.Names(value.Low, value.High))
                    entries.Add(parameter.Number, _blind.Hash(HashKind.Date, name));
                break;
            case SearchKind.Date:
                entries.Add(parameter.Number, value.Low, value.High);
                break;
            case SearchKind.Number:
                entries.Add(parameter.Number, SortableNumber.Of(value.NumberLow), SortableNumber.Of(value.NumberHigh));
                break;
            case SearchKind.Quantity:
                Quantity(parameter.Number, value, entries);
                break;
            case SearchKind.Position:
                entries.Add(parameter.Number, SortableNumber.Of(value.NumberLow), SortableNumber.Of(value.NumberHigh));
                break;
            default:
                break;
        }
    }

    private void Token(int number, in SearchValue value, EntryBuffer entries)
    {
        if (value.Component == SearchValue.OfTypeComponent)
        {
            entries.Add(number, Search.OperandCompiler.OfType(_blind, value));
            return;
        }
        var system = string.IsNullOrEmpty(value.System) ? 0 : _blind.Hash(HashKind.System, value.System);
        // A coding without a code still counts as a value, and is found by its system and its text.
        entries.Add(number, _blind.Hash(HashKind.Code, value.Text ?? ""), system);
    }

    private void String(ParameterIndex parameter, string text, EntryBuffer entries)
    {
        entries.Add(parameter.Number, _blind.Hash(HashKind.Exact, text.AsSpan()));
        var folded = SearchText.Fold(text);
        foreach (var length in PrefixLengths)
        {
            if (length > folded.Length)
                break;
            entries.Add(parameter.Number, _blind.Hash(HashKind.Prefix, folded.AsSpan(0, length)));
        }
        if (parameter.Trigrams == parameter.Number)
            for (var i = 0; i + 3 <= folded.Length; i++)
                entries.Add(parameter.Number, _blind.Hash(HashKind.Trigram, folded.AsSpan(i, 3)));
    }

    private void Reference(int number, in SearchValue value, EntryBuffer entries)
    {
        if (value.Text is not null)
            entries.Add(number, _blind.Hash(HashKind.Reference, value.Text));
        if (value.Display is not null)
            entries.Add(number, _blind.Hash(HashKind.Identifier, value.Display[(value.Display.LastIndexOf('|') + 1)..]));
    }

    private void Quantity(int number, in SearchValue value, EntryBuffer entries)
    {
        var low = SortableNumber.Of(value.NumberLow);
        var high = SortableNumber.Of(value.NumberHigh);
        entries.Add(number, low, high);
        if (value.Text is not null)
            entries.Add(_blind.Derive(number, _blind.Hash(HashKind.Unit, value.Text)), low, high);
        if (value.Display is not null && value.Display != value.Text)
            entries.Add(_blind.Derive(number, _blind.Hash(HashKind.Unit, value.Display)), low, high);
        if (CanonicalQuantity.TryOf(value, out var canonical))
            entries.Add(_blind.Derive(number, _blind.Hash(HashKind.Quality, canonical.Quality)), canonical.Low, canonical.High);
    }

    private void Composites(List<(int Number, SearchValue Value)> tuples, EntryBuffer entries)
    {
        foreach (var tuple in tuples.GroupBy(part => (part.Number, part.Value.Group)))
            foreach (var entry in CompositeIndex.Entries(_blind, tuple.Key.Number, [.. tuple.Select(part => part.Value)]))
                entries.Add(entry.Parameter, entry.Value, entry.Second);
    }
}
