using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Compartments of other than patients, what stands above and below a place, functional lists, and units that are converted.</summary>
public sealed class SearchReachTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();
    private readonly string _tag = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task An_encounter_has_a_compartment_of_its_own()
    {
        var (encounter, other) = (Chart.NewId(), Chart.NewId());
        var (inside, outside) = (Chart.NewId(), Chart.NewId());
        await PutAsync(Chart.Patient(_patient), Chart.Encounter(encounter, _patient), Chart.Encounter(other, _patient), At(Chart.Observation(inside, _patient), encounter), At(Chart.Observation(outside, _patient), other));
        Assert.Equal([$"Observation/{inside}"], await Door.AllAsync($"fhir/Encounter/{encounter}/Observation"));
        Assert.Equal([$"Encounter/{encounter}"], await Door.AllAsync($"fhir/Encounter/{encounter}/Encounter"));
        Assert.Empty(await Door.AllAsync($"fhir/Encounter/{encounter}/Observation?code=718-7"));
        Assert.Empty(await Door.AllAsync($"fhir/Encounter/{encounter}/Medication"));
        Assert.Equal(new[] { $"Encounter/{encounter}", $"Observation/{inside}" }, (await Door.AllAsync($"fhir/Encounter/{encounter}/*?_count=1")).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await Door.GetAsync($"fhir/Encounter/{encounter}/*?_summary=count")).Expect(200).Total);
        Assert.Equal([$"Observation/{inside}"], await Door.AllAsync($"fhir/Encounter/{encounter}/*?_type=Observation"));
        var self = (string)(await Door.GetAsync($"fhir/Encounter/{encounter}/Observation?status=final")).Expect(200).Json["link"]![0]!["url"]!;
        Assert.EndsWith($"/fhir/Encounter/{encounter}/Observation?status=final", self, StringComparison.Ordinal);
        (await clinic.As("front-desk").GetAsync($"fhir/Encounter/{encounter}/Observation")).ExpectOutcome(403);
        (await Door.GetAsync($"fhir/Medication/{encounter}/Observation")).ExpectOutcome(404);
        var all = await Door.AllAsync($"fhir/Patient/{_patient}/*");
        Assert.Equal(new[] { $"Encounter/{encounter}", $"Encounter/{other}", $"Observation/{inside}", $"Observation/{outside}", $"Patient/{_patient}" }.Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Practitioners_and_devices_have_compartments()
    {
        var (practitioner, device) = (Chart.NewId(), Chart.NewId());
        var (seen, measured) = (Chart.NewId(), Chart.NewId());
        var encounter = Chart.Encounter(seen, _patient);
        encounter["participant"] = Chart.Resource($$"""{"x":[{"individual":{"reference":"Practitioner/{{practitioner}}"} }]}""")["x"]!.DeepClone();
        var observation = Chart.Observation(measured, _patient);
        observation["device"] = new JsonObject { ["reference"] = $"Device/{device}" };
        await PutAsync(
            Chart.Resource($$"""{"resourceType":"Practitioner","id":"{{practitioner}}","name":[{"family":"Compartment"}]}"""), Chart.Resource($$"""{"resourceType":"Device","id":"{{device}}"}"""),
            Chart.Patient(_patient), encounter, observation);
        Assert.Equal([$"Encounter/{seen}"], await Door.AllAsync($"fhir/Practitioner/{practitioner}/Encounter"));
        Assert.Equal([$"Observation/{measured}"], await Door.AllAsync($"fhir/Device/{device}/Observation"));
        Assert.Equal([$"Observation/{measured}"], await Door.AllAsync($"fhir/Device/{device}/*"));
        var statement = (await Door.GetAsync("fhir/metadata")).Expect(200).Json["rest"]![0]!["compartment"]!.AsArray().Select(node => (string)node!).Order(StringComparer.Ordinal);
        Assert.Equal(new[] { "device", "encounter", "patient", "practitioner", "relatedPerson" }.Select(name => "http://hl7.org/fhir/CompartmentDefinition/" + name), statement);
    }

    [Fact]
    public async Task What_is_part_of_a_place_is_below_it()
    {
        // hospital > ward > bed, and a bed that is said to be the whole of the hospital: a circle.
        var (hospital, ward, bed, elsewhere) = (Chart.NewId(), Chart.NewId(), Chart.NewId(), Chart.NewId());
        var stays = new[] { hospital, ward, bed, elsewhere }.Select(place => (Place: place, Encounter: Chart.NewId())).ToList();
        await PutAsync([.. new[] { (hospital, bed), (ward, hospital), (bed, ward), (elsewhere, null) }.Select(pair => Location(pair.Item1, pair.Item2)), Chart.Patient(_patient), .. stays.Select(stay => Stay(stay.Encounter, stay.Place))]);
        string Stayed(string place) => $"Encounter/{stays.Single(stay => stay.Place == place).Encounter}";
        Assert.Equal(new[] { hospital, ward, bed }.Select(Stayed).Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/Encounter?patient={_patient}&location:below={ward}&_count=1")).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await Door.GetAsync($"fhir/Encounter?patient={_patient}&location:above=Location/{bed}&_summary=count")).Expect(200).Total);
        Assert.Equal([Stayed(elsewhere)], await Door.AllAsync($"fhir/Encounter?patient={_patient}&location:below=Location/{elsewhere}"));
        Assert.Equal(3, (await Door.AllAsync($"fhir/Location?partof:below=Location/{hospital}")).Count);
        Assert.Contains("location:below=", (string)(await Door.GetAsync($"fhir/Encounter?location:below={ward}")).Expect(200).Json["link"]![0]!["url"]!, StringComparison.Ordinal);
        (await Door.GetAsync($"fhir/Observation?device:below={ward}")).ExpectOutcome(400);
        (await Door.GetAsync("fhir/Observation?code:text-advanced=heart")).ExpectOutcome(400);
    }

    [Fact]
    public async Task Current_lists_hold_what_is_current()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Chart.NewId()).ToList();
        await PutAsync(
            Chart.Patient(_patient), Allergy(ids[0], "active", "confirmed"), Allergy(ids[1], "resolved", "confirmed"), Allergy(ids[2], "active", "refuted"), Allergy(ids[3], "active", "unconfirmed", "medication"),
            Problem(ids[4], "active"), Problem(ids[5], "resolved"));
        Assert.Equal(new[] { ids[0], ids[3] }.Select(id => $"AllergyIntolerance/{id}").Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/AllergyIntolerance?patient={_patient}&_list=$current-allergies")).Order(StringComparer.Ordinal));
        Assert.Equal([$"AllergyIntolerance/{ids[3]}"], await Door.AllAsync($"fhir/AllergyIntolerance?patient={_patient}&_list=$current-drug-allergies"));
        Assert.Equal([$"Condition/{ids[4]}"], await Door.AllAsync($"fhir/Condition?patient={_patient}&_list=$current-problems&_count=1"));
        Assert.Contains("_list=$current-problems", (string)(await Door.GetAsync($"fhir/Condition?patient={_patient}&_list=$current-problems")).Expect(200).Json["link"]![0]!["url"]!, StringComparison.Ordinal);
        (await Door.GetAsync($"fhir/Observation?patient={_patient}&_list=$current-problems")).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Condition?patient={_patient}&_list=$current-nonsense")).ExpectOutcome(400);
    }

    [Theory]
    [InlineData("5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("0.0054|http://unitsofmeasure.org|g", true)]
    [InlineData("5400|http://unitsofmeasure.org|ug", true)]
    [InlineData("ge0.0000054|http://unitsofmeasure.org|kg", true)]
    [InlineData("gt0.0000054|http://unitsofmeasure.org|kg", false)]
    [InlineData("5.5|http://unitsofmeasure.org|mg", false)]
    [InlineData("ne5.4|http://unitsofmeasure.org|mg", false)]
    [InlineData("5.4|http://unitsofmeasure.org|mL", false)]
    [InlineData("5.4||mg", false)]
    public async Task A_quantity_is_found_in_any_unit_of_its_kind(string asked, bool expected)
    {
        var id = Chart.NewId();
        var observation = Chart.Observation(id, _patient);
        observation["valueQuantity"] = Chart.Resource("""{"value":0.0054,"unit":"g","system":"http://unitsofmeasure.org","code":"g"}""");
        await PutAsync(Chart.Patient(_patient), observation);
        string[] found = expected ? [$"Observation/{id}"] : [];
        Assert.Equal(found, await Door.AllAsync($"fhir/Observation?patient={_patient}&value-quantity={Uri.EscapeDataString(asked)}"));
        Assert.Equal(found, await Door.AllAsync($"fhir/Observation?_tag=urn:test|{_tag}&code-value-quantity={Uri.EscapeDataString("8867-4$" + asked)}"));
    }

    [Fact]
    public async Task Contained_resources_are_found_when_they_are_asked_for()
    {
        var (order, other, alone) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        await PutAsync(Chart.Patient(_patient), Order(order, "kingfisher"), Order(other, "heron"), Medication(alone, "kingfisher"));
        var asked = $"fhir/Patient/{_patient}/Medication?code={_tag}|kingfisher";
        Assert.Empty(await Door.AllAsync(asked));
        Assert.Equal([$"MedicationRequest/{order}"], await Door.AllAsync(asked + "&_contained=true"));
        var contained = (await Door.GetAsync(asked + "&_contained=true&_containedType=contained&_total=accurate")).Expect(200);
        Assert.Equal(1, contained.Total);
        Assert.EndsWith($"/fhir/MedicationRequest/{order}#drug", (string)contained.Entries.Single()["fullUrl"]!, StringComparison.Ordinal);
        Assert.Equal("Medication/drug", contained.References.Single());
        Assert.Equal([$"Medication/{alone}"], await Door.AllAsync($"fhir/Medication?code={_tag}|kingfisher"));
        Assert.Equal(new[] { order, other }.Select(id => $"MedicationRequest/{id}").Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/Patient/{_patient}/Medication?_contained=true&_count=1&status=active")).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await Door.GetAsync($"fhir/Patient/{_patient}/Medication?_contained=true&_summary=count")).Expect(200).Total);
        (await Door.GetAsync(asked + "&_contained=perhaps")).ExpectOutcome(400);
        (await Door.GetAsync(asked + "&_contained=true&_sort=code")).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Patient/{_patient}/Medication?ingredient:Substance.code=x&_contained=true")).ExpectOutcome(400);
        (await clinic.As("front-desk").GetAsync(asked + "&_contained=true")).ExpectOutcome(403);
    }

    private JsonObject Order(string id, string drug) => Chart.Resource($$$"""
        {"resourceType":"MedicationRequest","id":"{{{id}}}","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"drug","status":"active","code":{"coding":[{"system":"{{{_tag}}}","code":"{{{drug}}}"}]}}],
         "medicationReference":{"reference":"#drug"},"subject":{"reference":"Patient/{{{_patient}}}"}}
        """);

    private JsonObject Medication(string id, string drug) =>
        Chart.Resource($$$"""{"resourceType":"Medication","id":"{{{id}}}","code":{"coding":[{"system":"{{{_tag}}}","code":"{{{drug}}}"}]}}""");

    private async Task PutAsync(params IReadOnlyList<JsonObject> resources)
    {
        foreach (var resource in resources)
        {
            resource["meta"] = Chart.Resource($$"""{"tag":[{"system":"urn:test","code":"{{_tag}}"}]}""");
            (await Door.PutAsync(resource)).Expect(201);
        }
    }

    private static JsonObject At(JsonObject resource, string encounter)
    {
        resource["encounter"] = new JsonObject { ["reference"] = $"Encounter/{encounter}" };
        return resource;
    }

    private static JsonObject Location(string id, string? whole)
    {
        var location = Chart.Resource($$"""{"resourceType":"Location","id":"{{id}}","name":"Place"}""");
        if (whole is not null)
            location["partOf"] = new JsonObject { ["reference"] = $"Location/{whole}" };
        return location;
    }

    private JsonObject Stay(string id, string place)
    {
        var encounter = Chart.Encounter(id, _patient);
        encounter["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["reference"] = $"Location/{place}" } });
        return encounter;
    }

    private JsonObject Allergy(string id, string clinical, string verification, string category = "food")
    {
        var allergy = Chart.Resource($$$"""
            {"resourceType":"AllergyIntolerance","id":"{{{id}}}","verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"{{{verification}}}"}]},
             "category":["{{{category}}}"],"code":{"text":"something"},"patient":{"reference":"Patient/{{{_patient}}}"}}
            """);
        allergy["clinicalStatus"] = Concept("allergyintolerance-clinical", clinical);
        return allergy;
    }

    private JsonObject Problem(string id, string clinical)
    {
        var problem = Chart.Condition(id, _patient);
        problem["clinicalStatus"] = Concept("condition-clinical", clinical);
        problem["category"] = new JsonArray(Concept("condition-category", "problem-list-item"));
        return problem;
    }

    private static JsonObject Concept(string system, string code) => Chart.Resource($$"""{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/{{system}}","code":"{{code}}"}]}""");
}
