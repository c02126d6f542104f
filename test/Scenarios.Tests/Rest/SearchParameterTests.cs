using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Testing;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>A clinic's own search parameters and those of its packages take effect without a restart, and never answer by half.</summary>
public sealed class SearchParameterTests
{
    private const string Shoe = "http://example.org/StructureDefinition/shoe";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject Patient(string id, string shoe)
    {
        var patient = Chart.Patient(id);
        patient["extension"] = new JsonArray(new JsonObject { ["url"] = Shoe, ["valueCode"] = shoe });
        return patient;
    }

    private static JsonObject Parameter(string id, string code, string expression, string type = "token", params string[] bases) => new()
    {
        ["resourceType"] = "SearchParameter",
        ["id"] = id,
        ["url"] = $"http://example.org/SearchParameter/{id}",
        ["name"] = id.Replace("-", "", StringComparison.Ordinal),
        ["status"] = "active",
        ["description"] = "Test",
        ["code"] = code,
        ["base"] = new JsonArray([.. (bases.Length > 0 ? bases : ["Patient"]).Select(name => JsonValue.Create(name))]),
        ["type"] = type,
        ["expression"] = expression,
    };

    /// <summary>Asks until the answer is no longer "is being indexed"; how often it was.</summary>
    private static async Task<(Reply Reply, int Refusals)> WhenWholeAsync(Door door, string path)
    {
        for (var refusals = 0; ; refusals++)
        {
            var reply = await door.GetAsync(path);
            if (reply.Status != 400 || !reply.Text.Contains("SEARCH-BEING-INDEXED", StringComparison.Ordinal))
                return (reply, refusals);
            Assert.Contains("is being indexed", reply.ExpectOutcome(400).Text, StringComparison.Ordinal);
            await Task.Delay(5, Stop);
        }
    }

    [Fact]
    public async Task A_parameter_is_defined_indexed_changed_and_deleted_while_the_server_runs()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        await clinic.FillAsync(Enumerable.Range(0, 2_000).Select(i => Patient($"p{i}", i % 2 == 0 ? "left" : "right")));
        (await system.GetAsync("fhir/Patient?shoe=left")).ExpectOutcome(400);

        (await system.PutAsync(Parameter("shoe", "shoe", $"Patient.extension('{Shoe}').value"))).Expect(201);
        Assert.Contains("\"SEARCH-BEING-INDEXED\"", (await system.GetAsync("fhir/Patient?shoe=left")).ExpectOutcome(400).Text, StringComparison.Ordinal);
        Assert.Contains("\"SEARCH-BEING-INDEXED\"", (await system.GetAsync("fhir/Patient?shoe=left", ("Prefer", "handling=lenient"))).ExpectOutcome(400).Text, StringComparison.Ordinal);
        (await system.PutAsync(Patient("late", "left"))).Expect(201);
        (await system.PutAsync(Patient("p0", "right"))).Expect(200);
        var (whole, refusals) = await WhenWholeAsync(system, "fhir/Patient?shoe=left&_summary=count");
        Assert.True(refusals >= 0);
        Assert.Equal(1_000, whole.Expect(200).Total);
        Assert.Equal(1_001, (await system.GetAsync("fhir/Patient?shoe=right&_summary=count")).Expect(200).Total);
        Assert.Equal(["Patient/late"], (await system.GetAsync("fhir/Patient?shoe=left&_id=late")).Expect(200).References);
        Assert.Equal(["Patient/p1"], (await system.GetAsync("fhir/Patient?_filter=shoe eq right and _id eq p1")).Expect(200).References);
        Assert.Contains("\"shoe\"", (await system.GetAsync("fhir/metadata")).Expect(200).Text, StringComparison.Ordinal);

        // The old definition answers until the new one is whole; then the new one does.
        var changed = Parameter("shoe", "shoe", "Patient.gender");
        (await system.PutAsync(changed)).Expect(200);
        for (var total = 1_000L; total == 1_000;)
            total = (await system.GetAsync("fhir/Patient?shoe=left&_summary=count")).Expect(200).Total!.Value;
        Assert.Equal(0, (await system.GetAsync("fhir/Patient?shoe=left&_summary=count")).Expect(200).Total);
        Assert.Equal(2_001, (await system.GetAsync("fhir/Patient?shoe:missing=false&_summary=count")).Expect(200).Total);

