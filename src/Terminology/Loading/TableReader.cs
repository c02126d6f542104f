using System.Text;

namespace Carewright.Terminology.Loading;

/// <summary>A table with named columns, read row by row. Names are matched by their letters and digits, whatever their case: publishers spell them differently from year to year.</summary>
internal sealed class TableReader : IDisposable
{
    private readonly DistributionFile _file;
    private readonly LoadLog _log;
    private readonly DelimitedReader _rows;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    private TableReader(DistributionFile file, LoadLog log, DelimitedReader rows) => (_file, _log, _rows) = (file, log, rows);

    internal int Line => _rows.Line;

    internal DistributionFile File => _file;

    /// <summary>Comma-separated with a header; null, with the fault logged, when a column is missing.</summary>
    internal static TableReader? Csv(DistributionFile file, LoadLog log, params string[] needed) => WithHeader(file, log, ',', true, Encoding.UTF8, needed);

    /// <summary>Tab-separated with a header.</summary>
    internal static TableReader? Tabs(DistributionFile file, LoadLog log, Encoding encoding, params string[] needed) => WithHeader(file, log, '\t', false, encoding, needed);

    /// <summary>Bar-separated without a header; columns are named here, in order.</summary>
    internal static TableReader Bars(DistributionFile file, LoadLog log, params string[] columns)
    {
        var table = new TableReader(file, log, new DelimitedReader(new StreamReader(file.Open(), Encoding.UTF8), '|', false));
        for (var i = 0; i < columns.Length; i++)
            table._columns.Add(Letters(columns[i]), i);
        return table;
    }

    internal bool Has(string column) => _columns.ContainsKey(Letters(column));

    internal IEnumerable<string> Columns => _columns.Keys;

    /// <summary>The next row with as many fields as are needed; others are logged and passed over.</summary>
    internal bool Read(int fields = 1)
    {
        while (_rows.Read())
        {
            _log.Row(_file);
            if (_rows.Fault is null && _rows.Fields.Count >= fields)
                return true;
            _log.Error("LOAD-ROW", _rows.Fault ?? $"The row has {_rows.Fields.Count} fields; {fields} are needed.", _file, _rows.Line);
        }
        return false;
    }

    /// <summary>A field, trimmed; empty when the row or table has none.</summary>
    internal string this[string column] => _columns.TryGetValue(Letters(column), out var place) && place < _rows.Fields.Count ? _rows.Fields[place].Trim() : "";

    internal string? Text(string column) => this[column] is { Length: > 0 } text ? text : null;

    internal void Fault(string code, string message) => _log.Error(code, message, _file, _rows.Line);

    public void Dispose() => _rows.Dispose();

    private static TableReader? WithHeader(DistributionFile file, LoadLog log, char delimiter, bool isQuoted, Encoding encoding, string[] needed)
    {
        var table = new TableReader(file, log, new DelimitedReader(new StreamReader(file.Open(), encoding), delimiter, isQuoted));
        if (table._rows.Read())
        {
            foreach (var (place, name) in table._rows.Fields.Index())
                table._columns.TryAdd(Letters(name), place);
        }
        if (needed.FirstOrDefault(name => !table.Has(name)) is not { } missing)
            return table;
        log.Error("LOAD-COLUMN", $"There is no column '{missing}'; there are: {string.Join(", ", table._rows.Fields.Take(40))}.", file, 1);
        table.Dispose();
        return null;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
