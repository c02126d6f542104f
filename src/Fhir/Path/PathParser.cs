using System.Globalization;

namespace Carewright.Fhir.Path;

/// <summary>Builds the syntax tree by operator precedence (FHIRPath, Operator precedence). Depth and length are bounded so that neither parsing nor evaluation can exhaust the stack.</summary>
internal sealed class PathParser
{
    public const int LongestText = 65_536;
    private const int DeepestTree = 400;
    private const int DeepestNesting = 100;
    private const int TypeLevel = 8;
    private const int UnaryLevel = 11;

    private readonly List<PathToken> _tokens;
    private int _next;
    private int _nesting;

    private PathParser(List<PathToken> tokens) => _tokens = tokens;

    private PathToken Current => _tokens[_next];

    public static PathSyntax Parse(string text)
    {
        if (text.Length > LongestText)
        {
            throw new FhirPathException(FhirPathErrors.Limit, $"The expression is longer than {LongestText} characters.", LongestText);
        }

        var parser = new PathParser(PathLexer.Tokenize(text));
        PathSyntax root = parser.Expression(1);
        return parser.Current.Kind == PathTokenKind.End ? root : throw parser.Unexpected();
    }

    private static int LevelOf(PathToken token) => token.Kind is not (PathTokenKind.Symbol or PathTokenKind.Identifier) ? 0 : token.Text switch
    {
        "implies" => 1,
        "or" or "xor" => 2,
        "and" => 3,
        "in" or "contains" => 4,
        "=" or "~" or "!=" or "!~" => 5,
        "<" or "<=" or ">" or ">=" => 6,
        "|" => 7,
        "is" or "as" => TypeLevel,
        "+" or "-" or "&" => 9,
        "*" or "/" or "div" or "mod" => 10,
        _ => 0,
    };

    private PathSyntax Expression(int level)
    {
        if (++_nesting > DeepestNesting)
        {
            throw new FhirPathException(FhirPathErrors.Limit, "The expression is nested too deeply.", Current.Position);
        }

        PathSyntax left = Unary();
        for (int found = LevelOf(Current); found >= level; found = LevelOf(Current))
        {
            PathToken op = Take();
            left = found == TypeLevel
                ? Postfix(Bounded(new TypeOperatorSyntax(op.Text, left, TypeName(), op.Position)))
                : Bounded(new BinarySyntax(op.Text, left, Expression(found + 1), op.Position));
        }

        _nesting--;
        return left;
    }

    private PathSyntax Unary()
    {
        PathToken token = Current;
        if (!token.IsSymbol("-") && !token.IsSymbol("+"))
        {
            return Postfix(Term());
        }

        _next++;
        PathSyntax operand = Expression(UnaryLevel);
        return token.Text == "-" && operand is LiteralSyntax { Value: { Kind: FhirPathKind.Decimal, DecimalValue: { Scale: 0 } and 2147483648m } }
            ? new LiteralSyntax(FhirPathValue.Of(int.MinValue), token.Position)
            : Bounded(new PolaritySyntax(token.Text == "-", operand, token.Position));
    }

    private PathSyntax Postfix(PathSyntax source)
    {
        while (true)
        {
            PathToken token = Current;
            if (token.IsSymbol("."))
            {
                _next++;
                source = Bounded(Invocation(source));
            }
            else if (token.IsSymbol("["))
            {
                _next++;
                PathSyntax index = Expression(1);
                Expect("]");
                source = Bounded(new IndexerSyntax(source, index, token.Position));
            }
            else
            {
                return source;
            }
        }
    }

    private PathSyntax Term()
    {
        PathToken token = Current;
        switch (token.Kind)
        {
            case PathTokenKind.Symbol when token.Text == "(":
                _next++;
                PathSyntax inner = Expression(1);
                Expect(")");
                return inner;
            case PathTokenKind.Symbol when token.Text == "{":
                _next++;
                Expect("}");
                return new EmptySyntax(token.Position);
            case PathTokenKind.Symbol when token.Text == "%":
                _next++;
                return Variable(token.Position);
            case PathTokenKind.Identifier when token.Text is "true" or "false":
                _next++;
                return new LiteralSyntax(FhirPathValue.Of(token.Text == "true"), token.Position);
            case PathTokenKind.Identifier or PathTokenKind.Delimited or PathTokenKind.Special:
                return Invocation(null);
            default:
                return Literal();
        }
    }

    private VariableSyntax Variable(int position)
    {
        PathToken name = Take();
        return name.Kind is PathTokenKind.Identifier or PathTokenKind.Delimited or PathTokenKind.String
            ? new VariableSyntax(name.Text, position)
            : throw new FhirPathException(FhirPathErrors.Syntax, "A variable's name must follow %.", position);
    }

    private PathSyntax Invocation(PathSyntax? source)
    {
        PathToken token = Take();
        if (token.Kind == PathTokenKind.Special)
        {
            return new SpecialSyntax(source, token.Text, token.Position);
        }

        if (token.Kind is not (PathTokenKind.Identifier or PathTokenKind.Delimited))
        {
            _next--;
            throw Unexpected();
        }

        if (!Current.IsSymbol("("))
        {
            return new MemberSyntax(source, token.Text, token.Position);
        }

        _next++;
        return new CallSyntax(source, token.Text, Arguments(isSort: token.Text == "sort"), token.Position);
    }