        changed["status"] = "retired";
        (await system.PutAsync(changed)).Expect(200);
        (await system.GetAsync("fhir/Patient?shoe=female")).ExpectOutcome(400);
        changed["status"] = "active";
        (await system.PutAsync(changed)).Expect(200);
        (await WhenWholeAsync(system, "fhir/Patient?shoe:missing=false&_summary=count")).Reply.Expect(200);
        (await system.DeleteAsync("SearchParameter/shoe")).Expect(204);
        Assert.DoesNotContain("SEARCH-BEING-INDEXED", (await system.GetAsync("fhir/Patient?shoe=female")).ExpectOutcome(400).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("family", "Patient.gender", "token", "Patient", "PARAM-CODE-TAKEN")]
    [InlineData("x", "Patient.gender.nonsense(", "token", "Patient", "expression")]
    [InlineData("x", "Patient.gender", "special", "Patient", "PARAM-SPECIAL")]
    [InlineData("x", "Observation.status", "token", "Patient", "expression")]
    [InlineData("x", "Patient.birthDate < today()", "token", "Patient", "PARAM-EXPRESSION")]
    [InlineData("x", "Patient.generalPractitioner.resolve().name", "string", "Patient", "PARAM-EXPRESSION")]
    [InlineData("_x", "Patient.gender", "token", "Patient", "PARAM-CODE")]
    public async Task What_cannot_be_indexed_truly_is_refused_with_its_place(string code, string expression, string type, string target, string words)
    {
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        Assert.Contains(words, (await system.PutAsync(Parameter("bad", code, expression, type, target))).ExpectOutcome(422).Text, StringComparison.Ordinal);
        var draft = Parameter("bad", code, "Patient.gender");
        draft["status"] = "draft";
        (await system.PutAsync(draft)).Expect(201);
    }

