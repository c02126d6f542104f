using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;

namespace Carewright.Gateway.Writing;

/// <summary>Profiles, tags and security labels to put on a resource or take off it (FHIR R4 resource-operation-meta-add.html, -meta-delete.html).</summary>
/// <param name="Meta">The Meta that was sent.</param>
/// <param name="IsDelete">True to take off.</param>
internal sealed record MetaChange(Element Meta, bool IsDelete)
{
    private static readonly string[] s_lists = ["profile", "security", "tag"];

    /// <summary>The security labels that it takes off.</summary>
    internal IReadOnlyList<MetaCoding> RemovedLabels =>
        IsDelete ? [.. Meta.Children("security").Select(coding => new MetaCoding(coding.Child("system").GetString() ?? "", coding.Child("code").GetString() ?? ""))] : [];

    /// <summary>A patch that makes the change in this resource; null when there is nothing to change.</summary>
    internal ResourcePatch? PatchFor(ResourceDocument current)
    {
        var before = current.Root.Child("meta") is { Exists: true } stored ? JsonNode.Parse(stored.RawJson)!.AsObject() : [];
        var meta = before.DeepClone().AsObject();
        foreach (var list in s_lists)
            Change(meta, list);
        if (JsonNode.DeepEquals(before, meta))
            return null;
        var operation = new JsonObject { ["op"] = "add", ["path"] = "/meta", ["value"] = meta };
        return JsonPatch.Parse(Encoding.UTF8.GetBytes(new JsonArray(operation).ToJsonString())).Patch ?? throw new InvalidOperationException("A patch made here does not parse.");
    }

    private void Change(JsonObject meta, string list)
    {
        var items = meta[list] as JsonArray ?? [];
        meta.Remove(list);
        foreach (var sent in Meta.Children(list))
        {
            var node = JsonNode.Parse(sent.RawJson)!;
            var there = items.FirstOrDefault(item => IsSame(item!, node));
            if (IsDelete && there is not null)
                items.Remove(there);
            else if (!IsDelete && there is null)
                items.Add(node);
        }
        if (items.Count > 0)
            meta[list] = items;
    }

    private static bool IsSame(JsonNode left, JsonNode right) => left is JsonObject && right is JsonObject
        ? (string?)left["system"] == (string?)right["system"] && (string?)left["code"] == (string?)right["code"]
        : JsonNode.DeepEquals(left, right);
}
