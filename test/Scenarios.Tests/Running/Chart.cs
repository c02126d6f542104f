using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>Hand-made resources.</summary>
internal static class Chart
{
    internal static JsonObject Resource(string json) => JsonNode.Parse(json)!.AsObject();

    internal static string NewId() => Guid.NewGuid().ToString();

    internal static JsonObject Patient(string id, string family = "Scenario", string given = "Anna") => Resource($$"""
        {"resourceType":"Patient","id":"{{id}}","identifier":[{"system":"urn:scenario:mrn","value":"mrn-{{id}}"}],"name":[{"family":"{{family}}","given":["{{given}}"]}],"gender":"female","birthDate":"1980-05-17"}
        """);

    internal static JsonObject Encounter(string id, string patient, string? restriction = null) => Labelled(Resource($$$"""
        {"resourceType":"Encounter","id":"{{{id}}}","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/{{{patient}}}"}}
        """), restriction);

    internal static JsonObject Note(string id, string patient, string text, string? encounter = null, string? restriction = null)
    {
        var note = Resource($$$"""
            {"resourceType":"DocumentReference","id":"{{{id}}}","status":"current","type":{"coding":[{"system":"http://loinc.org","code":"11506-3"}]},"subject":{"reference":"Patient/{{{patient}}}"},
             "description":"note {{{id}}}","content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"}}]}
            """);
        if (encounter is not null)
            note["context"] = new JsonObject { ["encounter"] = new JsonArray(new JsonObject { ["reference"] = "Encounter/" + encounter }) };
        return Labelled(note, restriction);
    }

    internal static JsonObject Observation(string id, string patient, string code = "8867-4", decimal value = 72, string? effective = "2026-02-01T09:00:00Z") => Resource($$$"""
        {"resourceType":"Observation","id":"{{{id}}}","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
         "code":{"coding":[{"system":"http://loinc.org","code":"{{{code}}}"}]},"subject":{"reference":"Patient/{{{patient}}}"},"effectiveDateTime":"{{{effective}}}",
         "valueQuantity":{"value":{{{value}}},"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
        """);

    internal static JsonObject Condition(string id, string patient, string code = "F32.1") => Resource($$$"""
        {"resourceType":"Condition","id":"{{{id}}}","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
         "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"{{{code}}}"}]},"subject":{"reference":"Patient/{{{patient}}}"}}
        """);

    internal static JsonObject Labelled(JsonObject resource, string? restriction)
    {
        if (restriction is not null)
            resource["meta"] = new JsonObject { ["security"] = new JsonArray(new JsonObject { ["system"] = SeededClinic.RestrictionSystem, ["code"] = restriction }) };
        return resource;
    }

    /// <summary>A batch or transaction.</summary>
    internal static JsonObject Bundle(string type, params JsonObject[] entries) =>
        new() { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = new JsonArray([.. entries]) };

    internal static JsonObject Get(string url) => new() { ["request"] = new JsonObject { ["method"] = "GET", ["url"] = url } };

    internal static JsonObject Put(JsonObject resource, string? ifMatch = null)
    {
        var request = new JsonObject { ["method"] = "PUT", ["url"] = Reply.Reference(resource) };
        if (ifMatch is not null)
            request["ifMatch"] = ifMatch;
        return new JsonObject { ["resource"] = resource, ["request"] = request };
    }

    internal static JsonObject Post(JsonObject resource, string? fullUrl = null, string? ifNoneExist = null)
    {
        var request = new JsonObject { ["method"] = "POST", ["url"] = (string?)resource["resourceType"] };
        if (ifNoneExist is not null)
            request["ifNoneExist"] = ifNoneExist;
        var entry = new JsonObject { ["resource"] = resource, ["request"] = request };
        if (fullUrl is not null)
            entry["fullUrl"] = fullUrl;
        return entry;
    }

    internal static JsonObject Delete(string reference) => new() { ["request"] = new JsonObject { ["method"] = "DELETE", ["url"] = reference } };

    internal static IEnumerable<string> Restrictions(JsonObject resource) =>
        (resource["meta"]?["security"]?.AsArray() ?? []).Where(label => (string?)label!["system"] == SeededClinic.RestrictionSystem).Select(label => (string)label!["code"]!);
}
