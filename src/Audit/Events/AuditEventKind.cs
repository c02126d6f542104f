using System.Collections.Frozen;

namespace Carewright.Audit;

/// <summary>A code of a terminology as an AuditEvent carries it.</summary>
/// <param name="System">Canonical of the code system.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display, or null.</param>
public readonly record struct EventCoding(string System, string Code, string? Display);

/// <summary>
/// What kind of AuditEvent an interaction is: <c>type</c> (DICOM PS3.15 A.5.1 event ids, or <c>rest</c>) and <c>subtype</c>, by FHIR R4 valueset-audit-event-type.html, valueset-audit-event-sub-type.html and IHE BALP 1.1.
/// An interaction that is not in the table is a RESTful one with a subtype of this server's own.
/// </summary>
public readonly record struct AuditEventKind(EventCoding Type, EventCoding Subtype)
{
    /// <summary>System of DICOM's codes.</summary>
    public const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";

    /// <summary>System of FHIR's interaction codes.</summary>
    public const string RestInteraction = "http://hl7.org/fhir/restful-interaction";

    /// <summary>System of this server's own interactions.</summary>
    public const string OwnInteraction = "https://carewright.example/fhir/CodeSystem/interaction";

    private static readonly EventCoding s_rest = new("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation");
    private static readonly EventCoding s_authentication = new(Dicom, "110114", "User Authentication");
    private static readonly EventCoding s_alert = new(Dicom, "110113", "Security Alert");
    private static readonly EventCoding s_logUsed = new(Dicom, "110101", "Audit Log Used");
    private static readonly EventCoding s_export = new(Dicom, "110106", "Export");
    private static readonly EventCoding s_import = new(Dicom, "110107", "Import");
    private static readonly EventCoding s_application = new(Dicom, "110100", "Application Activity");
    private static readonly EventCoding s_configuration = new(Dicom, "110129", "Security Configuration");
    private static readonly EventCoding s_attributes = new(Dicom, "110137", "User Security Attributes Changed");

    private static readonly FrozenDictionary<string, AuditEventKind> s_table = new Dictionary<string, AuditEventKind>
    {
        ["sign-in"] = new(s_authentication, new(Dicom, "110122", "Login")),
        ["sign-out"] = new(s_authentication, new(Dicom, "110123", "Logout")),
        ["token"] = new(s_authentication, Own("token")),
        ["setup"] = new(s_alert, s_configuration),
        ["user-create"] = new(s_alert, s_attributes),
        ["user-update"] = new(s_alert, s_attributes),
        ["profile-choice"] = new(s_application, Own("profile-choice")),
        ["package-add"] = new(s_application, Own("package-add")),
        ["package-remove"] = new(s_application, Own("package-remove")),
        ["reindex"] = new(s_application, Own("reindex")),
        ["backup"] = new(s_export, Own("backup")),
        ["export"] = new(s_export, Own("export")),
        ["export-file"] = new(s_export, Own("export-file")),
        ["export-download"] = new(s_export, Own("export-download")),
        ["print"] = new(s_export, Own("print")),
        ["import"] = new(s_import, Own("import")),
        ["audit-view"] = new(s_logUsed, Own("audit-view")),
        ["audit-verify"] = new(s_logUsed, Own("audit-verify")),
        ["audit-export"] = new(s_logUsed, Own("audit-export")),
        ["audit-dispose"] = new(s_logUsed, Own("audit-dispose")),
        ["audit-places"] = new(s_alert, s_configuration),
        ["audit-retention"] = new(s_alert, s_configuration),
        ["policy-change"] = new(s_alert, s_configuration),
        ["key-change"] = new(s_alert, s_configuration),
        ["detection-rules"] = new(s_alert, s_configuration),
        ["security-alert"] = new(s_alert, Own("security-alert")),
        ["file-infected"] = new(s_alert, Own("file-infected")),
        ["file-settings"] = new(s_alert, s_configuration),
        ["integrity-failure"] = new(s_alert, Own("integrity-failure")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kind of a record.</summary>
    public static AuditEventKind Of(AuditRecord record)
    {
        if (s_table.TryGetValue(record.Interaction, out var kind))
            return kind;
        var rest = record.Interaction switch
        {
            "search" => "search-type",
            "history" => "history-instance",
            "read" or "vread" or "create" or "update" or "patch" or "delete" or "transaction" or "batch" or "capabilities" => record.Interaction,
            _ => null,
        };
        return new(s_rest, rest is null ? Own(record.Interaction) : new(RestInteraction, rest, null));
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

    private static EventCoding Own(string interaction) => new(OwnInteraction, interaction, null);
}
