using System.Collections.Concurrent;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>One connection to a system's file with its statements, for one thread at a time.</summary>
internal sealed class TermReader : IDisposable
{
    private readonly Connection _connection;

    internal TermReader(string path)
    {
        _connection = Connection.Open(path, readOnly: true);
        // The file never changes: the shared lock is taken once and kept, and pages are read where the system has them mapped.
        _connection.Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA mmap_size=1073741824; PRAGMA cache_size=-2048");
        Code = _connection.Prepare("SELECT key FROM code WHERE folded = ?");
        Concept = _connection.Prepare("SELECT code, display, traits FROM concept WHERE key = ?");
        Definition = _connection.Prepare("SELECT definition FROM concept WHERE key = ?");
        Designations = _connection.Prepare("SELECT language, use_system, use_code, use_display, value FROM designation WHERE key = ? ORDER BY place");
        Properties = _connection.Prepare("SELECT property, value, system, display FROM property WHERE key = ? ORDER BY place");
        WithValue = _connection.Prepare("SELECT key FROM property_value WHERE property = ? AND value = ?");
        WithAny = _connection.Prepare("SELECT key, value FROM property_value WHERE property = ?");
        Text = _connection.Prepare("SELECT text FROM term WHERE term = ?");
        Word = _connection.Prepare("SELECT list FROM word WHERE word = ?");
        Words = _connection.Prepare("SELECT list FROM word WHERE word >= ? AND word < ?");
    }

    internal Statement Code { get; }

    internal Statement Concept { get; }

    internal Statement Definition { get; }

    internal Statement Designations { get; }

    internal Statement Properties { get; }

    internal Statement WithValue { get; }

    internal Statement WithAny { get; }

    internal Statement Text { get; }

    internal Statement Word { get; }

    internal Statement Words { get; }

    internal Statement Prepare(string sql) => _connection.Prepare(sql);

    public void Dispose() => _connection.Dispose();
}

/// <summary>Connections to one system's file, made as threads need them.</summary>
internal sealed class TermReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<TermReader> _idle = [];
    private volatile bool _isRetired;

    internal Lease Rent() => new(this, _idle.TryTake(out var reader) ? reader : new TermReader(path));

    /// <summary>Closes what is idle, and what is in use when it comes back.</summary>
    public void Dispose()
    {
        _isRetired = true;
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    private void Return(TermReader reader)
    {
        if (_isRetired)
            reader.Dispose();
        else
            _idle.Add(reader);
        if (_isRetired)
            Dispose();
    }

    internal readonly struct Lease(TermReaders owner, TermReader reader) : IDisposable
    {
        internal TermReader Reader => reader;

        public void Dispose() => owner.Return(reader);
    }
}
