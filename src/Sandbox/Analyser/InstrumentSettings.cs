using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Sandbox.Catalogue;

namespace Carewright.Sandbox.Analyser;

/// <summary>The settings of a clinic's partner that is the simulated instrument.</summary>
public static class InstrumentSettings
{
    private const string Loinc = "http://loinc.org";
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A file that <c>partner set</c> takes: an instrument on this machine that connects to a port, with what its tests are and which panels want them.</summary>
    /// <param name="port">The clinic's port.</param>
    /// <param name="timeZone">IANA time zone of the instrument's clock.</param>
    public static string File(int port, string timeZone) => new JsonObject
    {
        ["id"] = "analyser",
        ["name"] = "Simulated analyser",
        ["isEnabled"] = true,
        ["analyser"] = new JsonObject(),
        ["receive"] = new JsonObject { ["port"] = port, ["isSecure"] = false, ["addresses"] = new JsonArray("127.0.0.1") },
        ["processingIds"] = new JsonArray("P", "T"),
        ["timeZone"] = timeZone,
        ["codes"] = new JsonArray([.. Tests().Concat(Panels())]),
    }.ToJsonString(s_readable);

    private static IEnumerable<JsonNode> Tests() => InstrumentWriter.Menu.Select(test => Code("test", test.Code, test.Loinc, test.Name));

    private static IEnumerable<JsonNode> Panels() =>
        from panel in TestCatalogue.Own.Entries
        where panel.Kind == EntryKind.Panel
        from test in panel.Holds
        where InstrumentWriter.Does(test)
        select Code("panel", test, panel.Loinc, panel.Name);

    private static JsonNode Code(string table, string test, string target, string display) => new JsonObject { ["table"] = table, ["code"] = test, ["system"] = Loinc, ["target"] = target, ["display"] = display };
}
