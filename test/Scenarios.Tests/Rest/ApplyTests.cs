using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary><c>$apply</c> of plans and activities to a patient.</summary>
public sealed class ApplyTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    [Fact]
    public async Task A_plan_becomes_a_care_plan_with_the_actions_whose_conditions_hold()
    {
        var (name, door) = await clinic.OwnUserAsync("physician");
        var plan = await FillAsync();
        var care = (await door.GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}")).Expect(200).Json;
        Assert.Equal(("CarePlan", "draft", "proposal"), ((string?)care["resourceType"], (string?)care["status"], (string?)care["intent"]));
        Assert.Equal($"urn:scenario:plan-{_patient}|1", (string?)care["instantiatesCanonical"]![0]);
        var contained = care["contained"]!.AsArray().Select(one => one!.AsObject()).ToDictionary(one => (string)one["id"]!);
        Assert.Equal("#requests", (string?)care["activity"]![0]!["reference"]!["reference"]);
        var actions = contained["requests"]["action"]!.AsArray();
        Assert.Equal(["Adult", "Nested plan"], actions.Select(action => (string?)action!["title"]));
        Assert.Null(actions[0]!["relatedAction"]);
        var order = contained[((string)actions[0]!["resource"]!["reference"]!)[1..]];
        Assert.Equal(("ServiceRequest", "urgent", "Patient/" + _patient), ((string?)order["resourceType"], (string?)order["priority"], (string?)order["subject"]!["reference"]));
        Assert.Equal("1980-05-17", (string?)order["note"]![0]!["text"]);
        Assert.Equal("Inner", (string?)actions[1]!["action"]![0]!["title"]);
        var goal = contained[((string)care["goal"]![0]!["reference"]!)[1..]];
        Assert.Equal(("Goal", "proposed", 3m), ((string?)goal["resourceType"], (string?)goal["lifecycleStatus"], (decimal)goal["target"]![0]!["dueDuration"]!["value"]!));
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "apply" && AuditLog.Text(one, "outcome") == "success");
        Assert.DoesNotContain(events, one => AuditLog.Text(one, "action") == "create");
        // Whoever asked may keep it.
        (await door.CreateAsync(care)).Expect(201);
    }

    [Fact]
    public async Task An_activity_becomes_a_request_and_a_definition_can_be_sent_along()
    {
        await FillAsync();
        var activity = Chart.Resource("""
            {"resourceType":"ActivityDefinition","status":"active","kind":"MedicationRequest","productCodeableConcept":{"text":"Drug"},"dosage":[{"text":"once daily"}],
             "dynamicValue":[{"path":"dispenseRequest.quantity","expression":{"language":"text/fhirpath","expression":"30 'mg'"}}]}
            """);
        var door = clinic.As("physician");
        var made = (await door.PostAsync("fhir/ActivityDefinition/$apply", Parameters("activityDefinition", activity))).Expect(200).Json;
        Assert.Equal(("MedicationRequest", "Drug", "once daily", 30m), ((string?)made["resourceType"], (string?)made["medicationCodeableConcept"]!["text"], (string?)made["dosageInstruction"]![0]!["text"], (decimal)made["dispenseRequest"]!["quantity"]!["value"]!));
        activity.Remove("productCodeableConcept");
        Assert.Contains("medication", (await door.PostAsync("fhir/ActivityDefinition/$apply", Parameters("activityDefinition", activity))).ExpectOutcome(422).Text, StringComparison.Ordinal);
        activity["kind"] = "Claim";
        Assert.Contains("'Claim'", (await door.PostAsync("fhir/ActivityDefinition/$apply", Parameters("activityDefinition", activity))).ExpectOutcome(422).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"condition":[{"kind":"applicability","expression":{"language":"text/cql","expression":"true"}}]}""", "text/cql", "PlanDefinition.action[0].condition[0].expression.language")]
    [InlineData("""{"condition":[{"kind":"applicability","expression":{"language":"text/fhirpath","expression":"no-such-function("}}]}""", "", "PlanDefinition.action[0].condition[0].expression.expression")]
    [InlineData("""{"transform":"urn:scenario:map"}""", "transform", "PlanDefinition.action[0].transform")]
    [InlineData("""{"definitionCanonical":"urn:scenario:nowhere"}""", "urn:scenario:nowhere", "PlanDefinition.action[0].definitionCanonical")]
    [InlineData("""{"dynamicValue":[{"path":"nonsense","expression":{"language":"text/fhirpath","expression":"1"}}]}""", "nonsense", "PlanDefinition.action[0].dynamicValue[0].path")]
    public async Task What_cannot_be_applied_is_refused_with_its_place(string action, string word, string place)
    {
        await FillAsync();
        var plan = new JsonObject { ["resourceType"] = "PlanDefinition", ["status"] = "active", ["action"] = new JsonArray(JsonNode.Parse(action)) };
        var refused = (await clinic.As("physician").PostAsync("fhir/PlanDefinition/$apply", Parameters("planDefinition", plan))).ExpectOutcome(422);
        Assert.Contains(word, refused.Text, StringComparison.Ordinal);
        Assert.Contains(refused.Json["issue"]!.AsArray(), issue => (string?)issue!["expression"]?[0] == place);
    }

    [Fact]
    public async Task Who_may_not_see_the_definition_or_the_subject_gets_nothing()
    {
        var plan = await FillAsync();
        (await clinic.As("front-desk").GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}")).ExpectOutcome(403);
        (await clinic.As("patient").GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}")).ExpectOutcome(403);
        (await clinic.Running.Nobody().GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}")).ExpectOutcome(401);
        (await clinic.As("physician").GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/nobody-here")).ExpectOutcome(404);
        (await clinic.As("physician").GetAsync($"fhir/PlanDefinition/{plan}/$apply")).ExpectOutcome(400);
        (await clinic.As("physician").GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}&subject=Patient/{_patient}")).ExpectOutcome(400);
        Assert.Contains("'userType'", (await clinic.As("physician").GetAsync($"fhir/PlanDefinition/{plan}/$apply?subject=Patient/{_patient}&userType=x")).ExpectOutcome(400).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_of_packages_are_applied_by_canonical_and_version()
    {
        await using var running = await RunningClinic.NewAsync();
        var door = await running.AddUserAsync("dr.house", "physician");
        await running.FillAsync([Chart.Patient("p")]);
        var console = new LocalConsole(running.Clinic, ownsClinic: false);
        const string Plan = """{"resourceType":"PlanDefinition","id":"plan","url":"http://pack.example/plan","version":"VERSION","status":"active","title":"Plan VERSION","action":[{"title":"Drug","definitionCanonical":"http://pack.example/activity|1.0.0"},{"title":"Form","definitionCanonical":"http://pack.example/form"}]}""";
        const string Activity = """{"resourceType":"ActivityDefinition","id":"activity","url":"http://pack.example/activity","version":"VERSION","status":"active","kind":"ServiceRequest","code":{"text":"Test VERSION"}}""";
        const string Form = """{"resourceType":"Questionnaire","id":"form","url":"http://pack.example/form","version":"VERSION","status":"active","title":"Form VERSION"}""";
        foreach (var version in new[] { "1.0.0", "10.0.0" })
            await console.AddPackageAsync(Package(version, [.. new[] { Plan, Activity, Form }.Select(text => text.Replace("VERSION", version, StringComparison.Ordinal))]), TestContext.Current.CancellationToken);
        var care = (await door.GetAsync("fhir/PlanDefinition/$apply?url=http://pack.example/plan&subject=Patient/p")).Expect(200).Json;
        Assert.Equal("http://pack.example/plan|10.0.0", (string?)care["instantiatesCanonical"]![0]);
        var contained = care["contained"]!.AsArray().Select(one => one!.AsObject()).ToList();
        Assert.Equal("Test 1.0.0", (string?)contained.Single(one => (string?)one["resourceType"] == "ServiceRequest")["code"]!["text"]);
        var task = contained.Single(one => (string?)one["resourceType"] == "Task");
        Assert.Equal(("Form 10.0.0", "http://pack.example/form|10.0.0"), ((string?)task["description"], (string?)task["input"]![0]!["valueCanonical"]));
        Assert.Equal("http://pack.example/plan|1.0.0", (string?)(await door.GetAsync("fhir/PlanDefinition/$apply?url=http://pack.example/plan%7C1.0.0&subject=Patient/p")).Expect(200).Json["instantiatesCanonical"]![0]);
        Assert.Contains("http://pack.example/plan|3", (await door.GetAsync("fhir/PlanDefinition/$apply?url=http://pack.example/plan%7C3&subject=Patient/p")).ExpectOutcome(404).Text, StringComparison.Ordinal);
        // The record comes before the packages.
        await running.FillAsync([Chart.Resource(Activity.Replace("VERSION", "1.0.0", StringComparison.Ordinal).Replace("Test 1.0.0", "Our own", StringComparison.Ordinal))]);
        Assert.Contains("Our own", (await door.GetAsync("fhir/PlanDefinition/$apply?url=http://pack.example/plan&subject=Patient/p")).Expect(200).Text, StringComparison.Ordinal);
    }

    private static byte[] Package(string version, IReadOnlyList<string> resources)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            var files = resources.Select((text, i) => ($"package/r{i}.json", text)).Prepend(("package/package.json", $$"""{"name":"pack.example","version":"{{version}}","fhirVersions":["4.0.1"]}"""));
            foreach (var (path, text) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return bytes.ToArray();
    }

    private JsonObject Parameters(string name, JsonObject definition) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray(
            new JsonObject { ["name"] = "subject", ["valueString"] = "Patient/" + _patient },
            new JsonObject { ["name"] = name, ["resource"] = definition.DeepClone() }),
    };

    private async Task<string> FillAsync()
    {
        await clinic.Running.FillAsync([Chart.Patient(_patient)]);
        var activity = Chart.Resource($$$"""
            {"resourceType":"ActivityDefinition","id":"activity-{{{_patient}}}","url":"urn:scenario:activity-{{{_patient}}}","status":"active","kind":"ServiceRequest","code":{"text":"X-ray"},"priority":"routine",
             "dynamicValue":[{"path":"priority","expression":{"language":"text/fhirpath","expression":"'urgent'"}}]}
            """);
        var inner = Chart.Resource($$$"""{"resourceType":"PlanDefinition","id":"inner-{{{_patient}}}","url":"urn:scenario:inner-{{{_patient}}}","status":"active","action":[{"title":"Inner"}]}""");
        var plan = Chart.Resource($$$"""
            {"resourceType":"PlanDefinition","id":"plan-{{{_patient}}}","url":"urn:scenario:plan-{{{_patient}}}","version":"1","status":"active","title":"Plan",
             "goal":[{"description":{"text":"Walk"},"target":[{"measure":{"text":"steps"},"due":{"value":3,"unit":"mo","system":"http://unitsofmeasure.org","code":"mo"}}]}],
             "action":[
               {"id":"a","title":"Adult","definitionCanonical":"urn:scenario:activity-{{{_patient}}}","relatedAction":[{"actionId":"b","relationship":"before"}],
                "condition":[{"kind":"applicability","expression":{"language":"text/fhirpath","expression":"%patient.birthDate < today() - 18 years"}}],
                "dynamicValue":[{"path":"note[0].text","expression":{"language":"text/fhirpath","expression":"%patient.birthDate.toString()"}}]},
               {"id":"b","title":"Child","condition":[{"kind":"applicability","expression":{"language":"text/fhirpath","expression":"%patient.birthDate > today() - 18 years"}}]},
               {"id":"c","title":"Only in an encounter","condition":[{"kind":"applicability","expression":{"language":"text/fhirpath","expression":"%encounter.exists()"}}]},
               {"id":"d","title":"Nested plan","definitionCanonical":"urn:scenario:inner-{{{_patient}}}"}]}
            """);
        await clinic.Running.FillAsync([activity, inner, plan]);
        return $"plan-{_patient}";
    }
}
