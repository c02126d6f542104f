using System.Collections;

namespace Carewright.Fhir.Path;

/// <summary>An ordered FHIRPath collection. Immutable; none and one item need no allocation. Its elements keep their documents alive.</summary>
public readonly struct FhirPathCollection : IReadOnlyList<FhirPathValue>
{
    private readonly FhirPathValue _single;
    private readonly FhirPathValue[]? _items;
    private readonly int _count;

    /// <summary>A collection of one item.</summary>
    public FhirPathCollection(FhirPathValue item)
    {
        _single = item;
        _count = item.Kind == FhirPathKind.None ? 0 : 1;
    }

    internal FhirPathCollection(ReadOnlySpan<FhirPathValue> items)
    {
        _count = items.Length;
        if (items.Length == 1)
        {
            _single = items[0];
        }
        else if (items.Length > 1)
        {
            _items = items.ToArray();
        }
    }

    /// <summary>The empty collection, { }.</summary>
    public static FhirPathCollection Empty => default;

    /// <summary>Number of items.</summary>
    public int Count => _count;

    /// <summary>The item at a 0-based place.</summary>
    public FhirPathValue this[int index] =>
        (uint)index >= (uint)_count ? throw new ArgumentOutOfRangeException(nameof(index)) : _items is null ? _single : _items[index];

    /// <summary>A collection of the given items, in their order.</summary>
    public static FhirPathCollection Of(params ReadOnlySpan<FhirPathValue> items) => new(items);

    /// <summary>Copies the items to the start of <paramref name="target"/>.</summary>
    public void CopyTo(Span<FhirPathValue> target)
    {
        if (_items is not null)
        {
            _items.CopyTo(target);
        }
        else if (_count == 1)
        {
            target[0] = _single;
        }
    }

    /// <summary>Enumerates the items without allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<FhirPathValue> IEnumerable<FhirPathValue>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Enumerates a collection.</summary>
    public struct Enumerator : IEnumerator<FhirPathValue>
    {
        private readonly FhirPathCollection _collection;
        private int _index;

        internal Enumerator(FhirPathCollection collection)
        {
            _collection = collection;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly FhirPathValue Current => _collection[_index];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _collection._count;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
