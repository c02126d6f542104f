using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Bundles;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Writes a message's transaction: what is new, what is folded into what is there, the message itself as a Binary of the patient, and the Provenance under the message's id, which must be new: whoever comes a second time
/// with the same message is refused as a whole.
/// </summary>
internal sealed class ReceiptTransaction(AccessCompiler access, SaidReader reader, TimeProvider clock)
{
    internal static string RawUrl(ReceivedMessage message) => $"urn:uuid:{message.Id}";

    /// <summary>The transaction's entries; null when a person has to decide first, and then <see cref="ReceiptPlan.Stop"/> says what.</summary>
    internal IReadOnlyList<BundleEntry>? Write(Actor actor, ReceivedMessage message, ReceiptPlan plan)
    {
        var entries = new List<BundleEntry>();
        var targets = new JsonArray();
        var settled = Settle(plan);
        foreach (var placed in plan.Resources)
        {
            if (placed.Row is { } row)
                Change(new(actor, message, plan, settled), placed, row, entries, targets);
            else
                Make(new(actor, message, plan, settled), placed, entries, targets);
        }
        if (plan.Stop is not null)
            return null;
        AddPatient(plan, targets);
        Add(entries, RawUrl(message), Raw(message, plan), ("POST", "Binary"));
        Add(entries, null, Provenance(actor, message, targets), ("PUT", $"Provenance/{message.Id}"), ifMatch: 0);
        return entries;
    }

    private static Dictionary<string, string> Settle(ReceiptPlan plan)
    {
        foreach (var placed in plan.Resources.Where(placed => placed.Row is null))
            plan.Ids[placed.Received.Key] = Writer.NewId();
        return plan.Resources.Where(placed => placed.Row is null).ToDictionary(placed => placed.Received.Key, placed => $"{placed.Received.ResourceType}/{plan.Ids[placed.Received.Key]}", StringComparer.Ordinal);
    }

    private static void Make(Writing writing, PlacedResource placed, List<BundleEntry> entries, JsonArray targets)
    {
        var (message, plan) = (writing.Message, writing.Plan);
        var content = ContentOf(placed.Received, plan);
        OldIdentifiers.AddTo(content, placed.Received.Key, message, plan);
        var said = Folding.Begin(content, writing.Settled);
        SetSource(content, message);
        // Two messages of different patients may bring the same physician at once.
        var condition = placed.Received is { Intent: ReceivedIntent.Ensure, Business: [var first, ..] } && IdentifierLookup.TokenOf(first) is { } token ? "identifier=" + Uri.EscapeDataString(token) : null;
        Add(entries, placed.Received.Key, content, ("POST", placed.Received.ResourceType), condition);
        if (placed.Received.Intent != ReceivedIntent.Ensure)
            targets.Add((JsonNode)Target(placed.Received.Key, said));
    }

    private void Change(Writing writing, PlacedResource placed, StoredVersion row, List<BundleEntry> entries, JsonArray targets)
    {
        if (placed.Received.Intent is ReceivedIntent.Ensure or ReceivedIntent.Recognise)
            return;
        var released = Releaser.Release(row, access.For(writing.Actor, AccessInteraction.Update, row.ResourceType));
        var (current, content) = (JsonNode.Parse(released.Json.Span)!.AsObject(), ContentOf(placed.Received, writing.Plan));
        OldIdentifiers.AddTo(content, placed.Received.Key, writing.Message, writing.Plan);
        var before = reader.Read(row, writing.Actor.UserName).With(writing.Settled);
        var folded = Folding.Fold(current, content, placed.Received.Cleared, before, Decided(writing.Message));
        if (folded.Conflicts.Count > 0)
            writing.Plan.Hold(Kernel.Issue.Error(Kernel.IssueTypes.Conflict, "RECEIVE-CHANGED-HERE", "The sender has changed what somebody here has changed, too.", string.Join(", ", folded.Conflicts.Select(element => $"{row.ResourceType}.{element}"))));
        var isMarked = OldIdentifiers.Mark(folded.Content, placed.Received.Key, writing.Message);
        if (!folded.IsChanged && !isMarked && folded.Said.ToString() == before.ToString())
            return;
        SetSource(folded.Content, writing.Message);
        Add(entries, placed.Received.Key, folded.Content, ("PUT", $"{row.ResourceType}/{row.Id}"), ifMatch: row.VersionId);
        targets.Add((JsonNode)Target(string.Create(CultureInfo.InvariantCulture, $"{row.ResourceType}/{row.Id}/_history/{row.VersionId + 1}"), folded.Said));
    }

