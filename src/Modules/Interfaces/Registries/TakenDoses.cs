using System.Text.Json.Nodes;
using Carewright.Fhir.Search;
using Carewright.Gateway.Receiving;

namespace Carewright.Interfaces.Registries;

/// <summary>What a person takes out of a registry's answer, as resources of the record.</summary>
internal static class TakenDoses
{
    private const string OriginSystem = "http://terminology.hl7.org/CodeSystem/immunization-origin";

    /// <summary>A transaction that makes an Immunization of each dose, none of them twice.</summary>
    /// <param name="doses">What is taken; each has a number.</param>
    /// <param name="patient">Logical id of the patient.</param>
    /// <param name="message">Id of the message that the registry has answered with.</param>
    internal static JsonObject Transaction(IEnumerable<RegistryDose> doses, string patient, string message) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. doses.Select(dose => Entry(dose, patient, message))]),
    };

    private static JsonNode Entry(RegistryDose dose, string patient, string message) => new JsonObject
    {
        ["resource"] = Resource(dose, patient, message),
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Immunization", ["ifNoneExist"] = $"patient=Patient/{patient}&identifier={Uri.EscapeDataString(Token(dose.Numbers[0]))}" },
    };

    // Whoever gave it, it was not this clinic that tells of it first hand.
    private static JsonObject Resource(RegistryDose dose, string patient, string message)
    {
        var content = (JsonObject)dose.Content.DeepClone();
        content["patient"] = new JsonObject { ["reference"] = $"Patient/{patient}" };
        content["primarySource"] = false;
        content["reportOrigin"] ??= new JsonObject();
        if (content["reportOrigin"]!["coding"] is not JsonArray codings)
            content["reportOrigin"]!["coding"] = codings = [];
        codings.Add((JsonNode)new JsonObject { ["system"] = OriginSystem, ["code"] = "record" });
        content["meta"] = new JsonObject { ["source"] = ReceivedMessage.SourceOf(message) };
        return content;
    }

    private static string Token(string number)
    {
        var bar = number.IndexOf('|', StringComparison.Ordinal);
        return $"{SearchEscapes.Encode(number[..bar])}|{SearchEscapes.Encode(number[(bar + 1)..])}";
    }
}
