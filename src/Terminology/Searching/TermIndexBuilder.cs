using System.Runtime.InteropServices;

namespace Carewright.Terminology.Searching;

/// <summary>
/// Makes the word lists of an index. Memory is that of the vocabulary and of the packed lists (a byte or two per word of a text), not of the texts. For one thread.
/// </summary>
public sealed class TermIndexBuilder
{
    private readonly Dictionary<string, TermList> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TermList>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private char[] _key = new char[256];
    private int _count;

    /// <summary>An empty index.</summary>
    public TermIndexBuilder() => _lookup = _lists.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds a text; numbers must ascend.</summary>
    /// <param name="term">Its number.</param>
    /// <param name="folded">The text, folded.</param>
    /// <param name="foldedCode">The concept's code, folded, with the text that stands for it; null with its other texts.</param>
    public void Add(int term, ReadOnlySpan<char> folded, string? foldedCode)
    {
        _count = term + 1;
        var isFirst = true;
        foreach (var range in folded.Split(' '))
        {
            var word = folded[range];
            AddWord(term, TermKeys.Word, TermKeys.ShortWord, word);
            if (isFirst)
                AddWord(term, TermKeys.First, TermKeys.ShortFirst, word);
            isFirst = false;
        }
        if (foldedCode is null)
            return;
        foreach (var range in foldedCode.AsSpan().Split(' '))
            AddWord(term, TermKeys.Code, TermKeys.ShortWord, foldedCode.AsSpan(range));
    }

    /// <summary>Every key with its list, ascending by key.</summary>
    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Finish()
    {
        foreach (var key in _lists.Keys.Order(StringComparer.Ordinal))
            yield return new(key, _lists[key].Pack(_count));
    }

    private void AddWord(int term, char kind, char shortKind, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return;
        Add(term, kind, word);
        for (var length = 1; length <= Math.Min(TermKeys.ShortLength, word.Length); length++)
            Add(term, shortKind, word[..length]);
    }

    private void Add(int term, char kind, ReadOnlySpan<char> word)
    {
        if (word.Length >= _key.Length)
            _key = new char[word.Length * 2];
        _key[0] = kind;
        word.CopyTo(_key.AsSpan(1));
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, _key.AsSpan(0, word.Length + 1), out _);
        (list ??= new TermList()).Add(term);
    }
}

/// <summary>Ascending numbers as differences of seven bits a byte.</summary>
internal sealed class TermList
{
    private byte[] _bytes = new byte[4];
    private int _length = 1; // the first byte says Differences
    private int _last = -1;

    /// <summary>The shorter of the two forms, for an index of that many texts.</summary>
    internal ReadOnlyMemory<byte> Pack(int count)
    {
        if (_length - 1 <= (count + 7) / 8)
            return _bytes.AsMemory(0, _length);
        var set = new Concepts.ConceptSet(count);
        TermPostings.Unpack(_bytes.AsSpan(0, _length), set);
        return (byte[])[TermPostings.Bits, .. set.Bytes];
    }

    internal void Add(int value)
    {
        if (value == _last)
            return;
        if (_length + 5 > _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        var rest = (uint)(value - _last - 1);
        _last = value;
        for (; rest >= 0x80; rest >>= 7)
            _bytes[_length++] = (byte)(rest | 0x80);
        _bytes[_length++] = (byte)rest;
    }
}
