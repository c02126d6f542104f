using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Searching;
using Carewright.Terminology.Storing;

namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>
/// A code system in its file. Texts, designations and properties are read when asked for; the hierarchy, the flags and the concept of each text are held in memory once they are needed
/// (a few megabytes for SNOMED CT). Safe from many threads.
/// </summary>
internal sealed class SqliteCodeSystem : ICodeSystem, ITermIndex, IDisposable
{
    private const int Sortable = 0x10FFFF;
    private readonly TermReaders _readers;
    private readonly Dictionary<string, (int Id, PropertyKind Kind)> _properties = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (string Code, PropertyKind Kind)> _propertyById = [];
    private readonly Lazy<ConceptSet> _inactive;
    private readonly Lazy<ConceptSet> _abstract;
    private readonly Lazy<Hierarchy> _hierarchy;
    private readonly Lazy<int[]> _termConcepts;
    private readonly int _termCount;

    internal SqliteCodeSystem(FileInfo file)
    {
        _readers = new TermReaders(file.FullName);
        using var lease = _readers.Rent();
        var about = About(lease.Reader);
        if (about.GetValueOrDefault("format") != TermSchema.Format)
            throw new StoreFormatException($"'{file.Name}' was written by another version of the program; load the code system again.");
        Header = JsonSerializer.Deserialize(about["header"], TermJson.Default.CodeSystemHeader) ?? throw new StoreFormatException($"'{file.Name}' has no header.");
        Count = int.Parse(about["concepts"], CultureInfo.InvariantCulture);
        _termCount = int.Parse(about["terms"], CultureInfo.InvariantCulture);
        Stored = new StoredSystem(Header, Count, _termCount, file.Length, DateTimeOffset.Parse(about["loaded"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), about["source"]);
        ReadProperties(lease.Reader);
        _inactive = new Lazy<ConceptSet>(() => ConceptSet.FromBytes(Count, Block(TermSchema.Blocks.Inactive)));
        _abstract = new Lazy<ConceptSet>(() => ConceptSet.FromBytes(Count, Block(TermSchema.Blocks.Abstract)));
        _hierarchy = new Lazy<Hierarchy>(() => Hierarchy.Unpack(Count, Numbers(TermSchema.Blocks.ParentStarts), Numbers(TermSchema.Blocks.Parents)));
        _termConcepts = new Lazy<int[]>(() => Numbers(TermSchema.Blocks.TermConcepts));
    }

    public CodeSystemHeader Header { get; }

    public int Count { get; }

    public ConceptSet Inactive => _inactive.Value;

    public ConceptSet Abstract => _abstract.Value;

    public Hierarchy Hierarchy => _hierarchy.Value;

    public ITermIndex Terms => this;

    internal StoredSystem Stored { get; }

    int ITermIndex.Count => _termCount;

    public int Find(string code)
    {
        using var lease = _readers.Rent();
        var statement = lease.Reader.Code.Bind(1, Header.IsCaseSensitive ? code : Upper(code));
        var key = statement.Step() ? (int)statement.Int64(0) : -1;
        statement.Reset();
        return key;
    }

    public Concept Concept(int key)
    {
        using var lease = _readers.Rent();
        var statement = lease.Reader.Concept.Bind(1, key);
        if (!statement.Step())
        {
            statement.Reset();
            throw new ArgumentOutOfRangeException(nameof(key));
        }
        var concept = new Concept(key, statement.Text(0), statement.IsNull(1) ? null : statement.Text(1), (ConceptTraits)statement.Int64(2));
        statement.Reset();
        return concept;
    }

    public ConceptDetail Detail(int key)
    {
        using var lease = _readers.Rent();
        var reader = lease.Reader;
        var definition = reader.Definition.Bind(1, key).Step() && !reader.Definition.IsNull(0) ? reader.Definition.Text(0) : null;
        reader.Definition.Reset();
        var designations = new List<Designation>();
        for (reader.Designations.Bind(1, key); reader.Designations.Step();)
            designations.Add(DesignationOf(reader.Designations));
        reader.Designations.Reset();
        var properties = new List<ConceptProperty>();
        for (reader.Properties.Bind(1, key); reader.Properties.Step();)
            properties.Add(PropertyOf(reader.Properties));
        reader.Properties.Reset();
        return new ConceptDetail(definition, designations, properties);
    }

    public ConceptSet WithProperty(string property, string? value)
    {
        var set = new ConceptSet(Count);
        if (!_properties.TryGetValue(property, out var known))
            return set;
        using var lease = _readers.Rent();
        var statement = value is null ? lease.Reader.WithAny.Bind(1, known.Id) : lease.Reader.WithValue.Bind(1, known.Id).Bind(2, value);
        while (statement.Step())
            set.Add((int)statement.Int64(0));
        statement.Reset();
        return set;
    }

    public IEnumerable<KeyValuePair<int, string>> ValuesOf(string property)
    {
        using var lease = _readers.Rent();
        var sql = property switch
        {
            "code" => "SELECT key, code FROM concept",
            "display" => "SELECT key, display FROM concept WHERE display IS NOT NULL",
            _ => _properties.TryGetValue(property, out var known) ? string.Create(CultureInfo.InvariantCulture, $"SELECT key, value FROM property_value WHERE property = {known.Id}") : null,
        };
        if (sql is null)
            yield break;
        using var statement = lease.Reader.Prepare(sql);
        while (statement.Step())
            yield return new((int)statement.Int64(0), statement.Text(1));
    }

    public int ConceptOf(int term) => _termConcepts.Value[term];

    public string Text(int term)
    {
        using var lease = _readers.Rent();
        var statement = lease.Reader.Text.Bind(1, term);
        var text = statement.Step() ? statement.Text(0) : "";
        statement.Reset();
        return text;
    }

    public void Collect(string key, bool isExact, ConceptSet terms)
    {
        using var lease = _readers.Rent();
        var statement = isExact ? lease.Reader.Word.Bind(1, key) : lease.Reader.Words.Bind(1, key).Bind(2, key + char.ConvertFromUtf32(Sortable));
        while (statement.Step())
            TermPostings.Unpack(statement.Blob(0), terms);
        statement.Reset();
    }

    public void Dispose() => _readers.Dispose();

    // As SQLite's upper() does it: ASCII only.
    private static string Upper(string code) => string.Create(code.Length, code, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = char.IsAsciiLetterLower(from[i]) ? (char)(from[i] & ~0x20) : from[i];
    });

