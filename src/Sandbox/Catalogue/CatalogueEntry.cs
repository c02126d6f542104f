namespace Carewright.Sandbox.Catalogue;

/// <summary>What an entry of the catalogue is.</summary>
internal enum EntryKind
{
    /// <summary>A single result.</summary>
    Test,

    /// <summary>Several tests under one name.</summary>
    Panel,

    /// <summary>What grows, and what works against it.</summary>
    Culture,
}

/// <summary>Something that can be ordered, or comes of an order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Code">The laboratory's own code.</param>
/// <param name="Loinc">The LOINC code.</param>
/// <param name="Section">OBR-24 (HL7 table 0074).</param>
/// <param name="Specimen">SPM-4 (HL7 table 0487).</param>
/// <param name="Name">Its name.</param>
internal sealed record CatalogueEntry(EntryKind Kind, string Code, string Loinc, string Section, string Specimen, string Name)
{
    /// <summary>A number; null for coded results and what has none.</summary>
    public NumberScale? Scale { get; set; }

    /// <summary>What is normal for whom, the first that fits first.</summary>
    public List<NormalRange> Ranges { get; } = [];

    /// <summary>Below and above which somebody is told at once.</summary>
    public (decimal? Low, decimal? High) Critical { get; set; }

    /// <summary>What it is calculated from; null when it is measured.</summary>
    public LinearSum? Sum { get; set; }

    /// <summary>Coded results, with their weights.</summary>
    public List<CodedChoice> Choices { get; } = [];

    /// <summary>The code of what is added when the result is abnormal; null for nothing.</summary>
    public string? Reflex { get; set; }

    /// <summary>The codes of a panel's tests.</summary>
    public List<string> Holds { get; } = [];

    /// <summary>Whether a printed report comes with it.</summary>
    public bool HasReport { get; set; }

    /// <summary>What growth is tested against.</summary>
    public List<Antibiotic> Antibiotics { get; } = [];

    /// <summary>What is normal for somebody; null when nothing is said.</summary>
    public NormalRange? RangeFor(string sex, int age) => Ranges.Find(range => range.Fits(sex, age));
}

/// <summary>How a number is written, and between what it lies at all.</summary>
internal sealed record NumberScale(string Unit, int Decimals, decimal Low, decimal High);

/// <summary>What is normal for a sex (M, F, * for all) and an age in years, both ends included; null where there is no bound.</summary>
internal sealed record NormalRange(string Sex, int FromAge, int ToAge, decimal? Low, decimal? High)
{
    public bool Fits(string sex, int age) => (Sex == "*" || Sex == sex) && age >= FromAge && age <= ToAge;
}

/// <summary>A constant and multiples of other results.</summary>
internal sealed record LinearSum(decimal Constant, IReadOnlyList<(decimal Factor, string Code)> Terms);

/// <summary>A coded result: how often, how it is flagged, its SNOMED CT code (null for none) and words.</summary>
internal sealed record CodedChoice(int Weight, string Flag, string? Snomed, string Text);

/// <summary>What growth is tested against: susceptible up to, and resistant from, so many ug/mL.</summary>
internal sealed record Antibiotic(string Loinc, decimal Susceptible, decimal Resistant, string Name);
