using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Searching;

/// <summary>How well a concept answers what was typed; lower is better.</summary>
public enum TermRank
{
    /// <summary>Its code is what was typed.</summary>
    Code,

    /// <summary>Its code begins with what was typed.</summary>
    CodePrefix,

    /// <summary>One of its texts begins with what was typed.</summary>
    TextPrefix,

    /// <summary>One of its texts has a word for each typed one.</summary>
    AllWords,
}

/// <summary>A concept that was found.</summary>
/// <param name="Key">The concept.</param>
/// <param name="Rank">How well it answers.</param>
/// <param name="Length">Length of the text that was found, for ordering across systems.</param>
public readonly record struct TermHit(int Key, TermRank Rank, int Length);

/// <summary>What a search found.</summary>
/// <param name="Total">How many concepts in all.</param>
/// <param name="Best">The best of them, best first.</param>
public sealed record TermMatches(int Total, IReadOnlyList<TermHit> Best);

/// <summary>
/// Type-ahead: every typed word is the beginning of a word of the concept's text or code, in any order (FHIR R4 valueset-operation-expand.html, parameter <c>filter</c>).
/// The exact code comes first, then codes and texts that begin with what was typed, then the rest, short texts before long ones.
/// </summary>
public static class TermSearch
{
    // Beyond that many texts of the right first word, a text that begins with all that was typed is no longer looked for among them.
    private const int PrefixChecks = 500;
    private static readonly ConditionalWeakTable<ICodeSystem, Scratch> s_scratch = [];

