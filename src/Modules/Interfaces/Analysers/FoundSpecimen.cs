using System.Text.Json.Nodes;

namespace Carewright.Interfaces.Analysers;

/// <summary>A specimen of the record, as an instrument's account may see it.</summary>
/// <param name="Number">Its accession number.</param>
/// <param name="Reference"><c>Specimen/id</c>.</param>
/// <param name="Content">The Specimen.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Person">The Patient.</param>
/// <param name="Orders">Its orders, whatever their state.</param>
internal sealed record FoundSpecimen(string Number, string Reference, JsonObject Content, string Patient, JsonObject Person, IReadOnlyList<FoundOrder> Orders)
{
    /// <summary>When it was taken; null when that is not said, or is a span.</summary>
    internal string? Collected => (string?)Content["collection"]?["collectedDateTime"];
}

/// <summary>An order of a specimen.</summary>
/// <param name="Reference"><c>ServiceRequest/id</c>.</param>
/// <param name="Content">The ServiceRequest.</param>
/// <param name="Reports">DiagnosticReports that are based on it.</param>
internal sealed record FoundOrder(string Reference, JsonObject Content, IReadOnlyList<JsonObject> Reports)
{
    /// <summary>Whether it is still to be done: it is active, and nothing final is reported.</summary>
    internal bool IsOpen => (string?)Content["status"] == "active" && Reports.All(report => (string?)report["status"] is "registered" or "partial" or "preliminary" or "entered-in-error");

    /// <summary>Its codings, <c>system|code</c>.</summary>
    internal IReadOnlyList<string> Codings => [.. (Content["code"]?["coding"] as JsonArray ?? []).Select(coding => $"{(string?)coding?["system"]}|{(string?)coding?["code"]}")];
}
