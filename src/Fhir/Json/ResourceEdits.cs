namespace Carewright.Fhir.Json;

/// <summary>A coding to put into or take out of <c>meta.tag</c> or <c>meta.security</c>. Equal when system and code are.</summary>
/// <param name="System">Code system URL.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Display text, or null.</param>
public sealed record MetaCoding(string System, string Code, string? Display = null)
{
    /// <summary>Says that a resource is not complete (FHIR R4 search.html#summary).</summary>
    public static MetaCoding Subsetted { get; } = new("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED", "Resource encoded in summary mode");
}

/// <summary>What <see cref="ResourceEditor"/> changes while it copies. Everything is optional; the default changes nothing but white space.</summary>
public sealed record ResourceEdits
{
    /// <summary>No changes.</summary>
    public static ResourceEdits None { get; } = new();

    /// <summary><c>_summary=true</c>: elements marked as summary, mandatory ones, tagged SUBSETTED.</summary>
    public static ResourceEdits SummaryTrue { get; } = new() { Drop = SummaryRules.DropForTrue, AddTags = [MetaCoding.Subsetted] };

    /// <summary><c>_summary=text</c>: text, id, meta and mandatory top-level elements, tagged SUBSETTED.</summary>
    public static ResourceEdits SummaryText { get; } = new() { Drop = SummaryRules.DropForText, AddTags = [MetaCoding.Subsetted] };

    /// <summary><c>_summary=data</c>: everything but the narrative, tagged SUBSETTED.</summary>
    public static ResourceEdits SummaryData { get; } = new() { Drop = SummaryRules.DropForData, AddTags = [MetaCoding.Subsetted] };

    /// <summary>The logical id to set, placed right after <c>resourceType</c>; null keeps what is there.</summary>
    public string? Id { get; init; }

    /// <summary>True to leave the logical id out (when <see cref="Id"/> is null).</summary>
    public bool RemoveId { get; init; }

    /// <summary><c>meta.versionId</c> to set; null keeps what is there.</summary>
    public long? VersionId { get; init; }

    /// <summary><c>meta.lastUpdated</c> to set, written in UTC to the millisecond (the rest is cut off); null keeps what is there.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Codings to have in <c>meta.tag</c>; one that is there already is not repeated.</summary>
    public IReadOnlyList<MetaCoding> AddTags { get; init; } = [];

    /// <summary>Codings to have in <c>meta.security</c>; one that is there already is not repeated.</summary>
    public IReadOnlyList<MetaCoding> AddSecurity { get; init; } = [];

    /// <summary>Codings to take out of <c>meta.tag</c>.</summary>
    public IReadOnlyList<MetaCoding> RemoveTags { get; init; } = [];

    /// <summary>Codings to take out of <c>meta.security</c>.</summary>
    public IReadOnlyList<MetaCoding> RemoveSecurity { get; init; } = [];

    /// <summary>
    /// True for each element to leave out, with all it holds. Asked from the top down, not about parts of what is left out. An element that loses all its
    /// parts goes too; resources stay. Elements set by the properties above are not asked about.
    /// </summary>
    public Func<Element, bool>? Drop { get; init; }

    /// <summary>
    /// The new text of a <c>Reference.reference</c>, uri, url, canonical, oid or uuid with a value, or null to keep it (FHIR R4 http.html#trules). Asked about every one,
    /// contained resources included.
    /// </summary>
    public Func<Element, string?>? ReplaceUri { get; init; }

    /// <summary>The new text of an <c>href</c> or <c>src</c> in the narrative, or null to keep it (FHIR R4 http.html#trules).</summary>
    public Func<string, string?>? ReplaceNarrativeLink { get; init; }

    internal bool ChangesMeta =>
        VersionId is not null || LastUpdated is not null || AddTags.Count + AddSecurity.Count + RemoveTags.Count + RemoveSecurity.Count > 0;

    internal bool ChangesContent => Drop is not null || ReplaceUri is not null || ReplaceNarrativeLink is not null;

    /// <summary><c>_elements</c>: the named top-level elements, id, meta, mandatory elements, and modifier elements, whose absence could turn the meaning around; tagged SUBSETTED.</summary>
    /// <param name="names">FHIR names of top-level elements; others are ignored.</param>
    public static ResourceEdits Elements(IEnumerable<string> names)
    {
        var kept = names.ToHashSet(StringComparer.Ordinal);
        return new() { Drop = e => SummaryRules.DropForElements(e, kept), AddTags = [MetaCoding.Subsetted] };
    }

    /// <summary>These edits, leaving out also what the predicate says.</summary>
    public ResourceEdits AlsoDrop(Func<Element, bool> drop) => Drop is { } first ? this with { Drop = e => first(e) || drop(e) } : this with { Drop = drop };
}
