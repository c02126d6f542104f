using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Merging;

/// <summary>
/// The record that a merge leaves of itself, from which it is undone: one Task, and a Provenance for each bounded transaction that names every version made. All carry one tag.
/// </summary>
internal static class MergeDocuments
{
    internal const string TagSystem = "https://carewright.example/fhir/CodeSystem/patient-merge";

    /// <summary>The Task of a merge, in the state given.</summary>
    internal static ResourceDocument Task(string taskId, MergePair pair, string status, DateTimeOffset now, MergedPatients versions)
    {
        var task = new JsonObject
        {
            ["resourceType"] = "Task",
            ["id"] = taskId,
            ["meta"] = Tagged(taskId),
            ["status"] = status,
            ["intent"] = "order",
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = TagSystem, ["code"] = "merge" }) },
            ["for"] = Reference($"Patient/{pair.Target}"),
            ["authoredOn"] = Instant(now),
            ["input"] = new JsonArray(Named("source-patient", pair.Source), Named("target-patient", pair.Target)),
            ["output"] = new JsonArray(Named("source-version", $"{pair.Source}/_history/{versions.Source}"), Named("target-version", $"{pair.Target}/_history/{versions.Target}")),
        };
        return Parse(task);
    }

    /// <summary>What one transaction of a merge or of its undoing changed.</summary>
    internal static ResourceDocument Provenance(string id, string taskId, Actor actor, DateTimeOffset now, IEnumerable<VersionDraft> changed)
    {
        var targets = changed.Select(draft => (JsonNode)Reference($"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}")).ToArray();
        return Parse(new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["id"] = id,
            ["meta"] = Tagged(taskId),
            ["target"] = new JsonArray(targets),
            ["recorded"] = Instant(now),
            ["agent"] = new JsonArray(new JsonObject { ["who"] = actor.FhirUser is { } user ? Reference(user) : new JsonObject { ["display"] = actor.Display } }),
            ["entity"] = new JsonArray(new JsonObject { ["role"] = "source", ["what"] = Reference($"Task/{taskId}") }),
        });
    }

    /// <summary>What a Task of a merge says; null when it is no such Task.</summary>
    internal static (MergePair Pair, MergedPatients Versions, string Status)? Read(ResourceDocument task)
    {
        if (Outcome(task, "input", "source-patient") is not { } source || Outcome(task, "input", "target-patient") is not { } target
            || Version(Outcome(task, "output", "source-version")) is not { } sourceVersion || Version(Outcome(task, "output", "target-version")) is not { } targetVersion)
            return null;
        return (new(source, target), new(sourceVersion, targetVersion), task.Root.Child("status").GetString() ?? "");
    }

    internal static bool IsOfMerge(ResourceDocument document)
    {
        foreach (var tag in document.Root.Child("meta").Children("tag"))
        {
            if (tag.Child("system").ValueEquals(Encoding.UTF8.GetBytes(TagSystem)))
                return true;
        }
        return false;
    }

    internal static ResourceDocument Parse(JsonObject resource) =>
        ResourceDocument.Parse(Encoding.UTF8.GetBytes(resource.ToJsonString())).Document ?? throw new InvalidOperationException("A resource made here does not parse.");

    internal static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    private static string? Outcome(ResourceDocument task, string list, string name)
    {
        foreach (var item in task.Root.Children(list))
        {
            if (item.Child("type").Child("text").GetString() == name && item.Child("value").Child("reference").GetString() is { } reference && reference.StartsWith("Patient/", StringComparison.Ordinal))
                return reference["Patient/".Length..];
        }
        return null;
    }

    private static long? Version(string? text) => text?.Split('/') is [_, "_history", var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static JsonObject Named(string name, string patient) => new() { ["type"] = new JsonObject { ["text"] = name }, ["valueReference"] = Reference($"Patient/{patient}") };

    private static JsonObject Tagged(string taskId) => new() { ["tag"] = new JsonArray(new JsonObject { ["system"] = TagSystem, ["code"] = taskId }) };

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Ids of the two patients of a merge.</summary>
internal readonly record struct MergePair(string Source, string Target);

/// <summary>The versions of the two patients that a merge made.</summary>
internal readonly record struct MergedPatients(long Source, long Target);
