using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Carewright.Fhir.Definitions;

/// <summary>
/// The JSON property names of one type, choice suffixes spelled out, found by their UTF-8 bytes without making a string. Open addressing over a
/// table at most half full; the hash takes length and both ends of the name, which tells FHIR names apart well.
/// </summary>
internal sealed class JsonNameTable
{
    private readonly Entry[] _slots;
    private readonly int _shift;

    internal JsonNameTable(IReadOnlyList<ElementDefinition> elements)
    {
        var entries = elements.SelectMany(Entries).ToArray();
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, entries.Length * 2));
        _shift = 64 - BitOperations.Log2((uint)size);
        _slots = new Entry[size];
        foreach (var entry in entries)
        {
            var slot = Slot(entry.Name);
            while (_slots[slot].Name is not null)
                slot = (slot + 1) & (size - 1);
            _slots[slot] = entry;
        }
    }

    /// <summary>The entry of a name; its <see cref="Entry.Element"/> is null when there is none.</summary>
    internal ref readonly Entry Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Slot(name); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly var entry = ref _slots[slot];
            if (entry.Name is null || name.SequenceEqual(entry.Name))
                return ref entry;
        }
    }

    private static IEnumerable<Entry> Entries(ElementDefinition element) =>
        element.IsChoice
            ? element.Types.Select(t => new Entry(Encoding.UTF8.GetBytes(element.Name + char.ToUpperInvariant(t.Type.Name[0]) + t.Type.Name[1..]), element, t.Type))
            : [new Entry(element.Utf8Name, element, element.Types[0].Type)];

    private int Slot(ReadOnlySpan<byte> name)
    {
        ulong hash;
        if (name.Length >= 8)
            hash = BinaryPrimitives.ReadUInt64LittleEndian(name) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]), 23);
        else if (name.Length >= 4)
            hash = BinaryPrimitives.ReadUInt32LittleEndian(name) ^ ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]) << 29);
        else
            hash = name.Length == 0 ? 0 : name[0] | ((ulong)name[name.Length >> 1] << 8) | ((ulong)name[^1] << 16);
        return (int)(((hash + (ulong)name.Length) * 0x9E3779B97F4A7C15) >> _shift);
    }

    /// <summary>One JSON name: the element and the type the name says.</summary>
    internal readonly struct Entry(byte[] name, ElementDefinition element, TypeDefinition type)
    {
        internal readonly byte[]? Name = name;
        internal readonly ElementDefinition? Element = element;
        internal readonly TypeDefinition? Type = type;
    }
}
