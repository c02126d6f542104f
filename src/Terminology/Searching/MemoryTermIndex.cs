using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Searching;

/// <summary>An index held in memory, for code systems that are resources.</summary>
internal sealed class MemoryTermIndex : ITermIndex
{
    private readonly TermText[] _terms;
    private readonly string[] _keys;
    private readonly ReadOnlyMemory<byte>[] _lists;

    internal MemoryTermIndex(IEnumerable<TermText> terms, Func<int, string> codeOf)
    {
        _terms = [.. terms.OrderBy(term => term.Weight).ThenBy(term => term.Folded, StringComparer.Ordinal).ThenBy(term => term.Concept)];
        var builder = new TermIndexBuilder();
        for (var i = 0; i < _terms.Length; i++)
            builder.Add(i, _terms[i].Folded, _terms[i].IsDisplay ? TermText.Fold(codeOf(_terms[i].Concept)) : null);
        var lists = builder.Finish().ToList();
        _keys = [.. lists.Select(list => list.Key)];
        _lists = [.. lists.Select(list => list.Value)];
    }

    public int Count => _terms.Length;

    public int ConceptOf(int term) => _terms[term].Concept;

    public string Text(int term) => _terms[term].Folded;

    public void Collect(string key, bool isExact, ConceptSet terms)
    {
        var at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        for (var i = at < 0 ? ~at : at; i < _keys.Length && (isExact ? _keys[i] == key : _keys[i].StartsWith(key, StringComparison.Ordinal)); i++)
            TermPostings.Unpack(_lists[i].Span, terms);
    }
}
