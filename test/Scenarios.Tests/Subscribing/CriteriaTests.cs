using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>Criteria of every kind that a query has, judged as the query would be, for whom the subscription belongs to.</summary>
public sealed class CriteriaTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    private const string Shoe = "http://example.org/StructureDefinition/criteria-shoe";
    private const string ValueSet = "http://hl7.org/fhir/ValueSet/observation-category";

    [Theory]
    [InlineData("Observation?patient.family={family}")]
    [InlineData("Observation?patient:Patient.organization.name:contains=wright&patient.family={family}")]
    [InlineData("Observation?patient._has:Encounter:patient:status=in-progress&patient=Patient/{patient}")]
    [InlineData("Observation?_has:DiagnosticReport:result:status=final&patient=Patient/{patient}")]
    [InlineData("Observation?_id={good}")]
    [InlineData("Observation?_id:not={bad}&subject=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?category:in={set}&subject=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?category:not-in={set}&subject=Patient/{patient},Patient/{other}&_tag=http://scenario.example|{patient}")]
    [InlineData("Observation?category:below=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs&subject=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?category:above=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs&subject=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?_tag=http://scenario.example|{patient}")]
    [InlineData("Observation?_profile=http://scenario.example/StructureDefinition/{patient}")]
    [InlineData("Observation?_security=http://scenario.example/labels|{patient}")]
    [InlineData("Observation?_source=http://scenario.example/source/{patient}")]
    [InlineData("Observation?_lastUpdated=gt2020-01-01&patient.family={family}")]
    [InlineData("Observation?code-value-quantity=http://loinc.org|8867-4$gt100&subject=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?patient.organization:below=Organization/{top}&patient=Patient/{patient},Patient/{other}")]
    [InlineData("Observation?_filter=patient[name[use%20eq%20official].family%20eq%20{family}].gender%20eq%20female%20and%20value-quantity%20gt%20100")]
    [InlineData("Observation?_list={list}")]
    [InlineData("Observation?_content=kestrel{patient}")]
    public async Task A_criterion_lets_through_what_its_query_finds(string criteria)
    {
        await using var endpoint = await Listener.StartAsync();
        var names = await MakeAsync();
        criteria = names.Aggregate(criteria, (text, name) => text.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
        var isNegative = criteria.Contains(":not-in", StringComparison.Ordinal);
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByCriteria(criteria, endpoint.Address, "application/fhir+json"));
        var (bad, good) = (Chart.Observation(names["bad"], names["other"], "8310-5", 37), Good(names));
        (isNegative ? good : bad).Remove("category");
        (await clinic.Hook.PutAsync(bad)).Expect(201);
        (await clinic.Hook.PutAsync(good)).Expect(201);
        await Wait.UntilAsync(() => endpoint.Count > 0, $"an event of {criteria}");
        // The feed is in order: had the first been an event, it had come first.
        Assert.Equal([$"/Observation/{names["good"]}"], endpoint.All.Select(one => one.Path));
        var found = await clinic.Hook.AllAsync("fhir/" + criteria.Replace("|", "%7C", StringComparison.Ordinal));
        Assert.Equal([$"Observation/{names["good"]}"], found);
    }

    [Fact]
    public async Task By_a_topic_a_chain_is_judged_too()
    {
        await using var endpoint = await Listener.StartAsync();
        var names = await MakeAsync();
        var topic = SubscribedClinic.Topic("of-family-" + names["family"].ToLowerInvariant(), "Observation", ["create"], [new JsonObject { ["url"] = "current", ["valueString"] = $"patient.family={names["family"]}" }]);
        (await clinic.As("chief").PutAsync(topic)).Expect(201);
        await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("https://scenario.example/topic/" + (string)topic["id"]!, endpoint.Address));
        (await clinic.Hook.PutAsync(Chart.Observation(names["bad"], names["other"]))).Expect(201);
        (await clinic.Hook.PutAsync(Good(names))).Expect(201);
        var one = Assert.Single((await endpoint.WaitForAsync(1))[0].Events);
        Assert.EndsWith("/Observation/" + names["good"], Notifications.Part(one, "focus"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_chain_goes_through_is_what_its_owner_may_see()
    {
        await using var plain = await Listener.StartAsync();
        await using var closed = await Listener.StartAsync();
        var patient = await clinic.PatientAsync();
        var (first, second) = (Chart.NewId(), Chart.NewId());
        foreach (var visit in new[] { first, second })
            (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "planned"))).Expect(201);
        var note = Chart.Note(Chart.NewId(), patient, "closed", first);
        note.Remove("id");
        (await clinic.As("psychologist").CreateAsync(note)).Expect(201);
        var open = Chart.Note(Chart.NewId(), patient, "open", second);
        open.Remove("id");
        (await clinic.As("doctor").CreateAsync(open)).Expect(201);
        var criteria = $"Encounter?_has:DocumentReference:encounter:status=current&patient=Patient/{patient}";
        await SubscribedClinic.SubscribeAsync(clinic.As("doctor"), SubscribedClinic.ByCriteria(criteria, plain.Address, "application/fhir+json"));
        await SubscribedClinic.SubscribeAsync(clinic.As("psychologist"), SubscribedClinic.ByCriteria(criteria, closed.Address, "application/fhir+json"));
        foreach (var visit in new[] { first, second })
            (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"))).Expect(200);
        await Wait.UntilAsync(() => plain.Count >= 1 && closed.Count >= 2, "one and two events");
        Assert.Equal([$"/Encounter/{second}"], plain.All.Select(one => one.Path));
        Assert.Equal([$"/Encounter/{first}", $"/Encounter/{second}"], closed.All.Select(one => one.Path));

        // Through what a role may not search nothing is judged: the query is refused, and so is the subscription.
        var desk = clinic.As("desk");
        var through = (await desk.CreateAsync(SubscribedClinic.ByCriteria("Encounter?_has:Observation:encounter:code=8867-4", plain.Address, null))).Expect(201).Id;
        Assert.Contains("may not see", (string?)(await SubscribedClinic.StatusAsync(desk, through, "error"))["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clinics_own_search_parameters_are_criteria_as_long_as_they_are_there()
    {
        await using var endpoint = await Listener.StartAsync();
        var parameter = Chart.Resource($$"""
            {"resourceType":"SearchParameter","id":"criteria-shoe","url":"http://example.org/SearchParameter/criteria-shoe","name":"shoe","status":"active","description":"Test","code":"criteria-shoe","base":["Patient"],
            "type":"token","expression":"Patient.extension.where(url = '{{Shoe}}').value.ofType(code)"}
            """);
        Assert.Contains("criteria-shoe", (await clinic.Hook.CreateAsync(SubscribedClinic.ByCriteria("Patient?criteria-shoe=left", endpoint.Address, null))).ExpectOutcome(422).Text, StringComparison.Ordinal);
        (await clinic.Hook.PutAsync(parameter)).Expect(201);
        await Wait.UntilAsync(async () => (await clinic.Hook.GetAsync("fhir/Patient?criteria-shoe=left")).Status == 200, "the parameter to be whole");
        var id = await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByCriteria("Patient?criteria-shoe=left", endpoint.Address, "application/fhir+json"));
        var (right, left) = (Chart.NewId(), Chart.NewId());
        (await clinic.Hook.PutAsync(With(right, "right"))).Expect(201);
        (await clinic.Hook.PutAsync(With(left, "left"))).Expect(201);
        await Wait.UntilAsync(() => endpoint.Count > 0, "an event");
        Assert.Equal([$"/Patient/{left}"], endpoint.All.Select(one => one.Path));
        (await clinic.Hook.DeleteAsync("SearchParameter/criteria-shoe")).Expect(204);
        (await clinic.Hook.PutAsync(With(Chart.NewId(), "left"))).Expect(201);
        var stopped = await SubscribedClinic.StatusAsync(clinic.Hook, id, "error");
        Assert.Contains("cannot be followed any more", (string?)stopped["error"], StringComparison.Ordinal);

        static JsonObject With(string id, string shoe)
        {
            var patient = Chart.Patient(id);
            patient["extension"] = new JsonArray(new JsonObject { ["url"] = Shoe, ["valueCode"] = shoe });
            return patient;
        }
    }

    [Theory]
    [InlineData("Observation?code:in=http://scenario.example/ValueSet/none", "SEARCH-TERMINOLOGY")]
    [InlineData("Observation?_include=Observation:patient", "SUBS-CRITERIA")]
    [InlineData("Observation?patient.bogus=x", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Observation?_filter=code%20is%20x", "SEARCH-VALUE")]
    [InlineData("Observation?_contained=true", "SUBS-CRITERIA")]
    [InlineData("Observation?_total=accurate", "SUBS-CRITERIA")]
    public async Task What_cannot_be_judged_is_refused_when_it_is_written(string criteria, string code) =>
        Assert.Contains(code, (await clinic.Hook.CreateAsync(SubscribedClinic.ByCriteria(criteria, new Uri("http://127.0.0.1:9/"), null))).ExpectOutcome(422).Text, StringComparison.Ordinal);

    private static JsonObject Good(Dictionary<string, string> names)
    {
        var good = Chart.Observation(names["good"], names["patient"], value: 140);
        good["meta"] = new JsonObject
        {
            ["source"] = "http://scenario.example/source/" + names["patient"],
            ["profile"] = new JsonArray("http://scenario.example/StructureDefinition/" + names["patient"]),
            ["security"] = new JsonArray(new JsonObject { ["system"] = "http://scenario.example/labels", ["code"] = names["patient"] }),
            ["tag"] = new JsonArray(new JsonObject { ["system"] = "http://scenario.example", ["code"] = names["patient"] }),
        };
        good["note"] = new JsonArray(new JsonObject { ["text"] = "kestrel" + names["patient"] });
        return good;
    }

    private async Task<Dictionary<string, string>> MakeAsync()
    {
        var names = new[] { "patient", "other", "good", "bad", "top", "house", "list" }.ToDictionary(name => name, _ => Chart.NewId());
        names["family"] = "Kestrel" + names["patient"][..8];
        names["set"] = ValueSet;
        (await clinic.Hook.PutAsync(Chart.Resource($$"""{"resourceType":"Organization","id":"{{names["top"]}}","name":"All houses"}"""))).Expect(201);
        (await clinic.Hook.PutAsync(Chart.Resource($$"""{"resourceType":"Organization","id":"{{names["house"]}}","name":"Arkwright House","partOf":{"reference":"Organization/{{names["top"]}}"} }"""))).Expect(201);
        var patient = Chart.Patient(names["patient"], names["family"]);
        patient["name"]![0]!["use"] = "official";
        patient["managingOrganization"] = new JsonObject { ["reference"] = "Organization/" + names["house"] };
        (await clinic.Hook.PutAsync(patient)).Expect(201);
        (await clinic.Hook.PutAsync(Chart.Patient(names["other"]))).Expect(201);
        (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), names["patient"], "in-progress"))).Expect(201);
        // What points at the observation is there before it: references may lead to what comes later.
        (await clinic.Hook.PutAsync(Chart.Resource($$"""
            {"resourceType":"DiagnosticReport","id":"{{Chart.NewId()}}","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{names["patient"]}}"},"result":[{"reference":"Observation/{{names["good"]}}"}]}
            """))).Expect(201);
        (await clinic.Hook.PutAsync(Chart.Resource($$"""{"resourceType":"List","id":"{{names["list"]}}","status":"current","mode":"working","entry":[{"item":{"reference":"Observation/{{names["good"]}}"} }]}"""))).Expect(201);
        return names;
    }
}
