using Carewright.Kernel;

namespace Carewright.Mapping;

/// <summary>The FHIR of one message: what it says about which things, and what is to happen to them. Nothing of it is in the record yet.</summary>
/// <param name="Type">Type and event, <c>ADT^A01</c>.</param>
/// <param name="Resources">What it speaks of, what others refer to first.</param>
/// <param name="Links">Merges and moves that it asks for, in order.</param>
/// <param name="Issues">What could not be mapped, with the v2 path as location; errors among them mean that nothing of it may be applied.</param>
public sealed record MappedMessage(string Type, IReadOnlyList<MappedResource> Resources, IReadOnlyList<MappedLink> Links, IReadOnlyList<Issue> Issues)
{
    /// <summary>Whether it may be applied.</summary>
    public bool IsSound => !Issues.Any(issue => issue.IsError);

    /// <summary>The identifiers of the patients that it speaks of, <c>system|value</c>, each once.</summary>
    public IReadOnlyList<string> PatientIdentifiers => [.. Resources.Where(resource => resource.ResourceType == "Patient").SelectMany(resource => resource.Business).Distinct(StringComparer.Ordinal)];
}

/// <summary>One thing that a message speaks of.</summary>
/// <param name="Key">Its name inside the message, <c>urn:uuid:...</c>, by which others refer to it; the same for the same message each time.</param>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="Json">The resource as UTF-8 JSON without an id: only what the message says.</param>
/// <param name="Intent">What is to happen to it.</param>
/// <param name="Business">The identifiers by which it is known again, <c>system|value</c> as they are, the strongest first; empty for what a message always brings anew.</param>
/// <param name="Cleared">Top-level elements that the message says there are none of (<c>""</c>).</param>
/// <param name="Origins">Where each element came from, in order of the message.</param>
public sealed record MappedResource(
    string Key,
    string ResourceType,
    ReadOnlyMemory<byte> Json,
    MappedIntent Intent,
    IReadOnlyList<string> Business,
    IReadOnlyList<string> Cleared,
    IReadOnlyList<Origin> Origins);

/// <summary>What is to happen to a thing that a message speaks of.</summary>
public enum MappedIntent
{
    /// <summary>The patient: found by identifiers and demographics, made when there is none, brought up to date.</summary>
    Match,

    /// <summary>A patient whom the sender does not keep: found by its identifiers and left as it is, never made; who is not known by them, or is contradicted, is a person's to decide.</summary>
    Recognise,

    /// <summary>Found by its identifiers and brought up to date; made when there is none.</summary>
    Upsert,

    /// <summary>Found by its identifiers and left as it is; made when there is none: people, places and organisations that a message names in passing.</summary>
    Ensure,

    /// <summary>Made anew.</summary>
    Create,

    /// <summary>Found by its identifiers and brought up to date; when there is none, the message cannot be applied.</summary>
    Update,
}

/// <summary>Where an element came from.</summary>
/// <param name="Element">FHIRPath below the resource: <c>name[0].family</c>.</param>
/// <param name="Source">Path in the message, <c>PID-5[1].1</c>, with the occurrence of its segment where there are several: <c>OBX[2]-5</c>; a constant of the map is <c>map:FILE:LINE</c>.</param>
public readonly record struct Origin(string Element, string Source);

/// <summary>That two things are one, or that something belongs to another.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Survivor">Key of the resource that stays.</param>
/// <param name="Gone">Key of the resource that goes into it, or that is moved to it.</param>
public sealed record MappedLink(MappedLinkKind Kind, string Survivor, string Gone);

/// <summary>Kinds of links (HL7 v2.8 ch. 3.6: merge, move, change of an identifier, link and unlink).</summary>
public enum MappedLinkKind
{
    /// <summary>Two patients are one (A18, A40): <see cref="MappedLink.Gone"/> is replaced by <see cref="MappedLink.Survivor"/>, reversibly.</summary>
    MergePatients,

    /// <summary>An encounter or an account is another patient's (A44, A45).</summary>
    Move,

    /// <summary>The patient's identifier has changed (A47): the survivor takes it, the old one is kept as old.</summary>
    ChangeIdentifier,

    /// <summary>Two patients are linked, not merged (A24).</summary>
    LinkPatients,

    /// <summary>The link is taken back (A37).</summary>
    UnlinkPatients,
}
