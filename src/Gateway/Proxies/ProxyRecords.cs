using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway.Merging;
using Carewright.Gateway.Writing;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>The RelatedPerson behind a proxy (FHIR R4 relatedperson.html): it is in the patient's chart, with name, relationship and period.</summary>
public sealed class ProxyRecords
{
    internal const string RelationshipSystem = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    private const string Type = "RelatedPerson";
    private readonly DraftBuilder _drafts;

    internal ProxyRecords(DraftBuilder drafts) => _drafts = drafts;

    /// <summary>The relationships there are to choose from: v3-RoleCode and what they say.</summary>
    public static IReadOnlyDictionary<string, string> Relationships { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PRN"] = "parent",
        ["GUARD"] = "guardian",
        ["SPS"] = "spouse",
        ["DOMPART"] = "domestic partner",
        ["CHILD"] = "child",
        ["SIB"] = "sibling",
        ["GRPRN"] = "grandparent",
        ["EXT"] = "extended family member",
        ["FRND"] = "unrelated friend",
    };

    /// <summary>The record of a proxy that begins.</summary>
    internal VersionDraft Begin(ProxyDraft draft, DateOnly today)
    {
        var id = Writer.NewId();
        var period = new JsonObject { ["start"] = Text(today) };
        if (draft.Until is { } until)
            period["end"] = Text(until);
        var person = new JsonObject
        {
            ["resourceType"] = Type,
            ["id"] = id,
            ["active"] = true,
            ["patient"] = MergeDocuments.Reference($"Patient/{draft.Patient}"),
            ["relationship"] = new JsonArray(new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["system"] = RelationshipSystem, ["code"] = draft.Relationship, ["display"] = Relationships[draft.Relationship] }),
                ["text"] = Relationships[draft.Relationship],
            }),
            ["name"] = new JsonArray(new JsonObject { ["text"] = draft.Name.Trim() }),
            ["period"] = period,
        };
        return _drafts.Verbatim(Type, id, null, MergeDocuments.Parse(person));
    }

    /// <summary>The record of a proxy that has ended; null when it has ended or cannot be read.</summary>
    internal VersionDraft? End(StoredVersion? row, DateOnly today)
    {
        if (row is null || row.IsDeleted || Open(row) is not { } open || open["active"]?.GetValue<bool>() == false)
            return null;
        open["active"] = false;
        var period = open["period"] as JsonObject ?? [];
        period["end"] = Text(today);
        if (period["start"]?.GetValue<string>() is { } start && string.CompareOrdinal(start, Text(today)) > 0)
            period["start"] = Text(today);
        open["period"] = period;
        return _drafts.Verbatim(Type, row.Id, row, MergeDocuments.Parse(open));
    }

    /// <summary>Name and relationship as the record has them.</summary>
    internal static (string? Name, string? Relationship) Read(StoredVersion? row)
    {
        try
        {
            if (row is null || row.IsDeleted || ResourceDocument.Parse(row.Open()).Document is not { } person)
                return default;
            return (First(person, "name").Child("text").GetString(), First(First(person, "relationship"), "coding").Child("code").GetString());
        }
        catch (SealBrokenException)
        {
            return default;
        }
    }

    private static Element First(ResourceDocument document, string name) => First(document.Root, name);

    private static Element First(Element parent, string name)
    {
        foreach (var child in parent.Children(name))
            return child;
        return default;
    }

    private static JsonObject? Open(StoredVersion row)
    {
        try
        {
            return JsonNode.Parse(row.Open().Span) as JsonObject;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
