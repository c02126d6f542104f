using System.Text.Json;

namespace Carewright.FhirApi;

/// <summary>Where apps get tokens, as the host hands it to the FHIR door for the CapabilityStatement (SMART App Launch 2.2 conformance.html, "oauth-uris"). Paths on this origin.</summary>
/// <param name="Authorize">Authorization endpoint.</param>
/// <param name="Token">Token endpoint.</param>
/// <param name="Manage">Page on which users see and end what they have allowed.</param>
public sealed record FhirOAuth(string Authorize, string Token, string Manage)
{
    /// <summary>Names and paths, in the words of the extension.</summary>
    private IEnumerable<(string Name, string Path)> Members => [("authorize", Authorize), ("token", Token), ("manage", Manage)];

    /// <summary>Writes the members of <c>rest.security</c> that speak of it.</summary>
    internal void Write(Utf8JsonWriter json, string origin)
    {
        json.WriteStartArray("extension");
        json.WriteStartObject();
        json.WriteStartArray("extension");
        foreach (var (name, path) in Members)
        {
            json.WriteStartObject();
            json.WriteString("url", name);
            json.WriteString("valueUri", origin + path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("url", "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("service");
        json.WriteStartObject();
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", "http://terminology.hl7.org/CodeSystem/restful-security-service");
        json.WriteString("code", "SMART-on-FHIR");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
