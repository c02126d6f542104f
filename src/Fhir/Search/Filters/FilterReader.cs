using System.Globalization;
using System.Text;

namespace Carewright.Fhir.Search.Filters;

/// <summary>One name of a path in a <c>_filter</c>.</summary>
/// <param name="Name">The name, with a modifier or type after a colon.</param>
/// <param name="Inner">The filter in brackets after it; null for none.</param>
/// <param name="InnerAt">Where that filter begins, from 0 over the whole expression.</param>
internal readonly record struct FilterStep(string Name, string? Inner, int InnerAt);

/// <summary>Reads the marks, words and texts of a <c>_filter</c> (FHIR R4 search_filter.html) from left to right.</summary>
/// <param name="text">The expression, or the part of one that stands in brackets.</param>
/// <param name="offset">Where it begins in the whole expression.</param>
/// <param name="problems">Where faults go.</param>
internal sealed class FilterReader(string text, int offset, SearchIssues problems)
{
    private int _at;

    /// <summary>The place that is read next, from 0 over the whole expression.</summary>
    public int At => offset + _at;

    /// <summary>True when nothing is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at == text.Length;
        }
    }

    /// <summary>Whether a text in quotation marks comes next.</summary>
    public bool IsAtQuote
    {
        get
        {
            SkipSpace();
            return _at < text.Length && text[_at] == '"';
        }
    }

    /// <summary>Takes a mark, where it comes next.</summary>
    public bool Take(char mark)
    {
        SkipSpace();
        if (_at == text.Length || text[_at] != mark)
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes a word of the grammar, where it comes next and ends there.</summary>
    public bool TakeWord(string word)
    {
        SkipSpace();
        var end = _at + word.Length;
        if (end > text.Length || string.CompareOrdinal(text, _at, word, 0, word.Length) != 0 || (end < text.Length && text[end] is not (' ' or '(' or '\t')))
            return false;
        _at = end;
        return true;
    }

    /// <summary>The next word; empty when none comes.</summary>
    public string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t' or '(' or ')' or '"'))
            _at++;
        return text[start.._at];
    }

    /// <summary>The names of a path, each with the filter that stands in brackets after it; empty with the fault told.</summary>
    public IReadOnlyList<FilterStep> Path()
    {
        SkipSpace();
        var steps = new List<FilterStep>();
        do
        {
            var start = _at;
            while (_at < text.Length && text[_at] is not (' ' or '\t' or '(' or ')' or '"' or '.' or '[' or ']'))
                _at++;
            var name = text[start.._at];
            var inner = _at < text.Length && text[_at] == '[' ? Brackets() : (Text: null, At: 0);
            if (name.Length == 0 || problems.HasErrors)
            {
                Fault("a comparison is written: parameter operator value");
                return [];
            }
            steps.Add(new FilterStep(name, inner.Text, inner.At));
        }
        while (_at < text.Length && text[_at] == '.' && ++_at > 0);
        return steps;
    }

    /// <summary>A JSON string, and what is sent for one: control characters may stand as they are. Null with the fault told.</summary>
    public string? Quoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }
            if (text[_at] != '\\')
                value.Append(text[_at]);
            else if (++_at < text.Length && Escaped(text[_at]) is { } escaped)
                value.Append(escaped);
            else
                break;
        }
        Fault("a text in quotation marks is not written as in JSON, or does not end");
        return null;
    }

    /// <summary>Tells what is wrong at the place that has been reached. The first fault is the one that is true; those after it follow from it.</summary>
    public void Fault(string what)
    {
        if (!problems.HasErrors)
            problems.Value(Message(At, what));
    }

    /// <summary>A fault with its place.</summary>
    public static string Message(int at, string what) => $"The filter is not understood at character {at + 1}: {what}.";

    private (string? Text, int At) Brackets()
    {
        var (start, depth, isQuoted) = (_at + 1, 0, false);
        for (; _at < text.Length; _at++)
        {
            if (isQuoted && text[_at] == '\\')
                _at++;
            else if (text[_at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted)
                depth += text[_at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
                return (text[start.._at++], offset + start);
        }
        _at = text.Length;
        Fault("a bracket is not closed");
        return (null, 0);
    }

    private char? Escaped(char letter) => letter switch
    {
        '"' or '\\' or '/' => letter,
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' when _at + 4 < text.Length && ushort.TryParse(text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => Unit((char)unit),
        _ => null,
    };

    private char Unit(char unit)
    {
        _at += 4;
        return unit;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;
    }
}
