using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Testing;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>What a writer is told of what was let through, and what terminology says about what is written.</summary>
public sealed class ContentRuleTests(SeededClinic clinic)
{
    private const string BodyWeight = "http://hl7.org/fhir/StructureDefinition/bodyweight";
    private static readonly (string, string) s_wantsOutcome = ("Prefer", "return=OperationOutcome");

    [Fact]
    public async Task Warnings_come_back_to_who_asks_and_stand_in_the_log()
    {
        var (name, door) = await clinic.OwnUserAsync("physician");
        var observation = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        var clean = (await door.PutAsync(observation, s_wantsOutcome)).Expect(201).Json;
        Assert.Equal("information", (string?)Assert.Single(clean["issue"]!.AsArray())!["severity"]);
        observation["id"] = Chart.NewId();
        // A pulse is no body weight: it is taken, since nobody enforces the profile, and said.
        observation["meta"] = new JsonObject { ["profile"] = new JsonArray(BodyWeight) };
        Assert.Contains("warning", Severities((await door.PutAsync(observation, s_wantsOutcome)).Expect(201)));
        Assert.Contains("warning", Severities((await door.PutAsync(observation, s_wantsOutcome)).Expect(200)));
        observation.Remove("id");
        Assert.Contains("warning", Severities((await door.CreateAsync(observation, s_wantsOutcome)).Expect(201)));
        // With the resource itself there is no room for them.
        Assert.Equal("Observation", (string?)(await door.CreateAsync(observation, ("Prefer", "return=representation"))).Expect(201).Json["resourceType"]);
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Equal(4, events.Count(one => AuditLog.Text(one, "query").Contains("warnings=VAL-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("batch", "return=minimal")]
    [InlineData("batch", "return=representation")]
    [InlineData("batch", "return=OperationOutcome")]
    [InlineData("transaction", "return=minimal")]
    [InlineData("transaction", "return=representation")]
    [InlineData("transaction", "return=OperationOutcome")]
    public async Task Each_entry_of_a_bundle_carries_its_own_warnings(string type, string prefer)
    {
        var (name, door) = await clinic.OwnUserAsync("physician");
        var clean = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        var odd = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        odd["meta"] = new JsonObject { ["profile"] = new JsonArray(BodyWeight) };
        var posted = odd.DeepClone().AsObject();
        posted.Remove("id");
        var patched = new JsonObject
        {
            ["resource"] = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = "application/json-patch+json", ["data"] = Convert.ToBase64String("""[{"op":"replace","path":"/status","value":"amended"}]"""u8) },
            ["request"] = new JsonObject { ["method"] = "PATCH", ["url"] = Reply.Reference(odd) },
        };
        var reply = (await door.PostAsync("fhir", Chart.Bundle(type, Chart.Put(clean), Chart.Put(odd), Chart.Post(posted)), ("Prefer", prefer))).Expect(200).Json["entry"]!.AsArray();
        var patch = (await door.PostAsync("fhir", Chart.Bundle(type, patched, Chart.Get(Reply.Reference(clean))), ("Prefer", prefer))).Expect(200).Json["entry"]!.AsArray();
        var wantsOutcome = prefer.EndsWith("Outcome", StringComparison.Ordinal);
        Assert.Equal(wantsOutcome ? ["information"] : [], SeveritiesOf(reply[0]!));
        foreach (var entry in new[] { reply[1]!, reply[2]!, patch[0]! })
        {
            Assert.Equal(wantsOutcome, SeveritiesOf(entry).Contains("information"));
            Assert.Contains("warning", SeveritiesOf(entry));
            Assert.DoesNotContain("error", SeveritiesOf(entry));
            Assert.Equal(prefer.EndsWith("representation", StringComparison.Ordinal), entry["resource"] is not null);
        }
        Assert.Null(patch[1]!["response"]!["outcome"]);
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Equal(type == "batch" ? 3 : 2, events.Count(one => AuditLog.Text(one, "query").Contains("warnings=VAL-", StringComparison.Ordinal)));

        static List<string> SeveritiesOf(JsonNode entry) => [.. (entry["response"]!["outcome"]?["issue"]?.AsArray() ?? []).Select(issue => (string)issue!["severity"]!)];
    }

    [Fact]
    public async Task A_required_value_set_that_terminology_knows_is_held_to_without_any_profile()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface", null);
        JsonObject Invoice(string currency) => Chart.Resource($$$"""{"resourceType":"Invoice","id":"{{{Chart.NewId()}}}","status":"draft","subject":{"reference":"Patient/{{{clinic.OwnPatient}}}"},"totalNet":{"value":10,"currency":"{{{currency}}}"}}""");
        (await door.PutAsync(Invoice("USD"))).Expect(201);
        Assert.Contains("currencies", (await door.PutAsync(Invoice("XQQ"))).ExpectOutcome(422).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_goes_with_the_package_that_had_its_profile()
    {
        using var folder = new TemporaryFolder();
        await using var running = await RunningClinic.OpenAsync(folder.Folder("store"));
        var archive = await File.ReadAllBytesAsync(SharedData.Require("fhir/us_core_610.tgz"), TestContext.Current.CancellationToken);
        const string Profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
        var library = running.Clinic.Conformance;
        Assert.NotNull((await library.AddAsync(archive, TestContext.Current.CancellationToken)).Package);
        Assert.True(await library.ChooseAsync(Profile, Fhir.Validation.ProfileStance.Enforced, TestContext.Current.CancellationToken));
        Assert.True(await library.ChooseAsync(BodyWeight, Fhir.Validation.ProfileStance.Off, TestContext.Current.CancellationToken));
        await library.RemoveAsync("hl7.fhir.us.core", null, TestContext.Current.CancellationToken);
        Assert.Equal([BodyWeight], library.Choices.Keys);
        Assert.NotNull((await library.AddAsync(archive, TestContext.Current.CancellationToken)).Package);
        Assert.Equal([BodyWeight], library.Choices.Keys);
    }

    [Fact]
    public async Task Validation_asks_value_sets_that_users_wrote_and_the_caller_may_see()
    {
        var id = Chart.NewId();
        var system = Chart.Resource($$$"""{"resourceType":"CodeSystem","id":"s-{{{id}}}","url":"urn:scenario:system-{{{id}}}","status":"active","content":"complete","concept":[{"code":"red"}]}""");
        var set = Chart.Resource($$$"""{"resourceType":"ValueSet","id":"v-{{{id}}}","url":"urn:scenario:set-{{{id}}}","status":"active","compose":{"include":[{"system":"urn:scenario:system-{{{id}}}"}]}}""");
        await clinic.Running.FillAsync([system, set]);
        var coded = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        coded["code"]!["coding"]![0]!["system"] = "urn:scenario:system-" + id;
        coded["code"]!["coding"]![0]!["code"] = "blue";
        Assert.Contains("blue", (await clinic.As("physician").PostAsync("fhir/Observation/$validate", coded)).Expect(200).Text, StringComparison.Ordinal);
        coded["code"]!["coding"]![0]!["code"] = "red";
        Assert.DoesNotContain("VAL-CODE-UNKNOWN", (await clinic.As("physician").PostAsync("fhir/Observation/$validate", coded)).Expect(200).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Severities(Reply reply) => reply.Json["issue"]!.AsArray().Select(issue => (string?)issue!["severity"]);
}
