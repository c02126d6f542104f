using System.Globalization;

namespace Carewright.Host.CommandLine.Demonstration;

/// <summary>What the demonstration's clinic has written down of its partners, as files that <c>partner set</c> takes.</summary>
internal static class DemoSettings
{
    /// <summary>The laboratory in the record.</summary>
    internal const string Laboratory = "sandbox-laboratory";

    /// <summary>The laboratory as an Organization.</summary>
    internal const string Organization = $$"""
        {"resourceType":"Organization","id":"{{Laboratory}}","active":true,"name":"Sandbox Laboratory",
         "type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov"}],"text":"Laboratory"}]}
        """;

    // The generated clinic's numbers of medical records.
    private const string Numbers = "https://carewright.example/mrn";

    /// <summary>The laboratory: takes orders at <paramref name="theirs"/>, sends results to <paramref name="ours"/>.</summary>
    internal static string Lab(int ours, int theirs) => $$"""
        {
          "id": "sandbox-lab", "name": "Sandbox Laboratory", "processingIds": ["P", "T"], "acknowledge": "Applied",
          "receive": { "port": {{Text(ours)}}, "isSecure": false, "addresses": ["127.0.0.1"] },
          "send": {
            "host": "127.0.0.1", "port": {{Text(theirs)}}, "isSecure": false, "theirApplication": "SANDBOXLAB",
            "routes": [
              { "message": "OML^O21", "of": "ServiceRequest", "when": "status = 'active' and intent = 'order' and performer.reference = 'Organization/{{Laboratory}}'", "together": "requisition.value" },
              { "message": "OML^O21", "of": "ServiceRequest", "when": "status = 'revoked' and performer.reference = 'Organization/{{Laboratory}}'", "before": "status = 'active'", "together": "requisition.value" }
            ]
          }
        }
        """;

    /// <summary>The hospital: sends to <paramref name="ours"/>, with its own numbers and the clinic's.</summary>
    internal static string Hospital(int ours) => $$"""
        {
          "id": "sandbox-hospital", "name": "Sandbox Hospital", "processingIds": ["P", "T"],
          "receive": { "port": {{Text(ours)}}, "isSecure": false, "addresses": ["127.0.0.1"] },
          "authorities": { "CLINIC": "{{Numbers}}" }
        }
        """;

    /// <summary>The registry at <paramref name="theirs"/>: is told of doses, and may be asked.</summary>
    internal static string Registry(int theirs) => $$"""
        {
          "id": "sandbox-registry", "name": "Sandbox Immunization Registry", "processingIds": ["P", "T"],
          "authorities": { "CLINIC": "{{Numbers}}" },
          "send": {
            "host": "127.0.0.1", "port": {{Text(theirs)}}, "isSecure": false, "facility": "CLINIC", "theirApplication": "SANDBOXIIS", "purpose": "PUBHLTH", "isRegistry": true,
            "routes": [ { "message": "VXU^V04", "of": "Immunization", "when": "status = 'completed'" } ]
          }
        }
        """;

    /// <summary>A number as settings and arguments write it.</summary>
    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
