using Carewright.Kernel;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>
/// The part of SNOMED CT's Expression Constraint Language that needs no attributes: <c>&lt;</c> <c>&lt;&lt;</c> <c>&lt;!</c> <c>&gt;</c> <c>&gt;&gt;</c> <c>&gt;!</c> <c>^</c> <c>*</c>, AND, OR, MINUS, parentheses,
/// terms between bars. Refinements are refused.
/// </summary>
internal ref struct ExpressionConstraint
{
    private const int DeepestNesting = 32;
    private readonly ICodeSystem _system;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private string? _fault;

    private ExpressionConstraint(ICodeSystem system, ReadOnlySpan<char> text)
    {
        _system = system;
        _text = text;
    }

    /// <summary>The concepts, or what is wrong with the expression.</summary>
    internal static (ConceptSet? Kept, Issue? Fault) Apply(ICodeSystem system, ComposeFilter filter)
    {
        var reader = new ExpressionConstraint(system, filter.Value);
        var kept = reader.Compound();
        reader.Blank();
        if (reader._fault is null && reader._at < reader._text.Length)
            reader._fault = $"the character {reader._at + 1} of the expression is not understood here (refinements are not)";
        return reader._fault is { } fault ? (null, TermIssues.Filter($"The expression constraint cannot be worked out: {fault}.", filter.Location)) : (kept, null);
    }

    private ConceptSet Compound()
    {
        var set = Simple();
        while (_fault is null)
        {
            if (Word("AND") || Take(","))
                set.IntersectWith(Simple());
            else if (Word("OR"))
                set.UnionWith(Simple());
            else if (Word("MINUS"))
                set.ExceptWith(Simple());
            else
                return set;
        }
        return set;
    }

    private ConceptSet Simple()
    {
        var operation = Operator();
        if (Take("("))
        {
            if (operation.Length > 0 || ++_depth > DeepestNesting)
                return Fail("an operator before parentheses is not understood here");
            var inner = Compound();
            _depth--;
            return Take(")") ? inner : Fail("a parenthesis is not closed");
        }
        if (Take("*"))
            return operation.Length == 0 ? ConceptSet.Full(_system.Count) : Fail("an operator before '*' is not understood here");
        return Concept(operation);
    }

    private ConceptSet Concept(string operation)
    {
        Blank();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            _at++;
        var code = _text[start.._at].ToString();
        Term();
        if (operation == "^")
            return _system.WithProperty("refset", code).Clone();
        if (_system.Find(code) is var key && key < 0)
            return Fail(code.Length > 0 ? $"there is no concept '{code}'" : $"a concept is missing at character {start + 1}");
        var set = operation switch
        {
            "<" or "<<" => _system.Hierarchy.Descendants(key),
            ">" or ">>" => _system.Hierarchy.Ancestors(key),
            "<!" => ConceptSet.Of(_system.Count, _system.Hierarchy.Children(key).ToArray()),
            ">!" => ConceptSet.Of(_system.Count, _system.Hierarchy.Parents(key).ToArray()),
            _ => new ConceptSet(_system.Count),
        };
        if (operation is "" or "<<" or ">>")
            set.Add(key);
        return set;
    }

    private string Operator()
    {
        Blank();
        foreach (var operation in (ReadOnlySpan<string>)["<<", "<!", "<", ">>", ">!", ">", "^"])
        {
            if (Take(operation))
                return operation;
        }
        return "";
    }

    private void Term()
    {
        if (!Take("|"))
            return;
        var end = _text[_at..].IndexOf('|');
        if (end < 0)
            Fail("a term is not closed by a bar");
        else
            _at += end + 1;
    }

    private bool Word(string word)
    {
        Blank();
        if (!_text[_at..].StartsWith(word, StringComparison.OrdinalIgnoreCase) || (_at + word.Length < _text.Length && char.IsAsciiLetterOrDigit(_text[_at + word.Length])))
            return false;
        _at += word.Length;
        return true;
    }

    private bool Take(string text)
    {
        Blank();
        if (!_text[_at..].StartsWith(text, StringComparison.Ordinal))
            return false;
        _at += text.Length;
        return true;
    }

    private void Blank()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private ConceptSet Fail(string why)
    {
        _fault ??= why;
        return new ConceptSet(_system.Count);
    }
}
