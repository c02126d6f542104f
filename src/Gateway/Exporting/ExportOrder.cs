using Carewright.Fhir.Search;

namespace Carewright.Gateway.Exporting;

/// <summary>Whose data an export holds (HL7 Bulk Data Access 2.0 export.html).</summary>
public enum ExportLevel
{
    /// <summary>The whole record, rows of no patient included.</summary>
    System,

    /// <summary>Rows of patients' compartments, and what goes with them.</summary>
    Patient,

    /// <summary>As <see cref="Patient"/>, for the members of one Group.</summary>
    Group,
}

/// <summary>By what right an export reads.</summary>
public enum ExportScope
{
    /// <summary>What the actor's grants show, row by row, as in a search; needs the operation <c>export</c>.</summary>
    Granted,

    /// <summary>Every row whole, whatever its labels: the record as the clinic has to hand it out (45 CFR 170.315(b)(10)); needs the operation <c>ehi-export</c>.</summary>
    WholeRecord,
}

/// <summary>What an export is asked for.</summary>
/// <param name="Level">Whose data.</param>
public sealed record ExportOrder(ExportLevel Level)
{
    /// <summary>Logical id of the Group; given exactly at <see cref="ExportLevel.Group"/>.</summary>
    public string? GroupId { get; init; }

    /// <summary>References (<c>Patient/1</c>) of the only patients wanted; null for all. At Group level they must be members.</summary>
    public IReadOnlyList<string>? Patients { get; init; }

    /// <summary>Resource types; empty: all that the level has and the actor may search.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Only versions written after this instant.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only versions written before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Searches, each naming its type and made of criteria alone; those of one type are or-ed. A type without any is exported whole.</summary>
    public IReadOnlyList<SearchRequest> Filters { get; init; } = [];

    /// <summary>Elements wanted, by resource type; under the empty name those wanted of every type. Empty: all elements.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Elements { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True to leave out, with a warning, types and patients that cannot be had, instead of refusing the export for them.</summary>
    public bool IsLenient { get; init; }

    /// <summary>By what right it reads.</summary>
    public ExportScope Scope { get; init; }

    /// <summary>The base below which attachments' relative addresses (<c>Binary/1</c>) are made absolute; null leaves them.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>What names the export in the audit records of its files.</summary>
    public string Name { get; init; } = "export";

    /// <summary>As asked, for the audit record.</summary>
    public string Asked { get; init; } = "";
}
