namespace Carewright.Hl7v2.Structures;

/// <summary>Whether a field or component must have a value (HL7 v2.8 ch. 2.6.2).</summary>
public enum Optionality
{
    /// <summary>May be empty.</summary>
    Optional,

    /// <summary>Must have a value.</summary>
    Required,

    /// <summary>Must have one under conditions that the standard gives in words.</summary>
    Conditional,

    /// <summary>Kept for older senders, or withdrawn.</summary>
    Withdrawn,
}

/// <summary>A field of a segment or a component of a data type.</summary>
/// <param name="Number">From 1.</param>
/// <param name="DataType">Name of its data type; <c>VARIES</c> where another field says.</param>
/// <param name="Optionality">Whether it must have a value.</param>
/// <param name="Repetitions">Most repetitions; 0 for any number.</param>
/// <param name="Length">Most characters; 0 where none is said.</param>
/// <param name="Table">Number of the HL7 or user table its codes are of; 0 without one.</param>
/// <param name="Name">Its name.</param>
public sealed record ItemDefinition(int Number, string DataType, Optionality Optionality, int Repetitions, int Length, int Table, string Name);

/// <summary>A segment or a data type.</summary>
/// <param name="Name">Such as <c>PID</c> or <c>CX</c>.</param>
/// <param name="Description">Its name in words.</param>
/// <param name="Items">Fields or components in order; none for data types that do not divide.</param>
public sealed record CompositeDefinition(string Name, string Description, IReadOnlyList<ItemDefinition> Items);

/// <summary>A place in a message structure: a segment, a choice of segments, or a group.</summary>
/// <param name="Name">Of the segment or group; those of a choice with a slash between.</param>
/// <param name="IsRequired">Whether there must be one.</param>
/// <param name="Repeats">Whether there may be several.</param>
/// <param name="Parts">Of a group; none for a segment.</param>
public sealed record StructurePart(string Name, bool IsRequired, bool Repeats, IReadOnlyList<StructurePart> Parts)
{
    private readonly HashSet<string> _segments = Parts.Count > 0 ? [.. Parts.SelectMany(part => part._segments)] : [.. Name.Split('/')];

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Parts.Count > 0;

    /// <summary>Whether a segment of this name may stand here, or anywhere within.</summary>
    public bool Holds(string segment) => _segments.Contains(segment);
}

/// <summary>The structure of a message: which segments come in which order, and which of them belong together (HL7 v2.8 ch. 2.12).</summary>
/// <param name="Name">Such as <c>ORU_R01</c>.</param>
/// <param name="Parts">From MSH on.</param>
public sealed record MessageStructure(string Name, IReadOnlyList<StructurePart> Parts);
