using System.Text;

namespace Carewright.Terminology.Loading;

/// <summary>
/// Reads rows of fields, one at a time: comma-separated with quotes (RFC 4180), or separated by bars or tabs without. For one thread.
/// </summary>
public sealed class DelimitedReader : IDisposable
{
    /// <summary>Longest row; more is no table.</summary>
    public const int LongestRow = 4 * 1024 * 1024;

    private readonly TextReader _reader;
    private readonly char _delimiter;
    private readonly bool _isQuoted;
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();

    /// <summary>A reader over text.</summary>
    /// <param name="reader">The text; closed at the end.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="isQuoted">Whether a field may be in double quotes.</param>
    public DelimitedReader(TextReader reader, char delimiter, bool isQuoted) => (_reader, _delimiter, _isQuoted) = (reader, delimiter, isQuoted);

    /// <summary>1-based line on which the last row began.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong with the last row; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>The fields of the last row. The list is used again for the next.</summary>
    public IReadOnlyList<string> Fields => _fields;

    private int _nextLine = 1;

    /// <summary>Reads the next row that is not empty; false at the end.</summary>
    public bool Read()
    {
        while (_reader.ReadLine() is { } text)
        {
            (Line, Fault) = (_nextLine++, null);
            if (text.Length == 0)
                continue;
            _fields.Clear();
            if (text.Length > LongestRow)
                Fault = "The row is longer than four million characters.";
            else if (_isQuoted && text.Contains('"', StringComparison.Ordinal))
                Quoted(text);
            else
                Plain(text);
            return true;
        }
        return false;
    }

    /// <summary>Closes the text.</summary>
    public void Dispose() => _reader.Dispose();

    private void Plain(string text)
    {
        foreach (var range in text.AsSpan().Split(_delimiter))
            _fields.Add(text[range]);
    }

    private void Quoted(string text)
    {
        var length = text.Length;
        for (var at = 0; at <= text.Length;)
        {
            if (at < text.Length && text[at] == '"')
            {
                if (!InQuotes(ref text, ref at, ref length))
                    return;
            }
            else
            {
                var end = text.IndexOf(_delimiter, at);
                end = end < 0 ? text.Length : end;
                _fields.Add(text[at..end]);
                at = end;
            }
            if (at < text.Length && text[at] != _delimiter)
            {
                Fault = "A quoted field goes on after its closing quote.";
                return;
            }
            at++;
        }
    }

    // A quoted field may go over several lines; two quotes stand for one.
    private bool InQuotes(ref string text, ref int at, ref int length)
    {
        _field.Clear();
        at++;
        while (true)
        {
            var end = text.IndexOf('"', at);
            if (end < 0)
            {
                _field.Append(text, at, text.Length - at).Append('\n');
                if (_reader.ReadLine() is not { } more || (length += more.Length) > LongestRow)
                {
                    Fault = "A quoted field is not closed.";
                    return false;
                }
                _nextLine++;
                (text, at) = (more, 0);
                continue;
            }
            _field.Append(text, at, end - at);
            at = end + 1;
            if (at >= text.Length || text[at] != '"')
                break;
            _field.Append('"');
            at++;
        }
        _fields.Add(_field.ToString());
        return true;
    }
}
