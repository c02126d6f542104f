using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Searching;
using Carewright.Terminology.Storing;

namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>
/// Writes one version of a code system into a file of its own, under a name that nobody reads, and renames it when it is whole and on disk. No journal is kept: what breaks off is thrown away.
/// In memory are the codes (to find concepts by), the links of the hierarchy and the packed word lists; everything else is staged on disk and sorted there.
/// </summary>
internal sealed class SqliteTermLoad : ITermLoad
{
    private const int ProgressStep = 20_000;
    private readonly CodeSystemHeader _header;
    private readonly string _source;
    private readonly string _part;
    private readonly string _target;
    private readonly TimeProvider _clock;
    private readonly FileStream _lock;
    private readonly Action _published;
    private readonly Connection _connection;
    private readonly Dictionary<string, int> _keys;
    private readonly List<string> _codes = [];
    private readonly List<(int Child, int Parent)> _links = [];
    private readonly Dictionary<string, (int Id, PropertyKind Kind)> _properties = new(StringComparer.Ordinal);
    private readonly Statement _concept;
    private readonly Statement _display;
    private readonly Statement _designation;
    private readonly Statement _property;
    private bool _isClosed;

    internal SqliteTermLoad(CodeSystemHeader header, string source, string target, FileStream theLock, TimeProvider clock, Action published)
    {
        (_header, _source, _target, _lock, _clock, _published) = (header, source, target, theLock, clock, published);
        _part = target + ".part";
        _keys = new Dictionary<string, int>(header.IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        File.Delete(_part);
        _connection = Connection.Open(_part, readOnly: false);
        _connection.Execute("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536; PRAGMA temp_store=FILE");
        _connection.Execute(TermSchema.Create);
        _connection.Execute(TermSchema.Stage);
        _connection.Execute("BEGIN");
        _concept = _connection.Prepare("INSERT INTO staged_concept VALUES(?,?,?,?,?)");
        _display = _connection.Prepare("INSERT OR REPLACE INTO staged_display VALUES(?,?)");
        _designation = _connection.Prepare("INSERT INTO staged_designation VALUES(?,?,?,?,?,?)");
        _property = _connection.Prepare("INSERT INTO staged_property VALUES(?,?,?,?,?)");
        foreach (var property in header.Properties)
            PropertyOf(property.Code, property.Kind);
    }

    public int Count => _codes.Count;

    public int Add(string code, string? display, ConceptTraits traits = ConceptTraits.None, string? definition = null)
    {
        if (!_keys.TryAdd(code, _codes.Count))
            return _keys[code];
        var key = _codes.Count;
        _codes.Add(code);
        Text(Text(_concept.Bind(1, key).Bind(2, code), 3, display).Bind(4, (int)traits), 5, definition).Run();
        return key;
    }

    public int Find(string code) => _keys.GetValueOrDefault(code, -1);

    public void SetDisplay(int key, string display) => _display.Bind(1, key).Bind(2, display).Run();

    public void AddDesignation(int key, Designation designation)
    {
        Text(Text(Text(Text(_designation.Bind(1, key), 2, designation.Language), 3, designation.Use?.System), 4, designation.Use?.Code), 5, designation.Use?.Display).Bind(6, designation.Value).Run();
    }

    public void AddProperty(int key, ConceptProperty property) =>
        Text(Text(_property.Bind(1, key).Bind(2, PropertyOf(property.Code, property.Kind)).Bind(3, property.Value), 4, property.System), 5, property.Display).Run();

    public void AddParent(int key, int parent) => _links.Add((key, parent));

    public StoredSystem Complete(IProgress<TermProgress>? progress, CancellationToken cancellationToken)
    {
        void Step(string name, long done = 0, long total = 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new TermProgress(name, done, total));
        }

        Step("sorting");
        PlaceRows();
        Step("hierarchy");
        PlaceBlocks();
        var terms = new TermWriter(_connection, _codes).Write(Step);
        var loaded = _clock.GetUtcNow();
        PlaceAbout(loaded, terms);
        Step("writing");
        _connection.Execute("COMMIT");
        _connection.Dispose();
        _isClosed = true;
        return Publish(loaded, terms);
    }

    public void Dispose()
    {
        if (!_isClosed)
            _connection.Dispose();
        File.Delete(_part);
        _lock.Dispose();
    }

    private void PlaceRows()
    {
        _connection.Execute("INSERT INTO concept SELECT c.key, c.code, coalesce(d.display, c.display), c.traits, c.definition FROM staged_concept c LEFT JOIN staged_display d ON d.key = c.key ORDER BY c.key");
        _connection.Execute(_header.IsCaseSensitive ? "INSERT INTO code SELECT code, key FROM concept ORDER BY code" : "INSERT OR IGNORE INTO code SELECT upper(code), key FROM concept ORDER BY upper(code)");
        _connection.Execute("INSERT INTO designation SELECT key, row_number() OVER (ORDER BY key, rowid), language, use_system, use_code, use_display, value FROM staged_designation ORDER BY key, rowid");
        _connection.Execute("INSERT INTO property SELECT key, row_number() OVER (ORDER BY key, rowid), property, value, system, display FROM staged_property ORDER BY key, rowid");
        _connection.Execute("INSERT OR IGNORE INTO property_value SELECT property, value, key FROM staged_property ORDER BY property, value, key");
        using var name = _connection.Prepare("INSERT INTO property_name VALUES(?,?,?)");
        foreach (var (code, (id, kind)) in _properties)
            name.Bind(1, id).Bind(2, code).Bind(3, (int)kind).Run();
    }

