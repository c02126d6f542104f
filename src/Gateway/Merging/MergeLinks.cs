using System.Text.Json.Nodes;
using Carewright.Fhir.Json;

namespace Carewright.Gateway.Merging;

/// <summary>The links between two merged patients (FHIR R4 patient.html#links): set and taken off without touching the rest.</summary>
internal static class MergeLinks
{
    /// <summary>The source, inactive and replaced by the target.</summary>
    internal static ResourceDocument Replaced(ResourceDocument source, string target) => Edit(source, patient =>
    {
        patient["active"] = false;
        Link(patient, target, "replaced-by");
    });

    /// <summary>The target, which replaces the source.</summary>
    internal static ResourceDocument Replacing(ResourceDocument target, string source) => Edit(target, patient => Link(patient, source, "replaces"));

    /// <summary>The source, active and replaced by nobody.</summary>
    internal static ResourceDocument Restored(ResourceDocument source, string target) => Edit(source, patient =>
    {
        patient["active"] = true;
        Unlink(patient, target, "replaced-by");
    });

    /// <summary>The target without its link to the source.</summary>
    internal static ResourceDocument Parted(ResourceDocument target, string source) => Edit(target, patient => Unlink(patient, source, "replaces"));

    /// <summary>Whether the patient has such a link: to one patient, or, when null, to any.</summary>
    internal static bool Has(ResourceDocument patient, string? other, string type)
    {
        foreach (var link in patient.Root.Children("link"))
        {
            if (link.Child("type").GetString() == type && (other is null || link.Child("other").Child("reference").GetString() == $"Patient/{other}"))
                return true;
        }
        return false;
    }

    /// <summary>Logical id of the patient that it is replaced by; null when it stands for itself.</summary>
    internal static string? ReplacedBy(ResourceDocument patient)
    {
        foreach (var link in patient.Root.Children("link"))
        {
            if (link.Child("type").GetString() == "replaced-by" && link.Child("other").Child("reference").GetString() is { } reference && reference.StartsWith("Patient/", StringComparison.Ordinal))
                return reference["Patient/".Length..];
        }
        return null;
    }

    private static ResourceDocument Edit(ResourceDocument document, Action<JsonObject> edit)
    {
        var patient = JsonNode.Parse(document.Utf8.Span)!.AsObject();
        edit(patient);
        return MergeDocuments.Parse(patient);
    }

    private static void Link(JsonObject patient, string other, string type)
    {
        Unlink(patient, other, type);
        var links = patient["link"] as JsonArray ?? [];
        patient["link"] = links.Parent is null ? links : links.DeepClone();
        patient["link"]!.AsArray().Add((JsonNode)new JsonObject { ["other"] = MergeDocuments.Reference($"Patient/{other}"), ["type"] = type });
    }

    private static void Unlink(JsonObject patient, string other, string type)
    {
        if (patient["link"] is not JsonArray links)
            return;
        foreach (var link in links.Where(link => (string?)link!["type"] == type && (string?)link["other"]?["reference"] == $"Patient/{other}").ToList())
            links.Remove(link);
        if (links.Count == 0)
            patient.Remove("link");
    }
}
