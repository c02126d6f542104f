using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>One result, as OBX says it.</summary>
/// <param name="Code">OBX-3: LOINC and the laboratory's own code.</param>
/// <param name="Type">OBX-2.</param>
/// <param name="Value">OBX-5, with places below the field.</param>
internal sealed record Observed(IReadOnlyList<Part> Code, string Type, IReadOnlyList<Part> Value)
{
    /// <summary>OBX-4: tells what has several results of one test apart.</summary>
    public string SubId { get; init; } = "";

    /// <summary>OBX-6, a unit of UCUM; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>OBX-7.</summary>
    public string Range { get; init; } = "";

    /// <summary>OBX-8 (HL7 table 0078).</summary>
    public string Flag { get; init; } = "";

    /// <summary>Whether somebody is told at once.</summary>
    public bool IsCritical => Flag is "LL" or "HH";

    /// <summary>Whether it is neither normal nor unflagged.</summary>
    public bool IsAbnormal => Flag is not ("N" or "");

    /// <summary>OBX-3 of an entry of the catalogue.</summary>
    public static IReadOnlyList<Part> CodeOf(CatalogueEntry entry) => Parts.Field(entry.Loinc, entry.Name, "LN", entry.Code, entry.Name, "L");
}

/// <summary>The results of one service: an OBR and its OBXs.</summary>
/// <param name="Service">What was done.</param>
/// <param name="Results">In order; none while nothing is known.</param>
internal sealed record Battery(CatalogueEntry Service, IReadOnlyList<Observed> Results)
{
    /// <summary>The result of the battery before that this one follows from (OBR-26, OBR-29); null for what was ordered.</summary>
    public Observed? Parent { get; init; }

    /// <summary>OBR-3.1; its own where it follows from another.</summary>
    public string Filler { get; init; } = "";
}
