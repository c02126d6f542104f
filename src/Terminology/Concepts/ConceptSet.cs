using System.Collections;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Carewright.Terminology.Concepts;

/// <summary>
/// A set of concepts of one code system, by their numbers 0 to <see cref="Capacity"/> - 1, one bit each: half a million concepts are 62 KB, and union,
/// intersection and difference take microseconds. Not safe to change while others read.
/// </summary>
public sealed class ConceptSet : IEnumerable<int>
{
    private const int Bits = 64;
    private readonly ulong[] _words;

    /// <summary>An empty set.</summary>
    /// <param name="capacity">How many concepts there are to choose from.</param>
    public ConceptSet(int capacity) => (Capacity, _words) = (capacity, new ulong[(capacity + Bits - 1) / Bits]);

    private ConceptSet(int capacity, ulong[] words) => (Capacity, _words) = (capacity, words);

    /// <summary>How many concepts there are to choose from.</summary>
    public int Capacity { get; }

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => _words.AsSpan().IndexOfAnyExcept(0UL) < 0;

    /// <summary>The bits as bytes, lowest concept first.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>The set of all concepts.</summary>
    public static ConceptSet Full(int capacity)
    {
        var set = new ConceptSet(capacity);
        set._words.AsSpan().Fill(ulong.MaxValue);
        if (capacity % Bits is var rest and > 0)
            set._words[^1] = ulong.MaxValue >> (Bits - rest);
        return set;
    }

    /// <summary>A set of these concepts.</summary>
    public static ConceptSet Of(int capacity, IEnumerable<int> keys)
    {
        var set = new ConceptSet(capacity);
        foreach (var key in keys)
            set.Add(key);
        return set;
    }

    /// <summary>The set that <see cref="Bytes"/> was taken from; missing bytes are empty.</summary>
    public static ConceptSet FromBytes(int capacity, ReadOnlySpan<byte> bytes)
    {
        var set = new ConceptSet(capacity);
        var target = MemoryMarshal.AsBytes(set._words.AsSpan());
        bytes[..Math.Min(bytes.Length, target.Length)].CopyTo(target);
        return set;
    }

    /// <summary>True when the concept is in it; false for numbers out of range.</summary>
    public bool Contains(int key) => (uint)key < (uint)Capacity && (_words[key / Bits] & (1UL << key)) != 0;

    /// <summary>Adds a concept; false when it was in it.</summary>
    public bool Add(int key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)key, (uint)Capacity, nameof(key));
        ref var word = ref _words[key / Bits];
        var before = word;
        word |= 1UL << key;
        return word != before;
    }

    /// <summary>Takes a concept out.</summary>
    public void Remove(int key)
    {
        if ((uint)key < (uint)Capacity)
            _words[key / Bits] &= ~(1UL << key);
    }

    /// <summary>How many concepts are in it.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>A copy.</summary>
    public ConceptSet Clone() => new(Capacity, (ulong[])_words.Clone());

    /// <summary>Keeps what is in the other as well.</summary>
    public ConceptSet IntersectWith(ConceptSet other)
    {
        for (var i = 0; i < _words.Length; i++)
            _words[i] &= other._words[i];
        return this;
    }

    /// <summary>Adds what is in the other.</summary>
    public ConceptSet UnionWith(ConceptSet other)
    {
        for (var i = 0; i < _words.Length; i++)
            _words[i] |= other._words[i];
        return this;
    }

    /// <summary>Takes out what is in the other.</summary>
    public ConceptSet ExceptWith(ConceptSet other)
    {
        for (var i = 0; i < _words.Length; i++)
            _words[i] &= ~other._words[i];
        return this;
    }

    /// <summary>The concepts in ascending order, without allocation.</summary>
    public Enumerator GetEnumerator() => new(_words);

    IEnumerator<int> IEnumerable<int>.GetEnumerator() => Keys().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Keys().GetEnumerator();

    /// <summary>Takes everything out.</summary>
    internal void Clear() => _words.AsSpan().Clear();

    /// <summary>Adds what the bits of another say; missing bytes are empty.</summary>
    internal void UnionWith(ReadOnlySpan<byte> bits)
    {
        var target = MemoryMarshal.AsBytes(_words.AsSpan());
        bits = bits[..Math.Min(bits.Length, target.Length)];
        var whole = MemoryMarshal.Cast<byte, ulong>(bits);
        for (var i = 0; i < whole.Length; i++)
            _words[i] |= whole[i];
        for (var i = whole.Length * sizeof(ulong); i < bits.Length; i++)
            target[i] |= bits[i];
    }

    private IEnumerable<int> Keys()
    {
        foreach (var key in this)
            yield return key;
    }

    /// <summary>Walks a set in ascending order.</summary>
    public struct Enumerator
    {
        private readonly ulong[] _words;
        private ulong _rest;
        private int _place;

        internal Enumerator(ulong[] words) => (_words, _rest, _place, Current) = (words, 0, -1, -1);

        /// <summary>The concept it stands on.</summary>
        public int Current { get; private set; }

        /// <summary>Goes to the next; false at the end.</summary>
        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_place >= _words.Length)
                    return false;
                _rest = _words[_place];
            }
            Current = (_place * Bits) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
