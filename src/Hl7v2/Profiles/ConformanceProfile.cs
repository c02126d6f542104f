using Carewright.Hl7v2.Structures;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Profiles;

/// <summary>Whether an element of a profile must, may or must not be there (HL7 v2.8 ch. 2B.7.5).</summary>
public enum Usage
{
    /// <summary>May be there: the profile does not say (<c>O</c>).</summary>
    Optional,

    /// <summary>Must be there (<c>R</c>).</summary>
    Required,

    /// <summary>Is there when the sender knows it (<c>RE</c>).</summary>
    RequiredOrEmpty,

    /// <summary>Must or must not be there under conditions that the profile gives in words (<c>C</c>, <c>CE</c>, <c>C(a/b)</c>): not checked.</summary>
    Conditional,

    /// <summary>Must not be there (<c>X</c>, <c>W</c>).</summary>
    NotSupported,
}

/// <summary>How often an element may be there.</summary>
/// <param name="Usage">Whether it must.</param>
/// <param name="Least">At least so often, when it is there.</param>
/// <param name="Most">At most so often; null: as often as one likes.</param>
public readonly record struct Occurrence(Usage Usage, int Least, int? Most);

/// <summary>A field, component or sub-component of a profile.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Occurs">How often; components and sub-components once.</param>
public sealed record ProfileItem(int Number, string Name, Occurrence Occurs)
{
    /// <summary>Fewest and most characters; null where none is said.</summary>
    public (int? Least, int? Most) Length { get; init; }

    /// <summary>The one value that it may have; null: any.</summary>
    public string? Constant { get; init; }

    /// <summary>What it divides into; none: the profile does not say.</summary>
    public IReadOnlyList<ProfileItem> Items { get; init; } = [];
}

/// <summary>A segment or a group of a profile.</summary>
/// <param name="Name">Such as <c>PID</c> or <c>ORDER_OBSERVATION</c>.</param>
/// <param name="Occurs">How often.</param>
/// <param name="Items">The fields of a segment.</param>
/// <param name="Parts">The segments and groups of a group; none for a segment.</param>
public sealed record ProfilePart(string Name, Occurrence Occurs, IReadOnlyList<ProfileItem> Items, IReadOnlyList<ProfilePart> Parts)
{
    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Parts.Count > 0;
}

/// <summary>
/// What two parties have agreed on about one message, as data (HL7 v2.8 ch. 2B, the XML form of a static definition): which segments, fields and components there are, how often, how long, and with which value. Immutable; safe for
/// many threads.
/// </summary>
public sealed class ConformanceProfile
{
    private readonly MessageStructure _structure;

    internal ConformanceProfile(string name, string type, string trigger, string structure, IReadOnlyList<ProfilePart> parts)
    {
        (Name, Type, Event, Parts) = (name, type, trigger, parts);
        _structure = new MessageStructure(structure, [.. parts.Select(StructureOf)]);
    }

    /// <summary>Its name, as its authors give it; empty when they give none.</summary>
    public string Name { get; }

    /// <summary>Message type, <c>ORU</c>.</summary>
    public string Type { get; }

    /// <summary>Trigger event, <c>R01</c>; empty: of any.</summary>
    public string Event { get; }

    /// <summary>From MSH on.</summary>
    public IReadOnlyList<ProfilePart> Parts { get; }

    /// <summary>Reads a profile from its XML.</summary>
    /// <param name="xml">The file.</param>
    /// <returns>The profile, or null with what is wrong, each with its line.</returns>
    public static (ConformanceProfile? Profile, IReadOnlyList<Issue> Issues) Read(ReadOnlyMemory<byte> xml) => ProfileReader.Read(xml);

    /// <summary>Whether a message is of the type and event that it speaks of.</summary>
    public bool IsOf(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var type = message[0][9];
        return type.Component(1).Text == Type && (Event.Length == 0 || type.Component(2).Text == Event);
    }

    /// <summary>What of a message the profile does not allow, in the order of the message; each with its place (<c>PID[1]-3[2].1</c>, the segment counted by its name). What only is not spoken of by the profile is a warning.</summary>
    public IReadOnlyList<Issue> Check(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new ProfileCheck(message).Run(StructureReader.Read(message, _structure).Message, Parts);
    }

    private static StructurePart StructureOf(ProfilePart part) => new(part.Name, part.Occurs.Usage == Usage.Required, part.Occurs.Most != 1, [.. part.Parts.Select(StructureOf)]);
}
