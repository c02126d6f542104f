using System.Runtime.InteropServices;

namespace Carewright.Storage.Indexing;

/// <summary>Collects entries.</summary>
internal sealed class EntryBuffer(int capacity)
{
    private readonly List<IndexEntry> _entries = new(capacity);

    public Span<IndexEntry> Span => CollectionsMarshal.AsSpan(_entries);

    public void Add(int parameter, long value, long second = 0) => _entries.Add(new IndexEntry(parameter, value, second));
}
