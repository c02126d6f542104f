namespace Carewright.Laboratory.Catalogue;

/// <summary>A test or panel that a laboratory offers. Two of the same content are equal in <see cref="Fingerprint"/>.</summary>
/// <param name="Code">The laboratory's own code.</param>
/// <param name="Name">What people call it.</param>
internal sealed record LabTest(string Code, string Name)
{
    /// <summary>LOINC code; null: none is known.</summary>
    public string? Loinc { get; init; }

    /// <summary>The laboratory's words for the LOINC code.</summary>
    public string? LoincName { get; init; }

    /// <summary>Section of the laboratory (HL7 table 0074).</summary>
    public string? Section { get; init; }

    /// <summary>Specimen (HL7 table 0487).</summary>
    public string? SpecimenType { get; init; }

    /// <summary>What it is collected in.</summary>
    public string? Container { get; init; }

    /// <summary>How much is needed at least.</summary>
    public string? Volume { get; init; }

    /// <summary>What the patient does before.</summary>
    public string? Preparation { get; init; }

    /// <summary>Codes of the tests of a panel; empty for a single test.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>What the laboratory asks with an order.</summary>
    public IReadOnlyList<LabQuestion> Questions { get; init; } = [];

    /// <summary>It is not offered any more.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Whether a specimen is described.</summary>
    public bool HasSpecimen => (SpecimenType ?? Container ?? Volume ?? Preparation) is not null;

    /// <summary>All of its content in one text.</summary>
    public string Fingerprint => string.Join('\u001f', Code, Name, Loinc, LoincName, Section, SpecimenType, Container, Volume, Preparation, string.Join('\u001e', Members), string.Join('\u001e', Questions.Select(question => question.Fingerprint)), IsRetired);
}

/// <summary>What kind of answer a question takes.</summary>
internal enum QuestionKind
{
    /// <summary>Words.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Decimal,

    /// <summary>A day.</summary>
    Date,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>One of the choices.</summary>
    Choice,
}

/// <summary>A question that the laboratory asks with an order.</summary>
/// <param name="Code">The laboratory's own code.</param>
/// <param name="Text">The question.</param>
/// <param name="Type">What kind of answer it takes.</param>
/// <param name="Choices">What can be chosen; empty unless it is a choice.</param>
/// <param name="IsRequired">Whether an order cannot be placed without it.</param>
internal sealed record LabQuestion(string Code, string Text, QuestionKind Type, IReadOnlyList<LabChoice> Choices, bool IsRequired)
{
    internal string Fingerprint => string.Join('\u001d', Code, Text, Type, string.Join('\u001c', Choices), IsRequired);
}

/// <summary>One of the answers that can be chosen.</summary>
internal sealed record LabChoice(string Code, string Text);