    private List<PathSyntax> Arguments(bool isSort)
    {
        var arguments = new List<PathSyntax>();
        if (Current.IsSymbol(")"))
        {
            _next++;
            return arguments;
        }

        do
        {
            PathSyntax argument = Expression(1);
            arguments.Add(isSort ? SortKey(argument) : argument);
        }
        while (TakeIf(","));

        Expect(")");
        return arguments;
    }

    // "key desc" is the standard's form; the test suite also writes "-key", which for a string cannot mean a negation.
    private SortKeySyntax SortKey(PathSyntax key)
    {
        int position = key.Position;
        if (Current.IsWord("asc") || Current.IsWord("desc"))
        {
            bool descending = Take().Text == "desc";
            return new SortKeySyntax(key, descending, descending, position);
        }

        return key is PolaritySyntax { IsNegative: true } negative ? new SortKeySyntax(negative.Operand, true, false, position) : new SortKeySyntax(key, false, false, position);
    }

    private string TypeName()
    {
        string name = Name();
        while (Current.IsSymbol(".") && _tokens[_next + 1].Kind is PathTokenKind.Identifier or PathTokenKind.Delimited && !_tokens[_next + 2].IsSymbol("("))
        {
            _next++;
            name += "." + Name();
        }

        return name;
    }

    private string Name()
    {
        PathToken token = Take();
        return token.Kind is PathTokenKind.Identifier or PathTokenKind.Delimited ? token.Text : throw new FhirPathException(FhirPathErrors.Syntax, "A type name is expected.", token.Position);
    }

    private LiteralSyntax Literal()
    {
        PathToken token = Take();
        FhirPathValue? value = token.Kind switch
        {
            PathTokenKind.String => FhirPathValue.Of(token.Text),
            PathTokenKind.Integer => Integer(token),
            PathTokenKind.Long => long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? FhirPathValue.OfLong(number) : null,
            PathTokenKind.Decimal => Decimal(token),
            PathTokenKind.Date => Temporal(token, FhirPathKind.Date),
            PathTokenKind.DateTime => Temporal(token, FhirPathKind.DateTime),
            PathTokenKind.Time => Temporal(token, FhirPathKind.Time),
            _ => null,
        };
        if (value is null)
        {
            _next--;
            throw Unexpected();
        }

        return new LiteralSyntax(value.Value, token.Position);
    }

    private FhirPathValue? Integer(PathToken token)
    {
        if (Unit() is { } unit)
        {
            return Quantity(token, unit);
        }

        // Beyond Integer a Decimal; with a minus sign before it, 2147483648 becomes the smallest Integer again.
        return int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? FhirPathValue.Of(number) : Number(token) is { } big ? FhirPathValue.Of(big) : null;
    }

    private FhirPathValue? Decimal(PathToken token)
    {
        if (Unit() is { } unit)
        {
            return Quantity(token, unit);
        }

        return Number(token) is { } number ? FhirPathValue.Of(number) : null;
    }

    private static FhirPathValue? Quantity(PathToken token, (string Unit, bool IsCalendar) unit) =>
        Number(token) is { } number ? FhirPathValue.Of(new FhirPathQuantity(number, unit.Unit, unit.IsCalendar)) : null;

    private static decimal? Number(PathToken token) => decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private (string Unit, bool IsCalendar)? Unit()
    {
        PathToken token = Current;
        bool isCalendar = CalendarUnits.TryName(token.Text, out string? word);
        if (token.Kind != PathTokenKind.String && !(token.Kind == PathTokenKind.Identifier && isCalendar))
        {
            return null;
        }

        // A calendar word means the calendar's unit in quotes, too: UCUM has no such codes.
        _next++;
        return (word ?? token.Text, isCalendar);
    }

    private static FhirPathValue? Temporal(PathToken token, FhirPathKind kind) =>
        TemporalParser.TryParse(token.Text, kind, out FhirPathTemporal value) ? FhirPathValue.Of(value) : throw new FhirPathException(FhirPathErrors.Syntax, $"@{token.Text} is no {kind}.", token.Position);

    private static PathSyntax Bounded(PathSyntax syntax) =>
        syntax.Depth <= DeepestTree ? syntax : throw new FhirPathException(FhirPathErrors.Limit, $"The expression has more than {DeepestTree} steps one inside the other.", syntax.Position);

    private PathToken Take() => Current.Kind == PathTokenKind.End ? throw Unexpected() : _tokens[_next++];

    private bool TakeIf(string symbol)
    {
        bool found = Current.IsSymbol(symbol);
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw new FhirPathException(FhirPathErrors.Syntax, $"'{symbol}' is expected.", Current.Position);
        }
    }

    private FhirPathException Unexpected() => new(FhirPathErrors.Syntax, Current.Kind == PathTokenKind.End ? "The expression ends too early." : $"Unexpected '{Current.Text}'.", Current.Position);
}
