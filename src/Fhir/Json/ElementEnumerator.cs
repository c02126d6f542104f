using System.Collections;

namespace Carewright.Fhir.Json;

/// <summary>Walks children without allocation in <c>foreach</c>. As an <see cref="IEnumerable{T}"/> it is boxed. <c>default</c> is empty.</summary>
public struct ElementEnumerator : IEnumerable<Element>, IEnumerator<Element>
{
    internal const int All = 0;
    internal const int Named = -1;

    private readonly ResourceDocument? _document;
    private readonly int _first;
    private readonly int _filter;
    private readonly string? _name;
    private int _next;
    private int _current;

    internal ElementEnumerator(ResourceDocument? document, int first, int filter, string? name)
    {
        _document = document;
        _first = first;
        _next = first;
        _filter = filter;
        _name = name;
    }

    /// <inheritdoc/>
    public readonly Element Current => _current == 0 ? default : new Element(_document!, _current);

    /// <inheritdoc/>
    readonly object IEnumerator.Current => Current;

    /// <summary>A walk from the start.</summary>
    public readonly ElementEnumerator GetEnumerator() => new(_document, _first, _filter, _name);

    /// <inheritdoc/>
    public bool MoveNext()
    {
        while (_next != 0)
        {
            ref readonly var node = ref _document!.Nodes[_next];
            _current = _next;
            _next = node.Next;
            if (_filter == All || (_filter > 0 ? node.Name == _filter : node.Name == 0 && _document.NameOf(_current) == _name))
                return true;
        }
        _current = 0;
        return false;
    }

    /// <summary>The number of elements from the start.</summary>
    public readonly int Count()
    {
        var count = 0;
        foreach (var _ in this)
            count++;
        return count;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _next = _first;
        _current = 0;
    }

    /// <inheritdoc/>
    public readonly void Dispose()
    {
    }

    readonly IEnumerator<Element> IEnumerable<Element>.GetEnumerator() => GetEnumerator();

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