    /// <summary>Searches one system.</summary>
    /// <param name="system">Where.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="within">The concepts that may be found.</param>
    /// <param name="limit">How many to give.</param>
    public static TermMatches Run(ICodeSystem system, string typed, ConceptSet within, int limit)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(within);
        using var scratch = new ScratchUse(s_scratch.GetValue(system, static one => new Scratch(one)));
        return new Question(system, TermText.Fold(typed), within, limit, scratch).Answer(typed.Trim());
    }

    /// <summary>Whether a text or code that is in no index answers what was typed, and how well.</summary>
    public static TermHit? Match(int key, string code, IEnumerable<string> texts, string typed)
    {
        var folded = TermText.Fold(typed);
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var foldedCode = TermText.Fold(code);
        if (words.Length == 0)
            return null;
        if (foldedCode == folded)
            return new TermHit(key, TermRank.Code, 0);
        TermHit? best = null;
        foreach (var text in texts)
        {
            var foldedText = TermText.Fold(text);
            if (!words.All(word => HasWord(foldedText, word) || HasWord(foldedCode, word)))
                continue;
            var rank = foldedText.StartsWith(folded, StringComparison.Ordinal) ? TermRank.TextPrefix : foldedCode.StartsWith(folded, StringComparison.Ordinal) ? TermRank.CodePrefix : TermRank.AllWords;
            if (best is not { } known || rank < known.Rank)
                best = new TermHit(key, rank, foldedText.Length);
        }
        return best;
    }

    private static bool HasWord(string text, string prefix)
    {
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || text[at - 1] == ' ')
                return true;
        }
        return false;
    }

    private sealed class Question(ICodeSystem system, string folded, ConceptSet within, int limit, ScratchUse scratch)
    {
        private readonly string[] _words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        private readonly ITermIndex _terms = system.Terms;
        private readonly List<TermHit> _best = [];
        private readonly ConceptSet _given = scratch.Concepts();

        internal TermMatches Answer(string typed)
        {
            var exact = ExactCode(typed);
            if (_words.Length == 0)
                return new TermMatches(_best.Count, _best);
            var terms = TermsOf(_words[0], TermKeys.Word, TermKeys.ShortWord);
            foreach (var word in _words.AsSpan(1))
                terms.IntersectWith(TermsOf(word, TermKeys.Word, TermKeys.ShortWord));
            var found = Concepts(terms);
            var total = found.Count() + (exact >= 0 && !found.Contains(exact) ? 1 : 0);
            GiveCodes(terms);
            GiveTextPrefixes(terms);
            GiveRest(terms);
            return new TermMatches(total, _best);
        }

        private bool IsFull => _best.Count >= limit;

        private int ExactCode(string typed)
        {
            var key = system.Find(typed);
            if (key >= 0)
                Give(key, TermRank.Code, 0);
            return key >= 0 && within.Contains(key) ? key : -1;
        }

        private ConceptSet TermsOf(string word, char kind, char shortKind)
        {
            var terms = scratch.Terms();
            if (word.Length <= TermKeys.ShortLength)
            {
                _terms.Collect(shortKind + word, isExact: true, terms);
                return terms;
            }
            _terms.Collect(kind + word, isExact: false, terms);
            if (kind == TermKeys.Word)
                _terms.Collect(TermKeys.Code + word, isExact: false, terms);
            return terms;
        }

        private ConceptSet Concepts(ConceptSet terms)
        {
            var concepts = scratch.Concepts();
            foreach (var term in terms)
                concepts.Add(_terms.ConceptOf(term));
            return concepts.IntersectWith(within);
        }

        private void GiveCodes(ConceptSet terms)
        {
            if (_words.Length > 1)
                return;
            var codes = scratch.Terms();
            _terms.Collect(TermKeys.Code + folded, isExact: true, codes);
            foreach (var key in Concepts(codes).Where(key => TermText.Fold(system.Concept(key).Code) == folded))
                Give(key, TermRank.Code, 0);
            // A word of a text is rarely meant as a code; with a digit in it, it may be.
            if (!folded.AsSpan().ContainsAnyInRange('0', '9'))
                return;
            _terms.Collect(TermKeys.Code + folded, isExact: false, codes);
            foreach (var key in Concepts(codes.IntersectWith(terms)))
                Give(key, TermRank.CodePrefix, 0);
        }

        private void GiveTextPrefixes(ConceptSet terms)
        {
            if (IsFull)
                return;
            var firsts = TermsOf(_words[0], TermKeys.First, TermKeys.ShortFirst).IntersectWith(terms);
            var checks = 0;
            foreach (var term in firsts)
            {
                if (IsFull || checks > PrefixChecks)
                    return;
                if (!IsWanted(_terms.ConceptOf(term)))
                    continue;
                checks += _words.Length > 1 ? 1 : 0;
                var text = _terms.Text(term);
                if (text.StartsWith(folded, StringComparison.Ordinal))
                    Give(_terms.ConceptOf(term), TermRank.TextPrefix, text.Length);
            }
        }

        private void GiveRest(ConceptSet terms)
        {
            foreach (var term in terms)
            {
                if (IsFull)
                    return;
                if (IsWanted(_terms.ConceptOf(term)))
                    Give(_terms.ConceptOf(term), TermRank.AllWords, _terms.Text(term).Length);
            }
        }

        private bool IsWanted(int key) => within.Contains(key) && !_given.Contains(key);

        private void Give(int key, TermRank rank, int length)
        {
            if (!IsFull && IsWanted(key) && _given.Add(key))
                _best.Add(new TermHit(key, rank, length));
        }
    }

    /// <summary>Sets that questions use for a moment: one for a large system is too big to be made anew for each keystroke.</summary>
    private sealed class Scratch(ICodeSystem system)
    {
        internal ConcurrentBag<ConceptSet> Concepts { get; } = [];

        internal ConcurrentBag<ConceptSet> Terms { get; } = [];

        internal ConceptSet Take(ConcurrentBag<ConceptSet> from)
        {
            if (!from.TryTake(out var set))
                return new ConceptSet(ReferenceEquals(from, Terms) ? system.Terms.Count : system.Count);
            set.Clear();
            return set;
        }
    }

    /// <summary>The sets that one question has taken, given back at its end.</summary>
    private sealed class ScratchUse(Scratch scratch) : IDisposable
    {
        private readonly List<ConceptSet> _concepts = [];
        private readonly List<ConceptSet> _terms = [];

        public void Dispose()
        {
            _concepts.ForEach(scratch.Concepts.Add);
            _terms.ForEach(scratch.Terms.Add);
        }

        internal ConceptSet Concepts() => Keep(_concepts, scratch.Concepts);

        internal ConceptSet Terms() => Keep(_terms, scratch.Terms);

        private ConceptSet Keep(List<ConceptSet> kept, ConcurrentBag<ConceptSet> from)
        {
            var set = scratch.Take(from);
            kept.Add(set);
            return set;
        }
    }
}
