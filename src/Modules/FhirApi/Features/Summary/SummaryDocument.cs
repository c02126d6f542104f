using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.Gateway;
using Carewright.Gateway.Gathering;

namespace Carewright.FhirApi.Features.Summary;

/// <summary>
/// Makes the document: a Bundle whose Composition tells of everything else in it (FHIR R4 documents.html; IPS 2.0). Entries keep their addresses on this server as <c>fullUrl</c>, so that the references between them resolve
/// within the Bundle, and those that lead out of it lead to this server.
/// </summary>
internal sealed class SummaryDocument
{
    private const string Profiles = "http://hl7.org/fhir/uv/ips/StructureDefinition/";
    private readonly Gathered _gathered;
    private readonly string _baseUrl;
    private readonly string _language;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, ResourceDocument> _byReference = new(StringComparer.Ordinal);
    private readonly SummaryWords _words;

    internal SummaryDocument(Gathered gathered, string baseUrl, string language, DateTimeOffset now)
    {
        (_gathered, _baseUrl, _language, _now) = (gathered, baseUrl, language, now);
        foreach (var resource in Resources())
            _byReference.TryAdd(resource.Reference, ResourceDocument.Parse(resource.Json).Document ?? throw new InvalidOperationException("A released resource does not parse."));
        _words = new SummaryWords(_byReference);
    }

    internal ReadOnlyMemory<byte> Write()
    {
        var (composition, author) = ($"urn:uuid:{Guid.NewGuid()}", $"urn:uuid:{Guid.NewGuid()}");
        var entries = new JsonArray(Entry(composition, Composition(author)));
        foreach (var (reference, document) in _byReference)
            entries.Add(Entry($"{_baseUrl}/{reference}", Complete(document)));
        entries.Add(Entry(author, Author()));
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Profiles + "Bundle-uv-ips") },
            ["language"] = _language,
            ["identifier"] = new JsonObject { ["system"] = "urn:ietf:rfc:3986", ["value"] = $"urn:uuid:{Guid.NewGuid()}" },
            ["type"] = "document",
            ["timestamp"] = Instant(),
            ["entry"] = entries,
        };
        return JsonSerializer.SerializeToUtf8Bytes(bundle, NodeJson.Default.JsonObject);
    }

    private IEnumerable<ReleasedResource> Resources() => [_gathered.Patient, .. _gathered.Parts.SelectMany(part => part.Resources), .. _gathered.Referenced];

    private static JsonObject Entry(string fullUrl, JsonObject resource) => new() { ["fullUrl"] = fullUrl, ["resource"] = resource };

    private JsonObject Composition(string author)
    {
        var composition = new JsonObject
        {
            ["resourceType"] = "Composition",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Profiles + "Composition-uv-ips") },
            ["language"] = _language,
            ["status"] = "final",
            ["type"] = Concept("http://loinc.org", "60591-5", "Patient summary Document"),
            ["subject"] = Reference($"{_baseUrl}/{_gathered.Patient.Reference}"),
            ["date"] = Instant(),
            ["author"] = new JsonArray(Reference(author)),
            ["title"] = new SummaryText("International Patient Summary", "Resumen internacional del paciente").In(_language),
        };
        if (_byReference[_gathered.Patient.Reference].Root.Child("managingOrganization").Child("reference").GetString() is { } custodian && _byReference.ContainsKey(custodian))
            composition["custodian"] = Reference($"{_baseUrl}/{custodian}");
        var parts = _gathered.Parts.ToDictionary(part => part.Name, StringComparer.Ordinal);
        composition["section"] = new JsonArray([.. SummarySection.All.Select(section => Section(section, [.. section.Sources.Select((_, index) => parts[$"{section.Code}/{index}"])])).OfType<JsonObject>()]);
        return composition;
    }

    private JsonObject? Section(SummarySection section, IReadOnlyList<GatheredPart> parts)
    {
        List<ReleasedResource> resources = [.. parts.SelectMany(part => part.Resources)];
        if (resources.Count == 0 && !section.IsRequired)
            return null;
        var json = new JsonObject
        {
            ["title"] = section.Title.In(_language),
            ["code"] = Concept("http://loinc.org", section.Code, section.Display),
            ["text"] = new JsonObject { ["status"] = "generated", ["div"] = resources.Count > 0 ? Table(resources) : Div($"<p>{WebUtility.HtmlEncode(Nothing(parts))}</p>") },
        };
        if (resources.Count > 0)
            json["entry"] = new JsonArray([.. resources.Select(resource => Reference($"{_baseUrl}/{resource.Reference}"))]);
        else
            json["emptyReason"] = Concept("http://terminology.hl7.org/CodeSystem/list-empty-reason", IsWithheld(parts) ? "withheld" : "unavailable", IsWithheld(parts) ? "Information Withheld" : "Unavailable");
        return json;
    }

    // That nothing is recorded is not said to mean that there is nothing.
    private string Nothing(IReadOnlyList<GatheredPart> parts) => (IsWithheld(parts)
        ? new SummaryText("Not shown to whoever asked for this summary.", "No se muestra a quien pidió este resumen.")
        : new SummaryText("Nothing is recorded.", "No hay nada registrado.")).In(_language);

    private static bool IsWithheld(IReadOnlyList<GatheredPart> parts) => parts.Any(part => part.IsWithheld);

    private string Table(IEnumerable<ReleasedResource> resources)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var head in new SummaryText[] { new("What", "Qué"), new("When", "Cuándo"), new("Details", "Detalles") })
            html.Append("<th>").Append(head.In(_language)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var root in resources.Select(resource => _byReference[resource.Reference].Root))
        {
            html.Append("<tr>");
            foreach (var cell in new[] { _words.Name(root), SummaryWords.When(root), _words.Details(root) })
                html.Append("<td>").Append(Encode(cell)).Append("</td>");
            html.Append("</tr>");
        }
        return Div(html.Append("</tbody></table>").ToString());
    }

    private string Div(string content) => $"<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{_language}\" lang=\"{_language}\">{content}</div>";

    // What XML cannot carry is dropped: a control character in a text must not break the document.
    private static string Encode(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(c => c is '\t' or '\n' or '\r' || (!char.IsControl(c) && c is not ('\uFFFE' or '\uFFFF')))));

    /// <summary>The resource, with what the summary demands and the record does not know said to be unknown (FHIR R4 extension-data-absent-reason.html).</summary>
    private static JsonObject Complete(ResourceDocument document)
    {
        var json = JsonNode.Parse(document.Utf8.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!.AsObject();
        var (element, member) = document.ResourceType switch
        {
            "Patient" => ("birthDate", "_birthDate"),
            "MedicationStatement" or "DiagnosticReport" or "Observation" => ("effective", "_effectiveDateTime"),
            "Procedure" => ("performed", "_performedDateTime"),
            "DeviceUseStatement" => ("timing", "_timingDateTime"),
            _ => ("id", ""),
        };
        if (member.Length > 0 && !document.Root.Child(element).Exists)
            json[member] = new JsonObject { ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://hl7.org/fhir/StructureDefinition/data-absent-reason", ["valueCode"] = "unknown" }) };
        return json;
    }

    // The summary was put together by a program; who wrote what it holds, its entries say.
    private static JsonObject Author() => new()
    {
        ["resourceType"] = "Device",
        ["deviceName"] = new JsonArray(new JsonObject { ["name"] = "Carewright", ["type"] = "manufacturer-name" }),
    };

    private static JsonObject Concept(string system, string code, string display) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = display }) };

    private static JsonObject Reference(string to) => new() { ["reference"] = to };

    private string Instant() => _now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