    [Fact]
    public async Task Two_parameters_do_not_share_a_code_and_a_composite_names_parts_that_are_known()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        (await system.PutAsync(Parameter("one", "colour", "Patient.gender"))).Expect(201);
        (await system.PutAsync(Parameter("one", "colour", "Patient.active"))).Expect(200);
        Assert.Contains("PARAM-CODE-TAKEN", (await system.PutAsync(Parameter("two", "colour", "Patient.active"))).ExpectOutcome(422).Text, StringComparison.Ordinal);
        (await system.PutAsync(Parameter("two", "colour", "Observation.status", "token", "Observation"))).Expect(201);
        var composite = Parameter("pair", "name-and-gender", "Patient", "composite");
        composite["component"] = new JsonArray(
            new JsonObject { ["definition"] = "http://hl7.org/fhir/SearchParameter/individual-gender", ["expression"] = "gender" },
            new JsonObject { ["definition"] = "http://example.org/SearchParameter/nothing", ["expression"] = "active" });
        Assert.Contains("PARAM-COMPONENT", (await system.PutAsync(composite)).ExpectOutcome(422).Text, StringComparison.Ordinal);
        composite["component"]![1]!["definition"] = "http://example.org/SearchParameter/one";
        (await system.PutAsync(composite)).Expect(201);
        var patient = Chart.Patient("p");
        patient["active"] = true;
        patient["gender"] = "other";
        (await system.PutAsync(patient)).Expect(201);
        Assert.Equal(["Patient/p"], (await WhenWholeAsync(system, "fhir/Patient?name-and-gender=other$true")).Reply.Expect(200).References);
        Assert.Empty((await system.GetAsync("fhir/Patient?name-and-gender=other$false")).Expect(200).References);
    }

    [Fact]
    public async Task Who_may_not_see_an_element_may_not_search_by_a_parameter_that_reads_it()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        var physician = await clinic.AddUserAsync("dr.house", "physician");
        var desk = await clinic.AddUserAsync("desk", "front-desk");
        (await system.PutAsync(Chart.Patient("p"))).Expect(201);
        var appointment = new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = "a",
            ["status"] = "booked",
            ["start"] = "2026-03-02T09:00:00Z",
            ["end"] = "2026-03-02T09:30:00Z",
            ["comment"] = "private words",
            ["participant"] = new JsonArray(new JsonObject { ["actor"] = new JsonObject { ["reference"] = "Patient/p" }, ["status"] = "accepted" }),
        };
        (await system.PutAsync(appointment)).Expect(201);
        (await system.PutAsync(Parameter("words", "words", "Appointment.comment", "string", "Appointment"))).Expect(201);
        (await system.PutAsync(Parameter("anything", "anything", "Appointment.descendants().where($this is string)", "string", "Appointment"))).Expect(201);
        (await system.PutAsync(Parameter("state", "state", "Appointment.status", "token", "Appointment"))).Expect(201);
        Assert.Equal(["Appointment/a"], (await WhenWholeAsync(physician, "fhir/Appointment?words=private")).Reply.Expect(200).References);
        Assert.Equal(["Appointment/a"], (await WhenWholeAsync(physician, "fhir/Appointment?anything=private")).Reply.Expect(200).References);
        Assert.Equal(["Appointment/a"], (await WhenWholeAsync(desk, "fhir/Appointment?state=booked")).Reply.Expect(200).References);
        (await desk.GetAsync("fhir/Appointment?words=private")).ExpectOutcome(403);
        (await desk.GetAsync("fhir/Appointment?anything=private")).ExpectOutcome(403);
        (await desk.GetAsync("fhir/Appointment?_sort=words")).ExpectOutcome(403);
    }

    [Fact]
    public async Task A_rule_whose_filter_is_not_whole_denies()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        (await system.PutAsync(Patient("p", "left"))).Expect(201);
        (await system.PutAsync(Parameter("shoe", "shoe", $"Patient.extension('{Shoe}').value"))).Expect(201);
        (await WhenWholeAsync(system, "fhir/Patient?shoe=left")).Reply.Expect(200);
        var policy = JsonNode.Parse(PolicyLibrary.EmbeddedJson().Span)!.AsObject();
        policy["version"] = 1_000;
        policy["roles"]!["shoe-seller"] = new JsonObject
        {
            ["explanation"] = "Sees who has a left shoe.",
            ["purpose"] = "TREAT",
            ["areas"] = new JsonArray("finder"),
            ["operations"] = new JsonArray(),
            ["grants"] = new JsonArray(new JsonObject { ["types"] = new JsonArray("Patient"), ["interactions"] = new JsonArray("read", "search"), ["filter"] = "shoe=left" }),
        };
        var store = clinic.Clinic.Store;
        var stored = clinic.Clinic.Parts.Policies.Check(Encoding.UTF8.GetBytes(policy.ToJsonString()));
        Assert.True(stored.Policy is not null, string.Join("; ", stored.Issues.Select(issue => issue.Message)));
        var gateway = new RecordGateway(store, new FixedPolicy(stored.Policy), TimeProvider.System);
        var seller = new Actor("seller", "Seller", "shoe-seller", null, null, null, "test", "::1", "TREAT", null);
        Assert.False((await gateway.ReadAsync(seller, "Patient", "p", Stop)).IsRefused);
        await store.Parameters.DefineAsync([], Stop);
        Assert.Equal(403, (await gateway.ReadAsync(seller, "Patient", "p", Stop)).Refusal!.Status);
    }

    private sealed class FixedPolicy(AccessPolicy policy) : IPolicySource
    {
        public AccessPolicy Current => policy;
    }

    [Fact]
    public async Task Parameters_of_us_core_work_once_the_package_is_there()
    {
        var archive = await File.ReadAllBytesAsync(SharedData.Require("fhir/us_core_610.tgz"), Stop);
        await using var clinic = await RunningClinic.NewAsync();
        var system = await clinic.AddUserAsync("partner", "system-interface");
        var administrator = await clinic.AddUserAsync("admin.two", "administrator");
        var patient = Chart.Patient("p");
        patient["extension"] = new JsonArray(
            new JsonObject
            {
                ["url"] = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
                ["extension"] = new JsonArray(
                    new JsonObject { ["url"] = "ombCategory", ["valueCoding"] = new JsonObject { ["system"] = "urn:oid:2.16.840.1.113883.6.238", ["code"] = "2106-3" } },
                    new JsonObject { ["url"] = "text", ["valueString"] = "White" }),
            },
            new JsonObject
            {
                ["url"] = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-genderIdentity",
                ["valueCodeableConcept"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", ["code"] = "ASKU" }) },
            });
        (await system.PutAsync(patient)).Expect(201);
        var condition = new JsonObject
        {
            ["resourceType"] = "Condition",
            ["id"] = "c",
            ["subject"] = new JsonObject { ["reference"] = "Patient/p" },
            ["code"] = new JsonObject { ["text"] = "Cough" },
            ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", ["valueDateTime"] = "2024-05-06" }),
        };
        (await system.PutAsync(condition)).Expect(201);
        (await system.PutAsync(new JsonObject { ["resourceType"] = "Goal", ["id"] = "g", ["lifecycleStatus"] = "active", ["description"] = new JsonObject { ["text"] = "Walk" }, ["subject"] = new JsonObject { ["reference"] = "Patient/p" } })).Expect(201);

        var console = new LocalConsole(clinic.Clinic, ownsClinic: false);
        await console.AddPackageAsync(archive, Stop);
        Assert.Contains("72166-2", (await system.GetAsync("fhir/ValueSet/$expand?url=http://hl7.org/fhir/us/core/ValueSet/us-core-smoking-status-observation-codes")).Expect(200).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Patient/p"], (await WhenWholeAsync(system, "fhir/Patient?race=2106-3")).Reply.Expect(200).References);
        Assert.Equal(["Patient/p"], (await WhenWholeAsync(system, "fhir/Patient?gender-identity=ASKU")).Reply.Expect(200).References);
        Assert.Equal(["Condition/c"], (await WhenWholeAsync(system, "fhir/Condition?asserted-date=2024-05-06")).Reply.Expect(200).References);
        Assert.Equal(["Condition/c"], (await system.GetAsync("fhir/Condition?asserted-date=ge2024-05")).Expect(200).References);
        Assert.Equal(["Condition/c"], (await system.GetAsync("fhir/Condition?subject:Patient.race=2106-3")).Expect(200).References);
        Assert.Empty((await system.GetAsync("fhir/Condition?asserted-date=2023")).Expect(200).References);
        Assert.Equal(["Patient/p"], (await system.GetAsync("fhir/Patient?_has:Condition:patient:asserted-date=2024")).Expect(200).References);
        (await WhenWholeAsync(system, "fhir/Goal?description=x")).Reply.Expect(200);

        var listed = (await administrator.GetAsync("conformance/search-parameters")).Expect(200).Json["parameters"]!.AsArray();
        var race = listed.Single(line => (string?)line!["code"] == "race")!;
        Assert.Equal(("whole", 100, "hl7.fhir.us.core#6.1.0"), ((string?)race["state"], (int)race["percent"]!, (string?)race["source"]));
        Assert.Contains(await console.ListSearchParametersAsync(Stop), line => line.StartsWith("whole    Patient.race: token, hl7.fhir.us.core#6.1.0", StringComparison.Ordinal));

        await console.SwitchSearchParameterAsync((string)race["url"]!, false, Stop);
        (await system.GetAsync("fhir/Patient?race=2106-3")).ExpectOutcome(400);
        await console.SwitchSearchParameterAsync((string)race["url"]!, true, Stop);
        Assert.Equal(["Patient/p"], (await WhenWholeAsync(system, "fhir/Patient?race=2106-3")).Reply.Expect(200).References);
        await console.RemovePackageAsync("hl7.fhir.us.core", Stop);
        (await system.GetAsync("fhir/Patient?race=2106-3")).ExpectOutcome(400);
    }
}
