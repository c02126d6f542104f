using System.Text.Json.Nodes;

namespace Carewright.Interfaces.Registries;

/// <summary>How a question ended (CDC implementation guide 2.5.1, release 1.5, ch. 6).</summary>
internal enum RegistryOutcome
{
    /// <summary>One person, with a history (Z32, Z42).</summary>
    Found,

    /// <summary>Several may be meant (Z31).</summary>
    Several,

    /// <summary>The registry has nobody like that (Z33, NF).</summary>
    Nobody,

    /// <summary>More may be meant than it tells (Z33, TM).</summary>
    TooMany,
}

/// <summary>What a registry has answered, read. Nothing of it is in the record.</summary>
/// <param name="Outcome">How the question ended.</param>
/// <param name="Persons">Whom the registry found: one, or those who may be meant.</param>
/// <param name="Doses">What it knows of, in its order: each dose once, no deleted ones.</param>
/// <param name="Forecast">What it thinks is next.</param>
internal sealed record RegistryAnswer(RegistryOutcome Outcome, IReadOnlyList<RegistryPerson> Persons, IReadOnlyList<RegistryDose> Doses, IReadOnlyList<RegistryForecast> Forecast);

/// <summary>Somebody whom the registry knows.</summary>
/// <param name="Place">Which PID of the answer, from 1.</param>
/// <param name="Name">Family and given name.</param>
/// <param name="BirthDate">As the registry writes it, with dashes; empty: it does not say.</param>
/// <param name="Gender">HL7 table 0001.</param>
/// <param name="Address">On one line.</param>
internal sealed record RegistryPerson(int Place, string Name, string BirthDate, string Gender, string Address);

/// <summary>A dose that the registry knows of.</summary>
/// <param name="Content">The Immunization that it would be, without the patient, with words in place of references.</param>
/// <param name="Numbers">By what it is known again, <c>system|value</c>, the strongest first; empty: by nothing, so that it cannot be taken.</param>
internal sealed record RegistryDose(JsonObject Content, IReadOnlyList<string> Numbers)
{
    /// <summary>Which dose of its series it is, as the registry counts; null: it does not say.</summary>
    public string? Number { get; init; }

    /// <summary>Whether it counts, as the registry sees it; null: it does not say.</summary>
    public bool? IsValid { get; init; }

    /// <summary>Whether the registry says that it was reported by who gave it.</summary>
    public bool IsAdministered { get; init; }
}

/// <summary>What the registry thinks is next.</summary>
/// <param name="Code">CVX code of the vaccine or its group.</param>
/// <param name="Vaccine">Its name.</param>
/// <param name="Due">When it is due; empty: not said.</param>
/// <param name="Earliest">From when on it may be given; empty: not said.</param>
/// <param name="Overdue">When it is late; empty: not said.</param>
/// <param name="Status">In the registry's words; empty: not said.</param>
internal sealed record RegistryForecast(string Code, string Vaccine, string Due, string Earliest, string Overdue, string Status);
