using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.InBasket.Reports;

namespace Carewright.InBasket.Reviewing;

/// <summary>A review: a Task as docs/architecture/in-basket.md has it.</summary>
/// <param name="Json">The Task; changed in place before it is written again.</param>
/// <param name="Version">Its version in the record.</param>
/// <param name="ReportId">Logical id of the report.</param>
/// <param name="Number">Of the report its first, second, … review.</param>
internal sealed record ReviewTask(JsonObject Json, long Version, string ReportId, int Number)
{
    /// <summary>Logical id.</summary>
    internal string Id => Json.Text("id")!;

    /// <summary>Whether somebody has still to sign it.</summary>
    internal bool IsOpen => Json.Text("status") is "requested" or "in-progress";

    /// <summary>Whether nobody has looked at it yet.</summary>
    internal bool IsUnopened => Json.Text("status") == "requested";

    /// <summary>Whose it is; null: the shared list's.</summary>
    internal string? Owner => Json.Reference("owner");

    /// <summary>When it is due.</summary>
    internal DateTimeOffset? Due => ReportState.Moment(Json.One("restriction").One("period").Text("end"));

    /// <summary>What the report said, as a digest.</summary>
    internal string? Content => Input(ReviewCodes.Content).Select(input => input.Text("valueString")).FirstOrDefault();

    /// <summary>Steps of the escalation that were taken.</summary>
    internal int Step => Input(ReviewCodes.Step).Select(input => (int?)input["valueInteger"]).FirstOrDefault() ?? 0;

    /// <summary>Inputs of a code.</summary>
    internal IEnumerable<JsonObject> Input(string code) => Json.Many("input").Where(input => IsOf(input, code));

    /// <summary>References that the inputs of a code hold.</summary>
    internal IEnumerable<string> References(string code) => Input(code).Select(input => input.Reference("valueReference")).OfType<string>();

    /// <summary>Reads a Task; null when it is none of these.</summary>
    internal static ReviewTask? Read(ReleasedResource resource)
    {
        if (resource.Open() is not { } json || !json.One("code").Codings().Contains((ReviewCodes.TaskSystem, ReviewCodes.ReviewResult)) || json.Reference("focus") is not { } focus || !focus.StartsWith("DiagnosticReport/", StringComparison.Ordinal))
            return null;
        var key = json.Many("identifier").Where(one => one.Text("system") == ReviewCodes.ReviewIdentifier).Select(one => one.Text("value")).FirstOrDefault() ?? "";
        var number = int.TryParse(key[(key.LastIndexOf('.') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return new ReviewTask(json, resource.VersionId, ResourceNodes.Unversioned(focus)["DiagnosticReport/".Length..], number);
    }

    /// <summary>Adds a note.</summary>
    internal void Note(string text, DateTimeOffset at, string? author)
    {
        if (Json["note"] is not JsonArray notes)
            Json["note"] = notes = [];
        var note = new JsonObject { ["time"] = Instant(at), ["text"] = text };
        note[author is null ? "authorString" : "authorReference"] = author is null ? ServerHands.Plain.Display : new JsonObject { ["reference"] = author };
        notes.Add((JsonNode)note);
    }

    /// <summary>Adds an output.</summary>
    internal void Put(string code, string member, JsonNode value)
    {
        if (Json["output"] is not JsonArray outputs)
            Json["output"] = outputs = [];
        outputs.Add((JsonNode)new JsonObject { ["type"] = Concept(ReviewCodes.ReviewSystem, code), [member] = value });
    }

    /// <summary>Replaces all inputs of a code by one.</summary>
    internal void SetInput(string code, string member, JsonNode value)
    {
        if (Json["input"] is not JsonArray inputs)
            Json["input"] = inputs = [];
        foreach (var old in inputs.OfType<JsonObject>().Where(input => IsOf(input, code)).ToList())
            inputs.Remove(old);
        inputs.Add((JsonNode)InputOf(code, member, value));
    }

    /// <summary>An input.</summary>
    internal static JsonObject InputOf(string code, string member, JsonNode value) => new() { ["type"] = Concept(ReviewCodes.ReviewSystem, code), [member] = value };

    /// <summary>A CodeableConcept.</summary>
    internal static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    /// <summary>A Reference.</summary>
    internal static JsonObject To(string reference) => new() { ["reference"] = reference };

    /// <summary>A FHIR instant, UTC.</summary>
    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool IsOf(JsonObject input, string code) => input.One("type").Codings().Contains((ReviewCodes.ReviewSystem, code));
}
