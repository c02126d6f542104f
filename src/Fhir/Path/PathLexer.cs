using System.Globalization;
using System.Text;

namespace Carewright.Fhir.Path;

internal enum PathTokenKind
{
    End,
    Identifier,
    Delimited,
    String,
    Integer,
    Long,
    Decimal,
    Date,
    DateTime,
    Time,
    Symbol,
    Special,
}

/// <summary>One token; <paramref name="Text"/> is decoded (escapes and quotes gone) and <paramref name="Position"/> its 0-based offset.</summary>
internal readonly record struct PathToken(PathTokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string symbol) => Kind == PathTokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == PathTokenKind.Identifier && Text == word;
}

/// <summary>Splits an expression into tokens (FHIRPath, Lexical Elements and the grammar's lexical rules).</summary>
internal ref struct PathLexer
{
    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private PathLexer(ReadOnlySpan<char> text) => _text = text;

    public static List<PathToken> Tokenize(string text)
    {
        var lexer = new PathLexer(text);
        var tokens = new List<PathToken>();
        PathToken token;
        do
        {
            lexer.SkipBlanks();
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != PathTokenKind.End);

        return tokens;
    }

    private readonly char Peek(int ahead = 0) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            if (Peek() is ' ' or '\t' or '\r' or '\n')
            {
                _position++;
            }
            else if (Peek() == '/' && Peek(1) == '/')
            {
                int end = _text[_position..].IndexOfAny('\r', '\n');
                _position = end < 0 ? _text.Length : _position + end;
            }
            else if (Peek() == '/' && Peek(1) == '*')
            {
                int end = _text[(_position + 2)..].IndexOf("*/");
                _position = end < 0 ? throw Error("The comment is not closed.", _position) : _position + end + 4;
            }
            else
            {
                return;
            }
        }
    }

    private PathToken Next()
    {
        int start = _position;
        char c = Peek();
        return c switch
        {
            _ when _position >= _text.Length => new PathToken(PathTokenKind.End, "", start),
            '\'' => new PathToken(PathTokenKind.String, Quoted('\''), start),
            '`' => new PathToken(PathTokenKind.Delimited, Quoted('`') is { Length: > 0 } name ? name : throw Error("A name is expected between the backticks.", start), start),
            '@' => Temporal(),
            '$' => Special(),
            _ when char.IsAsciiDigit(c) => Number(),
            _ when char.IsAsciiLetter(c) || c == '_' => new PathToken(PathTokenKind.Identifier, Word(), start),
            _ => Symbol(),
        };
    }

    private string Word()
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_')
        {
            _position++;
        }

        return _text[start.._position].ToString();
    }

    private PathToken Special()
    {
        int start = _position++;
        string word = Word();
        return word is "this" or "index" or "total" ? new PathToken(PathTokenKind.Special, word, start) : throw Error($"There is no ${word}.", start);
    }

    private PathToken Symbol()
    {
        int start = _position;
        ReadOnlySpan<char> rest = _text[_position..];
        int length = rest.StartsWith("<=") || rest.StartsWith(">=") || rest.StartsWith("!=") || rest.StartsWith("!~") ? 2 : 1;
        if (length == 1 && !"+-*/&|<>=~.,()[]{}%".Contains(rest[0], StringComparison.Ordinal))
        {
            throw Error($"Unexpected character U+{(int)rest[0]:X4}.", start);
        }

        _position += length;
        return new PathToken(PathTokenKind.Symbol, rest[..length].ToString(), start);
    }

    private PathToken Number()
    {
        int start = _position;
        Digits();
        PathTokenKind kind = PathTokenKind.Integer;
        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            Digits();
            kind = PathTokenKind.Decimal;
        }

        string text = _text[start.._position].ToString();
        if (kind == PathTokenKind.Integer && Peek() == 'L')
        {
            _position++;
            kind = PathTokenKind.Long;
        }

        return new PathToken(kind, text, start);
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Peek()))
        {
            _position++;
        }
    }

    private PathToken Temporal()
    {
        int start = _position++;
        int first = _position;
        if (Peek() == 'T')
        {
            _position++;
            Clock();
            return new PathToken(PathTokenKind.Time, _text[(first + 1).._position].ToString(), start);
        }

        Digits();
        while (Peek() == '-' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            Digits();
        }

        PathTokenKind kind = PathTokenKind.Date;
        if (Peek() == 'T')
        {
            kind = PathTokenKind.DateTime;
            _position++;
            Clock();
            Offset();
        }

        return new PathToken(kind, _text[first.._position].ToString(), start);
    }

    private void Clock()
    {
        Digits();
        while (Peek() == ':' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            Digits();
        }

        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            Digits();
        }
    }

    // The sign belongs to the literal only when hh:mm follows: "@2015T12 - 1 hour" is a subtraction.
    private void Offset()
    {
        if (Peek() == 'Z')
        {
            _position++;
        }
        else if (Peek() is '+' or '-' && char.IsAsciiDigit(Peek(1)) && char.IsAsciiDigit(Peek(2)) && Peek(3) == ':' && char.IsAsciiDigit(Peek(4)) && char.IsAsciiDigit(Peek(5)))
        {
            _position += 6;
        }
    }

    private string Quoted(char quote)
    {
        int start = _position++;
        var text = new StringBuilder();
        while (true)
        {
            if (_position >= _text.Length)
            {
                throw Error("The quoted text is not closed.", start);
            }

            char c = _text[_position++];
            if (c == quote)
            {
                return text.ToString();
            }

            text.Append(c == '\\' ? Escaped() : c);
        }
    }

    // A backslash before any other character is dropped (FHIRPath, String literals).
    private char Escaped()
    {
        char c = Peek();
        _position++;
        switch (c)
        {
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _position + 4 <= _text.Length && ushort.TryParse(_text.Slice(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                _position += 4;
                return (char)unit;
            default: return c;
        }
    }

    private static FhirPathException Error(string message, int position) => new(FhirPathErrors.Syntax, message, position);
}
