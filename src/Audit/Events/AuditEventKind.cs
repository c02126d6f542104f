namespace Carewright.Audit;

/// <summary>A code of a terminology as an AuditEvent carries it.</summary>
/// <param name="System">Canonical of the code system.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display, or null.</param>
public readonly record struct EventCoding(string System, string Code, string? Display);

/// <summary>
/// What kind of AuditEvent an interaction is: <c>type</c> (DICOM PS3.15 A.5.1 event ids, or <c>rest</c>) and <c>subtype</c>, by FHIR R4 valueset-audit-event-type.html, valueset-audit-event-sub-type.html and IHE BALP 1.1.
/// An interaction that is not in the table (<see cref="AuditInteractions"/>) is a FHIR operation: a RESTful one with a subtype of this server's own.
/// </summary>
/// <param name="Type">What happened.</param>
/// <param name="Subtypes">What it was about: the standard's code first, then our own.</param>
public readonly record struct AuditEventKind(EventCoding Type, IReadOnlyList<EventCoding> Subtypes)
{
    /// <summary>System of DICOM's codes.</summary>
    public const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";

    /// <summary>System of FHIR's interaction codes.</summary>
    public const string RestInteraction = "http://hl7.org/fhir/restful-interaction";

    /// <summary>System of this server's own interactions.</summary>
    public const string OwnInteraction = "https://carewright.example/fhir/CodeSystem/interaction";

    internal static EventCoding Rest { get; } = new("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation");

    /// <summary>The kind of a record.</summary>
    public static AuditEventKind Of(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return AuditInteractions.Find(record.Interaction)?.Kind ?? new(Rest, [Own(record.Interaction)]);
    }

    /// <summary>The AuditEvent's <c>action</c>: C, R, U, D or E. A query is an execution (BALP, PatientQuery).</summary>
    public static char ActionOf(AuditRecord record) => record.Interaction == "search" ? 'E' : record.Action switch
    {
        "create" => 'C',
        "read" => 'R',
        "update" => 'U',
        "delete" => 'D',
        _ => 'E',
    };

    /// <summary>The AuditEvent's <c>outcome</c>: 0 success, 4 the request was at fault, 8 this side was (valueset-audit-event-outcome.html).</summary>
    public static char OutcomeOf(AuditRecord record) => record.Outcome == AuditOutcome.Success ? '0' : record.Status >= 500 ? '8' : '4';

    internal static EventCoding Own(string interaction) => new(OwnInteraction, interaction, null);
}
