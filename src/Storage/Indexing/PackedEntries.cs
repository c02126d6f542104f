namespace Carewright.Storage.Indexing;

/// <summary>
/// The index entries of one version in compact form, as they lie in its row. Sorted by parameter, value, second; without duplicates. Immutable; safe to share.
/// Layout: per parameter a varint of the difference to the parameter before, a varint of (count * 4 + shape), then the entries. Shape 0: 8 bytes v, s is 0.
/// Shape 1: 8 bytes v, zigzag varint of s - v. Shape 2: 8 bytes v, 8 bytes s. All little-endian.
/// </summary>
/// <param name="Bytes">The encoding; empty for no entries.</param>
public readonly record struct PackedEntries(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No entries.</summary>
    public static PackedEntries Empty => new(ReadOnlyMemory<byte>.Empty);

    /// <summary>Packs entries.</summary>
    /// <param name="entries">Any order, duplicates allowed; sorted in place.</param>
    public static PackedEntries Pack(Span<IndexEntry> entries)
    {
        if (entries.IsEmpty)
            return Empty;
        entries.Sort();
        var writer = new PackedWriter(entries.Length);
        writer.Write(entries);
        return new PackedEntries(writer.ToArray());
    }

    /// <summary>Reads the entries in order.</summary>
    public PackedReader Read() => new(Bytes.Span);

    /// <summary>All entries in order.</summary>
    public List<IndexEntry> ToList()
    {
        var result = new List<IndexEntry>();
        var reader = Read();
        while (reader.Next())
            result.Add(reader.Current);
        return result;
    }
}
