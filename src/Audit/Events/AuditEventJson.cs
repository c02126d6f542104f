using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Carewright.Audit;

/// <summary>
/// A record as a FHIR R4 AuditEvent (auditevent.html), shaped by IHE Basic Audit Log Patterns: agents for client, server and person, the server as source, entities for patients,
/// data and query. A profile is claimed only where the event satisfies it; those profiles are of successes only.
/// </summary>
/// <param name="serverName">How the server names itself: the tenant.</param>
/// <param name="serverAddress">Its network address or name.</param>
public sealed class AuditEventJson(string serverName, string serverAddress)
{
    private const string Dicom = AuditEventKind.Dicom;
    private const string ParticipationType = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private const string EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private const string ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";
    private const string ProfileBase = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The AuditEvent as UTF-8 JSON on one line.</summary>
    public ReadOnlyMemory<byte> Serialize(AuditRecord record)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_options))
            Write(writer, record);
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "AuditEvent");
        json.WriteString("id", record.Id);
        if (ProfileOf(record) is { } profile)
            WriteProfile(json, profile);
        WriteEvent(json, record);
        WriteAgents(json, record);
        WriteSource(json);
        WriteEntities(json, record);
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, string profile)
    {
        json.WriteStartObject("meta");
        json.WriteStartArray("profile");
        json.WriteStringValue(ProfileBase + profile);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, AuditRecord record)
    {
        var kind = AuditEventKind.Of(record);
        json.WritePropertyName("type");
        WriteCoding(json, kind.Type);
        json.WriteStartArray("subtype");
        foreach (var subtype in kind.Subtypes)
            WriteCoding(json, subtype);
        json.WriteEndArray();
        json.WriteString("action", AuditEventKind.ActionOf(record).ToString());
        json.WriteString("recorded", AuditRecordJson.TimeText(record.At));
        json.WriteString("outcome", AuditEventKind.OutcomeOf(record).ToString());
        if (record.Outcome != AuditOutcome.Success)
            json.WriteString("outcomeDesc", record.Rule is null ? $"{AuditRecordJson.OutcomeName(record.Outcome)}, HTTP {record.Status}" : $"refused: {record.Rule}");
        WriteConcepts(json, "purposeOfEvent", "http://terminology.hl7.org/CodeSystem/v3-ActReason", record.Purpose);
    }

    private void WriteAgents(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartArray("agent");
        WriteSystemAgent(json, ClientType(record), record.Client, record.Address);
        WriteSystemAgent(json, ServerType(record), serverName, serverAddress);
        json.WriteStartObject();
        json.WritePropertyName("type");
        WriteConcept(json, ParticipationType, IsWrite(record) ? "AUT" : "IRCP", IsWrite(record) ? "author (originator)" : "information recipient");
        WriteConcepts(json, "role", "https://carewright.example/fhir/CodeSystem/role", record.Role);
        WriteIdentifier(json, "who", record.UserName, record.Display);
        json.WriteString("name", record.Display);
        json.WriteBoolean("requestor", true);
        if (record.Site is { } site)
            WriteReference(json, "location", site);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // Somebody who has not signed in has no role and no purpose.
    private static void WriteConcepts(Utf8JsonWriter json, string name, string system, string code)
    {
        if (code.Length == 0)
            return;
        json.WriteStartArray(name);
        WriteConcept(json, system, code, null);
        json.WriteEndArray();
    }

    private static void WriteSystemAgent(Utf8JsonWriter json, (string System, string Code, string Display) type, string name, string address)
    {
        json.WriteStartObject();
        json.WritePropertyName("type");
        WriteConcept(json, type.System, type.Code, type.Display);
        WriteIdentifier(json, "who", name, null);
        json.WriteBoolean("requestor", false);
        json.WriteStartObject("network");
        json.WriteString("address", address);
        json.WriteString("type", System.Net.IPAddress.TryParse(address, out _) ? "2" : "1");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSource(Utf8JsonWriter json)
    {
        json.WriteStartObject("source");
        json.WriteString("site", serverName);
        WriteIdentifier(json, "observer", serverName, null);
        json.WriteStartArray("type");
        WriteCoding(json, "http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntities(Utf8JsonWriter json, AuditRecord record)
    {
        if (record.Patients.Count + record.Resources.Count == 0 && record.Query is null)
            return;
        json.WriteStartArray("entity");
        foreach (var patient in record.Patients)
            WriteEntity(json, patient, (EntityType, "1", "Person"), ("1", "Patient"));
        if (record.Query is { } query)
            WriteQuery(json, query);
        foreach (var resource in record.Resources.Where(resource => record.Query is not null || !record.Patients.Contains(resource) || !IsPatientOnly(record)))
            WriteEntity(json, resource, DataType(record, resource), ("4", "Domain Resource"));
        json.WriteEndArray();
    }

    // In BALP's query profiles the entity of type 2 is the query itself; what was found is named by its resource type instead.
    private static (string, string, string) DataType(AuditRecord record, string resource) =>
        record.Query is null ? (EntityType, "2", "System Object") : ("http://hl7.org/fhir/resource-types", resource[..Math.Max(resource.IndexOf('/', StringComparison.Ordinal), 0)], "");

    // Reading a Patient names it as the patient and as the data both, as the profile asks; a log entry about something else that happens to list a patient does not double it.
    private static bool IsPatientOnly(AuditRecord record) => record.ResourceType is null;

    private static void WriteEntity(Utf8JsonWriter json, string reference, (string System, string Code, string Display) type, (string Code, string Display) role)
    {
        json.WriteStartObject();
        WriteReference(json, "what", reference);
        json.WritePropertyName("type");
        WriteCoding(json, type.System, type.Code, type.Display.Length == 0 ? null : type.Display);
        json.WritePropertyName("role");
        WriteCoding(json, ObjectRole, role.Code, role.Display);
        json.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter json, string query)
    {
        json.WriteStartObject();
        json.WritePropertyName("type");
        WriteCoding(json, EntityType, "2", "System Object");
        json.WritePropertyName("role");
        WriteCoding(json, ObjectRole, "24", "Query");
        // A search without criteria is a query all the same, and an empty value is none.
        json.WriteBase64String("query", Encoding.UTF8.GetBytes(query.Length == 0 ? "?" : query));
        json.WriteEndObject();
    }

    private static string? ProfileOf(AuditRecord record)
    {
        if (record.Outcome != AuditOutcome.Success)
            return null;
        var one = record.Resources.Count == 1;
        var name = record.Interaction switch
        {
            "read" or "vread" when one && record.Query is null => "Read",
            "search" when record.Query is not null => "Query",
            "create" when one && record.Query is null => "Create",
            "update" when one && record.Query is null => "Update",
            "delete" when one && record.Query is null => "Delete",
            _ => null,
        };
        // The profiles know of one patient or of none.
        return (name, record.Patients.Count) switch
        {
            (null, _) => null,
            (_, 0) => name,
            (_, 1) => "Patient" + name,
            _ => null,
        };
    }

    private static (string, string, string) ClientType(AuditRecord record) => record.Action switch
    {
        "read" when record.Interaction != "search" => (Dicom, "110152", "Destination Role ID"),
        "delete" => (Dicom, "110150", "Application"),
        _ => (Dicom, "110153", "Source Role ID"),
    };

    private static (string, string, string) ServerType(AuditRecord record) => record.Action switch
    {
        "read" when record.Interaction != "search" => (Dicom, "110153", "Source Role ID"),
        "delete" => ("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "custodian", "Custodian"),
        _ => (Dicom, "110152", "Destination Role ID"),
    };

    private static bool IsWrite(AuditRecord record) => record.Action is "create" or "update" or "delete";

    private static void WriteConcept(Utf8JsonWriter json, string system, string code, string? display)
    {
        json.WriteStartObject();
        json.WriteStartArray("coding");
        WriteCoding(json, system, code, display);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCoding(Utf8JsonWriter json, EventCoding coding) => WriteCoding(json, coding.System, coding.Code, coding.Display);

    private static void WriteCoding(Utf8JsonWriter json, string system, string code, string? display)
    {
        json.WriteStartObject();
        json.WriteString("system", system);
        json.WriteString("code", code);
        if (display is not null)
            json.WriteString("display", display);
        json.WriteEndObject();
    }

    private static void WriteIdentifier(Utf8JsonWriter json, string name, string value, string? display)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("identifier");
        json.WriteString("value", value);
        json.WriteEndObject();
        if (display is not null)
            json.WriteString("display", display);
        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string name, string reference)
    {
        json.WriteStartObject(name);
        json.WriteString("reference", reference);
        json.WriteEndObject();
    }
}
