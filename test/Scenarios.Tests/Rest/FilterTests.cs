using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary><c>_filter</c>, lists, full text and iterated includes over HTTP, and that none of them tells what its reader may not see.</summary>
public sealed class FilterTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Theory]
    [InlineData("code eq http://loinc.org|8867-4 and value-quantity gt 75", new[] { 2, 3 })]
    [InlineData("code eq http://loinc.org|8867-4 or date lt 2026-02-02", new[] { 0, 1, 2, 3 })]
    [InlineData("not (code eq http://loinc.org|8867-4) and date pr true", new[] { 4, 5 })]
    [InlineData("date ge 2026-02-03 and date lt 2026-02-05", new[] { 2, 3 })]
    [InlineData("patient.family eq quaternion and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient.family eq nobody or date eq 2026-02-06", new[] { 5 })]
    [InlineData("(patient.family sw quat or code:text eq heart) and value-quantity lt 72", new[] { 0 })]
    [InlineData("not (patient.family eq quaternion)", new int[0])]
    [InlineData("patient[gender eq female].family eq quaternion and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[family ne \"back\\\\\"].family eq quaternion and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient:Patient[gender eq male or family eq \"a ] b\"].family eq quaternion", new int[0])]
    [InlineData("patient[name[use eq official].family eq quaternion].gender eq female and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[name[use eq old].family eq quaternion].gender eq female", new int[0])]
    [InlineData("patient.name.family eq quaternion and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[organization.name co arkwright].family sw quat and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[family co ernio or organization.name co nobody].organization[name ne nobody].name sw Ark and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[family co nothing or organization[name co Arkwr].address-city eq Ulm].gender eq female and date lt 2026-02-02", new[] { 0 })]
    [InlineData("patient[family co nothing or not (organization[name co Arkwr].address-city eq Ulm)].gender eq female", new int[0])]
    [InlineData("patient[_has:Observation:patient:code eq 8480-6].family eq quaternion and date lt 2026-02-02", new[] { 0 })]
    [InlineData("date co 2026-02-03T09:00:00Z or date co 2026", new[] { 2 })]
    [InlineData("subject re {patient} and code eq loinc|8480-6", new[] { 4, 5 })]
    [InlineData("value-quantity ap 75 and value-quantity ne 76 and code in http://example.org/none", null)]
    public async Task A_filter_finds_what_it_says(string filter, int[]? expected)
    {
        var ids = await MakeAsync();
        filter = filter.Replace("{patient}", "Patient/" + _patient, StringComparison.Ordinal);
        if (expected is null)
        {
            (await Door.GetAsync($"fhir/Observation?_filter={Uri.EscapeDataString(filter)}")).ExpectOutcome(400);
            return;
        }
        var found = await Door.AllAsync($"fhir/Observation?patient={_patient}&_filter={Uri.EscapeDataString(filter)}&_count=2");
        Assert.Equal(expected.Select(i => $"Observation/{ids[i]}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, (await Door.GetAsync($"fhir/Observation?patient={_patient}&_filter={Uri.EscapeDataString(filter)}&_summary=count")).Expect(200).Total);
    }

    [Theory]
    [InlineData("code eq http://loinc.org|8867-4", "code=http://loinc.org|8867-4")]
    [InlineData("code ne http://loinc.org|8867-4", "code:not=http://loinc.org|8867-4")]
    [InlineData("code:text eq heart", "code:text=heart")]
    [InlineData("date gt 2026-02-03", "date=gt2026-02-03")]
    [InlineData("date le 2026-02-03", "date=le2026-02-03")]
    [InlineData("date sa 2026-02-03", "date=sa2026-02-03")]
    [InlineData("date eb 2026-02-03", "date=eb2026-02-03")]
    [InlineData("date ap 2026-02-03", "date=ap2026-02-03")]
    [InlineData("value-quantity ge 76", "value-quantity=ge76")]
    [InlineData("value-quantity lt 76|http://unitsofmeasure.org|/min", "value-quantity=lt76|http://unitsofmeasure.org|/min")]
    [InlineData("value-quantity ne 76", "value-quantity=ne76")]
    [InlineData("code-value-quantity eq 8867-4$gt75", "code-value-quantity=8867-4$gt75")]
    [InlineData("encounter pr false", "encounter:missing=true")]
    [InlineData("subject re Patient/{patient}", "subject=Patient/{patient}")]
    [InlineData("subject:Patient eq {patient}", "subject:Patient={patient}")]
    [InlineData("patient.name sw quat", "patient.name=quat")]
    [InlineData("patient.name co ernio", "patient.name:contains=ernio")]
    [InlineData("patient.organization.name co kwri", "patient.organization.name:contains=kwri")]
    [InlineData("patient[organization.name co kwri].gender eq female", "patient.organization.name:contains=kwri&patient.gender=female")]
    [InlineData("patient._has:Observation:patient:code eq 8480-6", "patient._has:Observation:patient:code=8480-6")]
    [InlineData("status in http://hl7.org/fhir/ValueSet/observation-status", "status:in=http://hl7.org/fhir/ValueSet/observation-status")]
    [InlineData("status ni http://hl7.org/fhir/ValueSet/observation-status", "status:not-in=http://hl7.org/fhir/ValueSet/observation-status")]
    [InlineData("category ss http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", "category:below=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs")]
    [InlineData("category sb http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", "category:above=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs")]
    public async Task A_filter_means_what_the_query_means(string filter, string query)
    {
        await MakeAsync();
        filter = filter.Replace("{patient}", _patient, StringComparison.Ordinal);
        query = query.Replace("{patient}", _patient, StringComparison.Ordinal);
        var asked = await Door.AllAsync($"fhir/Observation?patient={_patient}&{query.Replace("|", "%7C", StringComparison.Ordinal)}");
        var filtered = await Door.AllAsync($"fhir/Observation?patient={_patient}&_filter={Uri.EscapeDataString(filter)}");
        Assert.Equal(asked.Order(StringComparer.Ordinal), filtered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_filter_in_brackets_may_ask_no_more_than_a_search()
    {
        await MakeAsync();
        var desk = clinic.As("front-desk");
        foreach (var filter in new[] { "patient[_has:Observation:patient:code eq 8867-4].family eq quaternion", "patient[family eq x or _has:Condition:patient:code eq x].name[use eq official].family eq y" })
            (await desk.GetAsync($"fhir/Appointment?_filter={Uri.EscapeDataString(filter)}")).ExpectOutcome(403);
    }

    [Fact]
    public async Task A_filter_may_ask_no_more_than_a_search()
    {
        await MakeAsync();
        var desk = clinic.As("front-desk");
        (await desk.GetAsync($"fhir/Observation?_filter={Uri.EscapeDataString("value-quantity gt 75")}")).ExpectOutcome(403);
        (await desk.GetAsync($"fhir/Patient?_filter={Uri.EscapeDataString("_has:Observation:patient:code eq 8867-4 or family eq quaternion")}")).ExpectOutcome(403);
        (await desk.GetAsync($"fhir/Patient?_content=quaternion")).ExpectOutcome(403);
        Assert.Equal([$"Patient/{_patient}"], await desk.AllAsync($"fhir/Patient?_id={_patient}&_filter={Uri.EscapeDataString("family eq quaternion")}"));
        (await Door.GetAsync("fhir/Observation?_filter=value-quantity%20is%205")).ExpectOutcome(400);
    }

    [Fact]
    public async Task A_list_finds_its_members()
    {
        var ids = await MakeAsync();
        var list = Chart.NewId();
        (await Door.PutAsync(Chart.Resource($$"""
            {"resourceType":"List","id":"{{list}}","status":"current","mode":"working","entry":[{"item":{"reference":"Observation/{{ids[1]}}"} },{"item":{"reference":"Observation/{{ids[4]}}"} }]}
            """))).Expect(201);
        Assert.Equal(new[] { ids[1], ids[4] }.Select(id => $"Observation/{id}").Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/Observation?_list={list}")).Order(StringComparer.Ordinal));
        Assert.Empty(await Door.AllAsync($"fhir/Patient?_list={list}"));
    }

    [Fact]
    public async Task Words_of_notes_are_found_in_one_chart_and_only_by_who_may_read_them()
    {
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        var (open, restricted) = (Chart.NewId(), Chart.NewId());
        (await Door.PutAsync(Chart.Note(open, _patient, "Speaks of kingfishers by the river"))).Expect(201);
        (await Door.PutAsync(Chart.Note(restricted, _patient, "Afraid of kingfishers since childhood", restriction: SeededClinic.BehavioralHealth))).Expect(201);
        Assert.Equal([$"DocumentReference/{open}"], await clinic.As("physician").AllAsync($"fhir/DocumentReference?patient={_patient}&_content=kingfish"));
        Assert.Equal(new[] { open, restricted }.Select(id => $"DocumentReference/{id}").Order(StringComparer.Ordinal),
            (await clinic.As("psychologist").AllAsync($"fhir/DocumentReference?patient={_patient}&_content=kingfish")).Order(StringComparer.Ordinal));
        Assert.Empty(await clinic.As("psychologist").AllAsync($"fhir/DocumentReference?patient={_patient}&_content=%22river%20kingfishers%22"));
        Assert.Equal(1, (await clinic.As("physician").GetAsync($"fhir/DocumentReference?patient={_patient}&_content=kingfish&_summary=count")).Expect(200).Total);
    }

    [Theory]
    [InlineData("clinical-status:below=http://terminology.hl7.org/CodeSystem/condition-clinical|inactive", new[] { 1, 2 })]
    [InlineData("clinical-status:above=http://terminology.hl7.org/CodeSystem/condition-clinical|resolved", new[] { 2 })]
    [InlineData("clinical-status:in=http://hl7.org/fhir/ValueSet/condition-clinical", new[] { 0, 1, 2 })]
    [InlineData("clinical-status:not-in=http://hl7.org/fhir/ValueSet/condition-clinical", new int[0])]
    [InlineData("_filter=clinical-status ss http://terminology.hl7.org/CodeSystem/condition-clinical|inactive and code eq F32.1", new[] { 1, 2 })]
    public async Task A_value_set_or_hierarchy_finds_its_codes(string query, int[] expected)
    {
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        var ids = new[] { "active", "remission", "resolved" }.Select(status => (Id: Chart.NewId(), Status: status)).ToList();
        foreach (var (id, status) in ids)
        {
            var condition = Chart.Condition(id, _patient);
            condition["clinicalStatus"]!["coding"]![0]!["code"] = status;
            if (status != "active")
                condition["abatementDateTime"] = "2026-01-01";
            (await Door.PutAsync(condition)).Expect(201);
        }
        Assert.Equal(expected.Select(i => $"Condition/{ids[i].Id}").Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/Condition?patient={_patient}&{query}")).Order(StringComparer.Ordinal));
        (await Door.GetAsync("fhir/Condition?clinical-status:in=http://example.org/ValueSet/none")).ExpectOutcome(400);
    }

    [Fact]
    public async Task Includes_iterate_until_nothing_new_is_found()
    {
        var (one, two, three) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        foreach (var (id, part) in new[] { (one, (string?)null), (two, one), (three, two) })
        {
            var organization = Chart.Resource($$"""{"resourceType":"Organization","id":"{{id}}","name":"Part {{id[..8]}}"}""");
            if (part is not null)
                organization["partOf"] = new JsonObject { ["reference"] = "Organization/" + part };
            (await Door.PutAsync(organization)).Expect(201);
        }
        var patient = Chart.Patient(_patient);
        patient["managingOrganization"] = new JsonObject { ["reference"] = "Organization/" + three };
        (await Door.PutAsync(patient)).Expect(201);
        async Task<IEnumerable<string>> IncludedAsync(string query) => (await Door.GetAsync($"fhir/Patient?_id={_patient}&{query}")).Expect(200).References.Skip(1).Order(StringComparer.Ordinal);
        Assert.Equal([$"Organization/{three}"], await IncludedAsync("_include=Patient:organization"));
        Assert.Equal([$"Organization/{three}"], await IncludedAsync("_include=*"));
        Assert.Equal(new[] { one, two, three }.Select(id => "Organization/" + id).Order(StringComparer.Ordinal), await IncludedAsync("_include=Patient:organization&_include:iterate=Organization:partof"));
        // A circle ends: each resource comes once.
        var circle = Chart.Resource($$"""{"resourceType":"Organization","id":"{{one}}","name":"Part","partOf":{"reference":"Organization/{{three}}"} }""");
        (await Door.PutAsync(circle)).Expect(200);
        Assert.Equal(3, (await IncludedAsync("_include=Patient:organization&_include:iterate=Organization:partof&_revinclude:iterate=Organization:partof")).Count());
    }

    private async Task<List<string>> MakeAsync()
    {
        var clinicOf = Chart.NewId();
        (await Door.PutAsync(Chart.Resource($$"""{"resourceType":"Organization","id":"{{clinicOf}}","name":"Arkwright House","address":[{"city":"Ulm"}]}"""))).Expect(201);
        var patient = Chart.Patient(_patient, "Quaternion");
        patient["name"]![0]!["use"] = "official";
        patient["managingOrganization"] = new JsonObject { ["reference"] = "Organization/" + clinicOf };
        (await Door.PutAsync(patient)).Expect(201);
        var ids = Enumerable.Range(0, 6).Select(_ => Chart.NewId()).ToList();
        for (var i = 0; i < ids.Count; i++)
            (await Door.PutAsync(Chart.Observation(ids[i], _patient, i < 4 ? "8867-4" : "8480-6", 70 + (3 * i), $"2026-02-0{i + 1}T09:00:00Z"))).Expect(201);
        return ids;
    }
}
