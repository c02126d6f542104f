using System.Globalization;

namespace Carewright.Kernel.Units;

/// <summary>Reads UCUM's grammar (UCUM §4 to §13): terms joined by '.' and '/', exponents, prefixes, numbers, annotations and parentheses.</summary>
internal ref struct UcumParser
{
    private const int DeepestNesting = 8;
    private const int LargestExponent = 60;
    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _depth;

    private UcumParser(ReadOnlySpan<char> text) => _text = text;

    public static UcumUnit? Parse(string code)
    {
        var parser = new UcumParser(code);
        UcumUnit? unit = parser.MainTerm();
        if (unit is null || parser._position != code.Length)
        {
            return null;
        }

        return new UcumUnit(code, unit.Magnitude, unit.Dimension, unit.Offset, unit.IsSpecial, unit.Terms);
    }

    private UcumUnit? MainTerm()
    {
        if (Take('/'))
        {
            return Component() is { } first ? Rest(Product(UcumUnit.One, first, -1)) : null;
        }

        return Term();
    }

    private UcumUnit? Term() => Component() is { } first ? Rest(first) : null;

    private UcumUnit? Rest(UcumUnit? left)
    {
        while (left is not null && _position < _text.Length && _text[_position] is '.' or '/')
        {
            int power = _text[_position++] == '.' ? 1 : -1;
            left = Component() is { } right ? Product(left, right, power) : null;
        }

        return left;
    }

    private UcumUnit? Component()
    {
        if (Take('('))
        {
            return Parenthesized();
        }

        int start = _position;
        UcumUnit? unit = _position < _text.Length && _text[_position] == '{' ? UcumUnit.One : Simple();
        return unit is not null && Annotation() && _position > start ? unit : null;
    }

    private UcumUnit? Parenthesized()
    {
        if (++_depth > DeepestNesting)
        {
            return null;
        }

        UcumUnit? inner = MainTerm();
        _depth--;
        return Take(')') && Annotation() ? inner : null;
    }

    // True when there is no annotation, or a closed one.
    private bool Annotation()
    {
        if (!Take('{'))
        {
            return true;
        }

        int end = _text[_position..].IndexOf('}');
        _position += end + 1;
        return end >= 0;
    }

    private UcumUnit? Simple()
    {
        ReadOnlySpan<char> word = Word();
        if (word.IsEmpty)
        {
            return null;
        }

        if (word.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return Number(word);
        }

        int split = word.StartsWith("10*") || word.StartsWith("10^") ? 3 : ExponentStart(word);
        if (split == 0 || !TryExponent(word[split..], out int exponent))
        {
            return null;
        }

        return Prefixed(word[..split].ToString()) is { } unit ? Power(unit, exponent) : null;
    }

    private ReadOnlySpan<char> Word()
    {
        int start = _position;
        bool bracketed = false;
        while (_position < _text.Length && (bracketed || _text[_position] is not ('.' or '/' or '(' or ')' or '{' or '}')))
        {
            char c = _text[_position];
            if (c is <= ' ' or > '~')
            {
                break;
            }

            bracketed = c == '[' || (bracketed && c != ']');
            _position++;
        }

        return _text[start.._position];
    }

    private static UcumUnit? Number(ReadOnlySpan<char> digits)
    {
        bool fits = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0;
        return !fits ? null : value == 1 ? UcumUnit.One : new UcumUnit(digits.ToString(), value, UcumDimension.None, 0, false, [new UcumTerm(digits.ToString(), 1)]);
    }

    private static int ExponentStart(ReadOnlySpan<char> word)
    {
        int start = word.Length;
        while (start > 0 && char.IsAsciiDigit(word[start - 1]))
        {
            start--;
        }

        return start < word.Length && start > 0 && word[start - 1] is '+' or '-' ? start - 1 : start;
    }

    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 1;
        return text.IsEmpty
            || (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) && exponent is >= -LargestExponent and <= LargestExponent and not 0);
    }

    private static UcumUnit? Prefixed(string symbol)
    {
        if (UcumAtoms.All.TryGetValue(symbol, out UcumAtom? whole))
        {
            return FromAtom(whole, symbol, 1);
        }

        for (int length = Math.Min(2, symbol.Length - 1); length >= 1; length--)
        {
            if (UcumAtoms.Prefixes.TryGetValue(symbol[..length], out Rational prefix) && UcumAtoms.All.TryGetValue(symbol[length..], out UcumAtom? atom) && atom.IsMetric)
            {
                return FromAtom(atom, symbol, prefix);
            }
        }

        return null;
    }

    private static UcumUnit? FromAtom(UcumAtom atom, string symbol, Rational prefix)
    {
        IReadOnlyList<UcumTerm> terms = [new UcumTerm(symbol, 1)];
        if (atom.Definition is null)
        {
            return new UcumUnit(symbol, prefix, UcumDimension.Of(atom.Symbol), 0, atom.IsSpecial, terms);
        }

        return UcumUnit.TryParse(atom.Definition, out UcumUnit? definition)
            ? new UcumUnit(symbol, atom.Factor * prefix * definition.Magnitude, definition.Dimension, atom.Offset / prefix, atom.IsSpecial, terms)
            : null;
    }

    private static UcumUnit? Power(UcumUnit unit, int exponent)
    {
        if (exponent == 1)
        {
            return unit;
        }

        List<UcumTerm> terms = [.. unit.Terms.Select(term => term with { Exponent = term.Exponent * exponent })];
        return unit.IsSpecial ? null : new UcumUnit(unit.Code, unit.Magnitude.Pow(exponent), UcumDimension.None.Combine(unit.Dimension, exponent), 0, false, terms);
    }

    // A special unit may stand beside a pure number or an annotation, not beside another unit.
    private static UcumUnit? Product(UcumUnit left, UcumUnit right, int power)
    {
        if (left.IsSpecial || right.IsSpecial)
        {
            return null;
        }

        List<UcumTerm> terms = [.. left.Terms, .. right.Terms.Select(term => term with { Exponent = term.Exponent * power })];
        return new UcumUnit(left.Code, left.Magnitude * right.Magnitude.Pow(power), left.Dimension.Combine(right.Dimension, power), 0, false, terms);
    }

    private bool Take(char c)
    {
        if (_position >= _text.Length || _text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }
}
