using System.Globalization;
using System.Text;
using Carewright.Kernel;

namespace Carewright.Laboratory.Csv;

/// <summary>
/// Reads a CSV file (RFC 4180) whose first line names its columns, in any order. Lines end with LF or CRLF, a byte order mark is passed over, empty lines are left out. Never throws on bad input: what is wrong is an issue whose
/// place is <c>file:line:column</c>, both from 1, where the column is the letter that the cell begins at.
/// </summary>
internal sealed class CsvReader
{
    private readonly string _text;
    private readonly string _file;
    private readonly List<Issue> _issues;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private CsvReader(string text, string file, List<Issue> issues) => (_text, _file, _issues) = (text.TrimStart('\uFEFF'), file, issues);

    /// <summary>The rows below the header.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">What issues call it.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <param name="optional">Columns that may be there; any other is an issue.</param>
    /// <param name="issues">Takes what is wrong.</param>
    internal static IReadOnlyList<CsvRow> Read(string text, string file, IReadOnlyList<string> required, IReadOnlyList<string> optional, List<Issue> issues)
    {
        var reader = new CsvReader(text, file, issues);
        if (reader.Next() is not { } header)
        {
            issues.Add(Issue.Error(IssueTypes.Required, "CATALOGUE-EMPTY", "The file is empty; its first line names the columns.", $"{file}:1:1"));
            return [];
        }
        return reader.CheckHeader(header, required, optional) ? reader.Rows([.. header.Select(cell => cell.Text.Trim())]) : [];
    }

    private List<CsvRow> Rows(string[] columns)
    {
        var rows = new List<CsvRow>();
        while (Next() is { } cells)
        {
            if (cells is [{ Text.Length: 0 }])
                continue;
            if (cells.Count != columns.Length)
                Fault(cells[^1], "CATALOGUE-COLUMNS", string.Create(CultureInfo.InvariantCulture, $"The line has {cells.Count} cells; the header names {columns.Length} columns."));
            else
                rows.Add(new CsvRow(_file, columns, cells));
        }
        return rows;
    }

    private bool CheckHeader(List<CsvCell> header, IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        var before = _issues.Count;
        foreach (var cell in header.Where(cell => !required.Contains(cell.Text.Trim()) && !optional.Contains(cell.Text.Trim())))
            Fault(cell, "CATALOGUE-COLUMN", $"There is no column '{cell.Text}'; there are {string.Join(", ", required.Concat(optional))}.");
        foreach (var twice in header.GroupBy(cell => cell.Text.Trim(), StringComparer.Ordinal).Where(group => group.Count() > 1))
            Fault(twice.Last(), "CATALOGUE-COLUMN", $"The column '{twice.Key}' is named twice.");
        foreach (var missing in required.Where(name => header.TrueForAll(cell => cell.Text.Trim() != name)))
            Fault(header[0], "CATALOGUE-COLUMN", $"The column '{missing}' is missing.");
        return _issues.Count == before;
    }

    // The cells of the next line; null at the end of the text.
    private List<CsvCell>? Next()
    {
        if (_at >= _text.Length)
            return null;
        var cells = new List<CsvCell> { Cell() };
        while (_at < _text.Length && _text[_at] == ',')
        {
            _at++;
            cells.Add(Cell());
        }
        if (_at < _text.Length && _text[_at] == '\r')
            _at++;
        if (_at < _text.Length && _text[_at] == '\n')
            _at++;
        (_line, _lineStart) = (_line + 1, _at);
        return cells;
    }

    private CsvCell Cell()
    {
        var (line, column) = (_line, _at - _lineStart + 1);
        if (_at < _text.Length && _text[_at] == '"')
            return new CsvCell(Quoted(line, column), line, column);
        var start = _at;
        while (_at < _text.Length && _text[_at] is not (',' or '\n' or '\r'))
            _at++;
        return new CsvCell(_text[start.._at], line, column);
    }

    private string Quoted(int line, int column)
    {
        var content = new StringBuilder();
        _at++;
        while (_at < _text.Length && (_text[_at] != '"' || (_at + 1 < _text.Length && _text[_at + 1] == '"')))
        {
            _at += _text[_at] == '"' ? 1 : 0;
            if (_text[_at] == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
            content.Append(_text[_at++]);
        }
        if (_at >= _text.Length)
            Fault(new CsvCell("", line, column), "CATALOGUE-QUOTE", "The quotation mark that opens here is not closed.");
        else if (++_at < _text.Length && _text[_at] is not (',' or '\n' or '\r'))
            After(line);
        return content.ToString();
    }

    private void After(int line)
    {
        Fault(new CsvCell("", line, _at - _lineStart + 1), "CATALOGUE-QUOTE", "After a closing quotation mark comes a comma or the end of the line.");
        while (_at < _text.Length && _text[_at] is not (',' or '\n' or '\r'))
            _at++;
    }

    private void Fault(CsvCell cell, string code, string message) => _issues.Add(Issue.Error(IssueTypes.Structure, code, message, cell.PlaceIn(_file)));
}

/// <summary>A cell and where it begins.</summary>
/// <param name="Text">What it holds.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">Its first letter's place in the line, from 1.</param>
internal readonly record struct CsvCell(string Text, int Line, int Column)
{
    internal string PlaceIn(string file) => string.Create(CultureInfo.InvariantCulture, $"{file}:{Line}:{Column}");
}

/// <summary>A line of a CSV file.</summary>
/// <param name="File">What issues call the file.</param>
/// <param name="Columns">The header.</param>
/// <param name="Cells">One for each column.</param>
internal sealed record CsvRow(string File, string[] Columns, List<CsvCell> Cells)
{
    /// <summary>The trimmed text of a column; empty when the file has no such column.</summary>
    internal string this[string column] => Array.IndexOf(Columns, column) is >= 0 and var at ? Cells[at].Text.Trim() : "";

    /// <summary>The words of a column.</summary>
    internal string[] Words(string column) => this[column].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with a column's cell.</summary>
    internal Issue Fault(string column, string code, string message) =>
        Issue.Error(IssueTypes.Value, code, message, Cells[Math.Max(0, Array.IndexOf(Columns, column))].PlaceIn(File));
}
