namespace Carewright.Fhir.Definitions;

/// <summary>Types by the UTF-8 bytes of their names.</summary>
internal sealed class JsonTypeNames
{
    private readonly TypeDefinition?[] _slots;

    internal JsonTypeNames(TypeDefinition[] types)
    {
        _slots = new TypeDefinition?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)types.Length * 4)];
        foreach (var type in types)
        {
            var slot = Slot(type.Utf8Name);
            while (_slots[slot] is not null)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = type;
        }
    }

    internal TypeDefinition? Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Slot(name); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_slots[slot] is not { } type || name.SequenceEqual(type.Utf8Name))
                return _slots[slot];
        }
    }

    private int Slot(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var b in name)
            hash = (hash ^ b) * 16777619;
        return (int)(hash ^ (hash >> 15)) & (_slots.Length - 1);
    }
}
