using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Carewright.Audit;

/// <summary>The JSON of an <see cref="AuditRecord"/>: the event of the HTTP contract (docs/architecture/http-api.md). Written by hand, because every read pays for it.</summary>
public static class AuditRecordJson
{
    private static readonly JavaScriptEncoder s_encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true, Encoder = s_encoder };

    private static readonly JsonEncodedText s_id = Name("id"), s_at = Name("at"), s_userName = Name("userName"), s_display = Name("display"), s_role = Name("role"),
        s_site = Name("site"), s_department = Name("department"), s_client = Name("client"), s_address = Name("address"), s_purpose = Name("purpose"), s_action = Name("action"),
        s_interaction = Name("interaction"), s_outcome = Name("outcome"), s_status = Name("status"), s_resourceType = Name("resourceType"), s_query = Name("query"),
        s_rule = Name("rule"), s_resources = Name("resources"), s_patients = Name("patients"), s_reference = Name("reference"),
        s_success = Name("success"), s_refused = Name("refused"), s_failed = Name("failed");

    [ThreadStatic]
    private static Scratch? t_scratch;

    /// <summary>The record as UTF-8 JSON. Members that are null are absent.</summary>
    public static ReadOnlyMemory<byte> Serialize(AuditRecord record)
    {
        var scratch = t_scratch ??= new Scratch();
        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset(scratch.Buffer);
        Write(scratch.Writer, record);
        scratch.Writer.Flush();
        return scratch.Buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the record as a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString(s_id, record.Id);
        WriteTime(writer, record.At);
        WriteActor(writer, record);
        writer.WriteString(s_action, record.Action);
        writer.WriteString(s_interaction, record.Interaction);
        writer.WriteString(s_outcome, OutcomeText(record.Outcome));
        writer.WriteNumber(s_status, record.Status);
        WriteOptional(writer, s_resourceType, record.ResourceType);
        WriteOptional(writer, s_query, record.Query);
        WriteOptional(writer, s_rule, record.Rule);
        WriteReferences(writer, record);
        writer.WriteEndObject();
    }

    /// <summary>Reads a record back.</summary>
    /// <exception cref="JsonException">The bytes are not a record; only a store that was tampered with holds such.</exception>
    public static AuditRecord Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new AuditRecord(
            Text(root, "id"), ParseTime(Text(root, "at")), Text(root, "userName"), Text(root, "display"), Text(root, "role"), Optional(root, "site"), Optional(root, "department"),
            Text(root, "client"), Text(root, "address"), Text(root, "purpose"), Text(root, "action"), Text(root, "interaction"), ParseOutcome(Text(root, "outcome")),
            Member(root, "status").GetInt32(), Optional(root, "resourceType"), Optional(root, "query"), Optional(root, "rule"),
            [.. Member(root, "resources").EnumerateArray().Select(item => item.GetString()!)],
            [.. Member(root, "patients").EnumerateArray().Select(item => Text(item, "reference"))]);
    }

    /// <summary><c>success</c>, <c>refused</c> or <c>failed</c>.</summary>
    public static string OutcomeName(AuditOutcome outcome) => OutcomeText(outcome).Value;

    /// <summary>UTC with milliseconds: <c>2026-01-01T00:00:00.000Z</c>.</summary>
    public static string TimeText(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteActor(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteString(s_userName, record.UserName);
        writer.WriteString(s_display, record.Display);
        writer.WriteString(s_role, record.Role);
        WriteOptional(writer, s_site, record.Site);
        WriteOptional(writer, s_department, record.Department);
        writer.WriteString(s_client, record.Client);
        writer.WriteString(s_address, record.Address);
        writer.WriteString(s_purpose, record.Purpose);
    }

    private static void WriteReferences(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartArray(s_resources);
        foreach (var reference in record.Resources)
            writer.WriteStringValue(reference);
        writer.WriteEndArray();
        writer.WriteStartArray(s_patients);
        foreach (var reference in record.Patients)
        {
            writer.WriteStartObject();
            writer.WriteString(s_reference, reference);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[24];
        at.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteString(s_at, text[..length]);
    }

    private static void WriteOptional(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static JsonEncodedText OutcomeText(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Success => s_success,
        AuditOutcome.Refused => s_refused,
        _ => s_failed,
    };

    private static AuditOutcome ParseOutcome(string text) => text switch
    {
        "success" => AuditOutcome.Success,
        "refused" => AuditOutcome.Refused,
        "failed" => AuditOutcome.Failed,
        _ => throw new JsonException("Not an outcome."),
    };

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new JsonException("Not a time.");

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : throw new JsonException($"No member '{name}'.");

    private static string Text(JsonElement json, string name) => Member(json, name).GetString() ?? throw new JsonException($"No text in '{name}'.");

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static JsonEncodedText Name(string text) => JsonEncodedText.Encode(text);

    private sealed class Scratch
    {
        public Scratch() => Writer = new Utf8JsonWriter(Buffer, s_options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(2048);

        public Utf8JsonWriter Writer { get; }
    }
}