    private static Designation DesignationOf(Engine.Statement row)
    {
        var use = row.IsNull(2) ? null : new TermCoding(row.IsNull(1) ? null : row.Text(1), row.Text(2), row.IsNull(3) ? null : row.Text(3));
        return new Designation(row.IsNull(0) ? null : row.Text(0), use, row.Text(4));
    }

    private ConceptProperty PropertyOf(Engine.Statement row)
    {
        var (code, kind) = _propertyById[(int)row.Int64(0)];
        return new ConceptProperty(code, kind, row.Text(1), row.IsNull(2) ? null : row.Text(2), row.IsNull(3) ? null : row.Text(3));
    }

    private static Dictionary<string, string> About(TermReader reader)
    {
        using var statement = reader.Prepare("SELECT name, value FROM about");
        var about = new Dictionary<string, string>(StringComparer.Ordinal);
        while (statement.Step())
            about.Add(statement.Text(0), statement.Text(1));
        return about;
    }

    private void ReadProperties(TermReader reader)
    {
        using var statement = reader.Prepare("SELECT id, code, kind FROM property_name");
        while (statement.Step())
        {
            var (id, code, kind) = ((int)statement.Int64(0), statement.Text(1), (PropertyKind)statement.Int64(2));
            _properties.Add(code, (id, kind));
            _propertyById.Add(id, (code, kind));
        }
    }

    private byte[] Block(string name)
    {
        using var lease = _readers.Rent();
        using var statement = lease.Reader.Prepare("SELECT data FROM block WHERE name = ?");
        return statement.Bind(1, name).Step() ? statement.Blob(0).ToArray() : [];
    }

    private int[] Numbers(string name) => MemoryMarshal.Cast<byte, int>(Block(name)).ToArray();
}
