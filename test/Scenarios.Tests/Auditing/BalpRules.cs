using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>What IHE BALP 1.1 asks of an AuditEvent that claims one of its profiles (https://profiles.ihe.net/ITI/BALP/content.html), and what this log asks of every event.</summary>
internal static class BalpRules
{
    private const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    private static readonly Dictionary<string, (string Action, string Subtype, string Client, string Server, string User)> s_shapes = new(StringComparer.Ordinal)
    {
        ["Read"] = ("R", "read", "110152", "110153", "IRCP"),
        ["Create"] = ("C", "create", "110153", "110152", "AUT"),
        ["Update"] = ("U", "update", "110153", "110152", "AUT"),
        ["Delete"] = ("D", "delete", "110150", "custodian", "AUT"),
        ["Query"] = ("E", "search-type", "110153", "110152", "IRCP"),
    };

    internal static void Check(JsonObject one)
    {
        Assert.NotNull(one["recorded"]);
        Assert.NotNull(one["source"]?["observer"]);
        var agents = one["agent"]!.AsArray();
        Assert.Equal(3, agents.Count);
        Assert.Single(agents, agent => (bool)agent!["requestor"]!);
        Assert.All(agents, agent => Assert.NotNull(agent!["who"]));
        if (one["meta"]?["profile"]?[0] is { } profile)
            CheckProfile(one, ((string)profile!)[Profiles.Length..]);
        else if ((string)one["outcome"]! == "0")
            Assert.NotEmpty(one["subtype"]!.AsArray());
    }

    private static void CheckProfile(JsonObject one, string profile)
    {
        var isPatient = profile.StartsWith("Patient", StringComparison.Ordinal);
        var shape = s_shapes[isPatient ? profile["Patient".Length..] : profile];
        Assert.Equal(("rest", shape.Action, "0"), ((string)one["type"]!["code"]!, (string)one["action"]!, (string)one["outcome"]!));
        var subtype = (string)one["subtype"]![0]!["code"]!;
        Assert.True(subtype == shape.Subtype || (shape.Subtype, subtype) == ("read", "vread"), subtype);
        var types = one["agent"]!.AsArray().Select(agent => (string)agent!["type"]!["coding"]![0]!["code"]!).ToList();
        Assert.Equal([shape.Client, shape.Server, shape.User], types);
        var entities = one["entity"]!.AsArray();
        Assert.Equal(isPatient, entities.Any(entity => (string?)entity!["role"]!["code"] == "1"));
        if (profile.EndsWith("Query", StringComparison.Ordinal))
            Assert.Single(entities, entity => (string?)entity!["role"]!["code"] == "24" && entity["query"] is not null);
        else
            Assert.Single(entities, entity => (string?)entity!["role"]!["code"] == "4");
    }
}
