using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Terminology;

/// <summary><c>$closure</c>: tables that clients keep under a name.</summary>
public sealed class ClosureTests(SeededClinic clinic)
{
    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    [Fact]
    public async Task A_table_grows_by_what_its_concepts_mean_to_each_other_and_can_be_asked_for_again()
    {
        var (name, door) = await clinic.OwnUserAsync("physician");
        (await CallAsync(door, Name("unknown"), Concept("AMB"))).ExpectOutcome(404);
        var empty = (await CallAsync(door, Name("t"))).Expect(200).Json;
        Assert.Equal(("0", null), ((string?)empty["version"], empty["group"]));
        Assert.Null((await CallAsync(door, Name("t"), Concept("_ActEncounterCode"))).Expect(200).Json["group"]);
        var added = (await CallAsync(door, Name("t"), Concept("IMP"), Concept("ACUTE"))).Expect(200).Json;
        Assert.Equal(["ACUTE<IMP", "ACUTE<_ActEncounterCode", "IMP<_ActEncounterCode"], Pairs(added));
        Assert.Null((await CallAsync(door, Name("t"), Concept("IMP"))).Expect(200).Json["group"]);
        Assert.Equal(["AMB<_ActEncounterCode"], Pairs((await CallAsync(door, Name("t"), Concept("AMB"))).Expect(200).Json));
        Assert.Equal(4, Pairs((await CallAsync(door, Name("t"), Version("1"))).Expect(200).Json).Count());
        Assert.Equal(["AMB<_ActEncounterCode"], Pairs((await CallAsync(door, Name("t"), Version("2"))).Expect(200).Json));
        (await CallAsync(door, Name("t"), Concept("NO-SUCH-CODE"))).ExpectOutcome(422);
        (await CallAsync(door, Name("t"), Version("99"))).ExpectOutcome(422);
        (await CallAsync(door, Name("t"), Version("1"), Concept("AMB"))).ExpectOutcome(400);
        (await CallAsync(door, Concept("AMB"))).ExpectOutcome(400);
        Assert.Contains(await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}"), one => AuditLog.Text(one, "interaction") == "closure");
    }

    [Fact]
    public async Task A_table_is_its_makers_alone_and_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = await running.AddUserAsync("one", "physician");
            (await CallAsync(door, Name("t"))).Expect(200);
            (await CallAsync(door, Name("t"), Concept("IMP"), Concept("ACUTE"))).Expect(200);
            (await CallAsync(await running.AddUserAsync("two", "physician"), Name("t"), Version("0"))).ExpectOutcome(404);
        }
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("one")!));
            Assert.Equal(["ACUTE<IMP"], Pairs((await CallAsync(door, Name("t"), Version("0"))).Expect(200).Json));
        }
    }

    private static IEnumerable<string> Pairs(JsonObject map) => (map["group"]?.AsArray() ?? []).SelectMany(group => group!["element"]!.AsArray())
        .SelectMany(element => element!["target"]!.AsArray().Select(target => $"{(string?)element["code"]}<{(string?)target!["code"]}")).Order(StringComparer.Ordinal);

    private static JsonObject Name(string name) => new() { ["name"] = "name", ["valueString"] = name };

    private static JsonObject Version(string version) => new() { ["name"] = "version", ["valueString"] = version };

    private static JsonObject Concept(string code) => new() { ["name"] = "concept", ["valueCoding"] = new JsonObject { ["system"] = ActCode, ["code"] = code } };

    private static Task<Reply> CallAsync(Door door, params JsonObject[] parameters) =>
        door.PostAsync("fhir/$closure", new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray([.. parameters]) });
}
