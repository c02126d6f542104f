using Carewright.InHouse.Controls;

namespace Carewright.InHouse.Catalogue;

/// <summary>What a result looks like.</summary>
internal enum ResultKind
{
    /// <summary>Negative or positive.</summary>
    Binary,

    /// <summary>A number with a unit.</summary>
    Number,

    /// <summary>One of the grades, the first of which is normal.</summary>
    Graded,
}

/// <summary>What a test measures.</summary>
/// <param name="Code">The clinic's own code.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Loinc">LOINC code.</param>
/// <param name="Kind">What a result looks like.</param>
internal sealed record Analyte(string Code, string Name, string Loinc, ResultKind Kind)
{
    /// <summary>Unit of a number (UCUM); null: it has none.</summary>
    public string? Unit { get; init; }

    /// <summary>Lower end of the reference range, in the unit.</summary>
    public decimal? Low { get; init; }

    /// <summary>Upper end of the reference range.</summary>
    public decimal? High { get; init; }

    /// <summary>Least that can be entered: what the method can tell.</summary>
    public decimal? Least { get; init; }

    /// <summary>Most that can be entered.</summary>
    public decimal? Most { get; init; }

    /// <summary>What can be chosen: of a graded one its grades, of a binary one <c>negative</c> and <c>positive</c>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = Kind == ResultKind.Binary ? ["negative", "positive"] : [];
}

/// <summary>A test that the clinic performs itself.</summary>
/// <param name="Code">The clinic's own code: capital letters, digits, hyphens.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Method">How it is done.</param>
/// <param name="Analytes">What it measures; one or more.</param>
internal sealed record InHouseTest(string Code, string Name, string Method, IReadOnlyList<Analyte> Analytes)
{
    /// <summary>Whether the device shows by itself that the run was good; without that sign nothing is reported.</summary>
    public bool HasInternalControl { get; init; }

    /// <summary>Levels of external controls that a lot must pass; empty: none.</summary>
    public IReadOnlyList<string> ControlLevels { get; init; } = [];

    /// <summary>Days after which the controls are due again; 0: only with each new lot.</summary>
    public int ControlDays { get; init; }

    /// <summary>Rules that controls are judged by.</summary>
    public IReadOnlyList<string> Rules { get; init; } = ControlRule.Usual;

    /// <summary>Whether only who was found able to (<see cref="Competency"/>) may report it.</summary>
    public bool NeedsCompetency { get; init; }

    /// <summary><c>waived</c>, <c>ppm</c> (provider-performed microscopy), <c>moderate</c> or <c>high</c>.</summary>
    public string Complexity { get; init; } = "waived";

    /// <summary>Logical id of the Organization that performs it; null until it is in the record.</summary>
    public string? Organization { get; init; }
}