    private static bool? Decided(ReceivedMessage message) => message.Decisions.LastOrDefault(decision => decision is "sender" or "clinic") is { } decision ? decision == "sender" : null;

    // The Provenance stands in the patient's own compartment: it holds digests of what is said there.
    private static void AddPatient(ReceiptPlan plan, JsonArray targets)
    {
        if (plan.Patient is { Row: { } row } && !targets.Any(target => ((string)target!["reference"]!).StartsWith($"Patient/{row.Id}", StringComparison.Ordinal)))
            targets.Add((JsonNode)new JsonObject { ["reference"] = $"Patient/{row.Id}" });
    }

    private static JsonObject ContentOf(ReceivedResource received, ReceiptPlan plan)
    {
        var content = JsonNode.Parse(received.Json.Span)!.AsObject();
        content.Remove("id");
        content["resourceType"] = received.ResourceType;
        RecordIdentifier.RemoveFrom(content);
        Redirect(content, plan);
        return content;
    }

    private static void Redirect(JsonNode? node, ReceiptPlan plan)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Redirect(item, plan);
        }
        if (node is not JsonObject found)
            return;
        if (found["reference"] is JsonValue value && value.TryGetValue<string>(out var reference) && plan.Resolve(reference) is { } resolved)
            found["reference"] = resolved;
        foreach (var (_, child) in found)
            Redirect(child, plan);
    }

    private static void SetSource(JsonObject content, ReceivedMessage message)
    {
        var meta = content["meta"] as JsonObject ?? [];
        meta["source"] = SaidReader.SourceOf(message.Id);
        if (meta.Parent is null)
            content["meta"] = meta;
    }

    private static JsonObject Raw(ReceivedMessage message, ReceiptPlan plan)
    {
        var raw = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = message.RawType };
        if (plan.Patient is { } patient)
            raw["securityContext"] = new JsonObject { ["reference"] = plan.Resolve(patient.Received.Key) };
        raw["data"] = Convert.ToBase64String(message.Raw.Span);
        return raw;
    }

    private JsonObject Provenance(Actor actor, ReceivedMessage message, JsonArray targets)
    {
        if (targets.Count == 0)
            targets.Add((JsonNode)new JsonObject { ["reference"] = RawUrl(message) });
        return new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["id"] = message.Id,
            ["target"] = targets,
            ["recorded"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["activity"] = new JsonObject { ["text"] = message.Type },
            ["agent"] = new JsonArray(new JsonObject
            {
                ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/provenance-participant-type", ["code"] = "transmitter" }) },
                ["who"] = SaidReader.SenderOf(actor.UserName, message.Partner),
            }),
            ["entity"] = new JsonArray(new JsonObject { ["role"] = "source", ["what"] = new JsonObject { ["reference"] = RawUrl(message) } }),
        };
    }

    private static JsonObject Target(string reference, Said said) => new()
    {
        ["extension"] = new JsonArray(new JsonObject { ["url"] = Said.Url, ["valueString"] = said.ToString() is { Length: > 0 } text ? text : "-" }),
        ["reference"] = reference,
    };

    private static void Add(List<BundleEntry> entries, string? fullUrl, JsonObject resource, (string Method, string Url) request, string? ifNoneExist = null, long? ifMatch = null)
    {
        var document = ResourceDocument.Parse(Bytes(resource)).Document ?? throw new InvalidOperationException("A resource of a transaction made here does not parse.");
        entries.Add(BundleEntry.Of(entries.Count, request, fullUrl, document, ifNoneExist, ifMatch));
    }

    // As it came: the record's own text is not to be full of escapes.
    private static byte[] Bytes(JsonObject resource)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
            resource.WriteTo(json);
        return buffer.WrittenSpan.ToArray();
    }

    private readonly record struct Writing(Actor Actor, ReceivedMessage Message, ReceiptPlan Plan, IReadOnlyDictionary<string, string> Settled);
}
