namespace Carewright.Storage.Sqlite.Delta;

/// <summary>
/// One bit per sequence number: set when the resource whose first version it is has further versions. Spares unchanged resources the look-up of their current version.
/// One writer, many readers without locks.
/// </summary>
internal sealed class RowBitmap
{
    private volatile long[] _words = new long[1024];

    public bool Contains(long row)
    {
        var words = _words;
        var word = row >> 6;
        return word < words.Length && (Volatile.Read(ref words[word]) & (1L << (int)(row & 63))) != 0;
    }

    public void Add(long row)
    {
        var word = row >> 6;
        if (word >= _words.Length)
        {
            var grown = new long[Math.Max(word + 1, _words.Length * 2L)];
            _words.CopyTo(grown, 0);
            _words = grown;
        }
        var words = _words;
        Volatile.Write(ref words[word], words[word] | (1L << (int)(row & 63)));
    }
}