    private void PlaceBlocks()
    {
        var hierarchy = Hierarchy.Of(Count, _links);
        Block(TermSchema.Blocks.ParentStarts, MemoryMarshal.AsBytes(hierarchy.PackedStarts));
        Block(TermSchema.Blocks.Parents, MemoryMarshal.AsBytes(hierarchy.PackedParents));
        Block(TermSchema.Blocks.Inactive, Having(ConceptTraits.Inactive).Bytes);
        Block(TermSchema.Blocks.Abstract, Having(ConceptTraits.Abstract).Bytes);
    }

    private ConceptSet Having(ConceptTraits trait)
    {
        var set = new ConceptSet(Count);
        using var statement = _connection.Prepare("SELECT key FROM concept WHERE traits & ? <> 0");
        for (statement.Bind(1, (int)trait); statement.Step();)
            set.Add((int)statement.Int64(0));
        return set;
    }

    private void Block(string name, ReadOnlySpan<byte> data)
    {
        using var statement = _connection.Prepare("INSERT INTO block VALUES(?,?)");
        statement.Bind(1, name).Bind(2, data).Run();
    }

    private void PlaceAbout(DateTimeOffset loaded, int terms)
    {
        using var statement = _connection.Prepare("INSERT INTO about VALUES(?,?)");
        void Say(string name, string value) => statement.Bind(1, name).Bind(2, value).Run();
        var header = _header with { Properties = [.. _header.Properties, .. _properties.Where(one => _header.Properties.All(known => known.Code != one.Key)).Select(one => new PropertyDefinition(one.Key, one.Value.Kind))] };
        Say("format", TermSchema.Format);
        Say("header", JsonSerializer.Serialize(header, TermJson.Default.CodeSystemHeader));
        Say("source", _source);
        Say("loaded", loaded.ToString("O", CultureInfo.InvariantCulture));
        Say("concepts", Count.ToString(CultureInfo.InvariantCulture));
        Say("terms", terms.ToString(CultureInfo.InvariantCulture));
    }

    // The rename is what makes it visible; the bytes are on disk before it.
    private StoredSystem Publish(DateTimeOffset loaded, int terms)
    {
        using (var file = new FileStream(_part, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);
        File.Move(_part, _target, overwrite: true);
        _published();
        return new StoredSystem(_header, Count, terms, new FileInfo(_target).Length, loaded, _source);
    }

    private int PropertyOf(string code, PropertyKind kind)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_properties, code, out var exists);
        if (!exists)
            known = (_properties.Count, kind);
        return known.Id;
    }

    private static Statement Text(Statement statement, int position, string? value) => value is null ? statement.BindNull(position) : statement.Bind(position, value);

    /// <summary>Numbers the texts from most to least wanted and writes them with their word lists.</summary>
    private sealed class TermWriter(Connection connection, List<string> codes)
    {
        internal int Write(Action<string, long, long> step)
        {
            Stage(step);
            var builder = new TermIndexBuilder();
            var concepts = new List<int>();
            using (var insert = connection.Prepare("INSERT INTO term VALUES(?,?)"))
            {
                using var sorted = connection.Prepare("SELECT text, key, is_display FROM staged_term ORDER BY weight, text, key");
                while (sorted.Step())
                {
                    var (text, key) = (sorted.Text(0), (int)sorted.Int64(1));
                    insert.Bind(1, concepts.Count).Bind(2, text).Run();
                    builder.Add(concepts.Count, text, sorted.Int64(2) != 0 ? TermText.Fold(codes[key]) : null);
                    concepts.Add(key);
                    if (concepts.Count % ProgressStep == 0)
                        step("indexing", concepts.Count, 0);
                }
            }
            WriteWords(builder);
            using var block = connection.Prepare("INSERT INTO block VALUES(?,?)");
            block.Bind(1, TermSchema.Blocks.TermConcepts).Bind(2, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(concepts))).Run();
            return concepts.Count;
        }

        private void Stage(Action<string, long, long> step)
        {
            using var insert = connection.Prepare("INSERT INTO staged_term VALUES(?,?,?,?)");
            using var concepts = connection.Prepare("SELECT key, coalesce(display, code), traits FROM concept ORDER BY key");
            using var designations = connection.Prepare("SELECT key, value FROM designation ORDER BY key, place");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var more = designations.Step();
            while (concepts.Step())
            {
                var (key, isInactive) = ((int)concepts.Int64(0), (concepts.Int64(2) & (long)ConceptTraits.Inactive) != 0);
                seen.Clear();
                Put(insert, seen, new TermText(key, TermText.Fold(concepts.Text(1)), true, isInactive));
                for (; more && designations.Int64(0) == key; more = designations.Step())
                    Put(insert, seen, new TermText(key, TermText.Fold(designations.Text(1)), false, isInactive));
                if (key % ProgressStep == 0)
                    step("reading texts", key, codes.Count);
            }
        }

        private static void Put(Statement insert, HashSet<string> seen, TermText text)
        {
            if (seen.Add(text.Folded))
                insert.Bind(1, text.Weight).Bind(2, text.Folded).Bind(3, text.Concept).Bind(4, text.IsDisplay ? 1 : 0).Run();
        }

        private void WriteWords(TermIndexBuilder builder)
        {
            using var insert = connection.Prepare("INSERT INTO word VALUES(?,?)");
            foreach (var (word, list) in builder.Finish())
                insert.Bind(1, word).Bind(2, list.Span).Run();
        }
    }
}
