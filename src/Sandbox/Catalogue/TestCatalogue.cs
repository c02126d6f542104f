using Carewright.Hl7v2;

namespace Carewright.Sandbox.Catalogue;

/// <summary>What the laboratory can do. Immutable once read, safe for many threads.</summary>
internal sealed class TestCatalogue
{
    private static readonly Lazy<TestCatalogue> s_own = new(ReadOwn);
    private readonly Dictionary<string, CatalogueEntry> _byCode;
    private readonly Dictionary<string, CatalogueEntry> _byLoinc;

    internal TestCatalogue(IReadOnlyList<CatalogueEntry> entries)
    {
        Entries = entries;
        _byCode = entries.ToDictionary(entry => entry.Code, StringComparer.OrdinalIgnoreCase);
        _byLoinc = entries.ToDictionary(entry => entry.Loinc, StringComparer.Ordinal);
    }

    /// <summary>The catalogue that comes with the program: <c>Catalogue/tests.txt</c>.</summary>
    public static TestCatalogue Own => s_own.Value;

    /// <summary>All entries, in the order of the file.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>What can be ordered: all but what comes of a culture.</summary>
    public IEnumerable<CatalogueEntry> Orderable => Entries.Where(entry => entry.Kind != EntryKind.Panel || entry.Holds.Count > 0);

    /// <summary>An entry by the laboratory's own code.</summary>
    public CatalogueEntry this[string code] => _byCode[code];

    /// <summary>What a universal service identifier (OBR-4) asks for, by either of its codes: LOINC, or the laboratory's own; null when it cannot be done.</summary>
    public CatalogueEntry? Find(Hl7Value service)
    {
        foreach (var at in new[] { 1, 4 })
        {
            var code = service.Component(at).Text;
            if (_byLoinc.TryGetValue(code, out var entry) || _byCode.TryGetValue(code, out entry))
                return entry.Kind == EntryKind.Panel && entry.Holds.Count == 0 ? null : entry;
        }
        return null;
    }

    private static TestCatalogue ReadOwn()
    {
        using var reader = new StreamReader(typeof(TestCatalogue).Assembly.GetManifestResourceStream("catalogue/tests.txt")!);
        return new TestCatalogue(CatalogueReader.Read(reader.ReadToEnd()));
    }
}
