using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>Groups that list their members, and groups that describe them.</summary>
public sealed class GroupExportTests(SeededClinic clinic) : IAsyncLifetime
{
    private readonly string _one = Chart.NewId();
    private readonly string _two = Chart.NewId();
    private readonly string _three = Chart.NewId();

    private BulkClient Client { get; set; } = null!;

    public async ValueTask InitializeAsync() => Client = new BulkClient((await clinic.OwnUserAsync("system-interface", null)).Door);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Members_who_have_not_left_are_exported_with_their_rows_and_the_directory()
    {
        await FillAsync();
        var (inner, outer) = (Chart.NewId(), Chart.NewId());
        await PutAsync(Group(inner, true, Member(_two)));
        await PutAsync(Group(outer, true, Member(_one), Member(_three, isInactive: true), new JsonObject { ["entity"] = new JsonObject { ["reference"] = "Group/" + inner } }));
        var files = await Client.ExportAsync($"Group/{outer}/$export");
        Assert.Equal(new[] { _one, _two }.Order(), files.IdsOf("Patient").Order());
        Assert.Equal(new[] { _one + "-o", _two + "-o" }.Order(), files.IdsOf("Observation").Order());
        Assert.NotEmpty(files.Of("Practitioner"));
        Assert.NotEmpty(files.Of("Organization"));
        Assert.Equal(files.References.Count, files.References.Distinct().Count());
    }

    [Fact]
    public async Task A_row_of_two_members_comes_once()
    {
        await FillAsync();
        var (group, shared) = (Chart.NewId(), Chart.NewId());
        await PutAsync(Chart.Resource($$$"""
            {"resourceType":"Appointment","id":"{{{shared}}}","status":"booked","start":"2026-03-02T09:00:00Z","end":"2026-03-02T09:30:00Z","participant":[{"actor":{"reference":"Patient/{{{_one}}}"},"status":"accepted"},{"actor":{"reference":"Patient/{{{_two}}}"},"status":"accepted"}]}
            """));
        await PutAsync(Group(group, true, Member(_one), Member(_two)));
        var files = await Client.ExportAsync($"Group/{group}/$export?_type=Appointment");
        Assert.Equal([$"Appointment/{shared}"], files.References);
    }

    [Fact]
    public async Task Patients_of_a_group_can_be_named_and_must_be_its_members()
    {
        await FillAsync();
        var group = Chart.NewId();
        await PutAsync(Group(group, true, Member(_one), Member(_two)));
        var client = Client;
        var started = (await client.PostAsync($"Group/{group}/$export", ("patient", BulkClient.PatientReference(_one)), ("_type", "Patient"))).Expect(202);
        Assert.Equal([_one], (await client.TakeAsync(started.Header("Content-Location")!)).IdsOf("Patient"));
        (await client.PostAsync($"Group/{group}/$export", ("patient", BulkClient.PatientReference(_three)))).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_described_group_is_evaluated_by_searches()
    {
        await FillAsync();
        var marker = "urn:scenario|" + _one;
        // One and two have the condition; one's measurement is high; three has neither.
        foreach (var id in new[] { _one, _two })
        {
            var condition = Chart.Condition(id + "-m", id);
            condition["code"] = Concept("urn:scenario", _one);
            await PutAsync(condition);
        }
        Assert.Equal(new[] { _one, _two }.Order(), (await MembersAsync(Characteristic("urn:scenario", _one, "valueBoolean", true))).Order());
        Assert.Equal([_one], await MembersAsync(Characteristic("urn:scenario", _one, "valueBoolean", true), Characteristic("http://loinc.org", "8867-4", "valueQuantity", Chart.Resource("""{"value":100,"comparator":">"}"""))));
        Assert.Equal([_two], await MembersAsync(Characteristic("urn:scenario", _one, "valueBoolean", true), Characteristic("http://loinc.org", "8867-4", "valueRange", Chart.Resource("""{"high":{"value":99}}"""))));
        Assert.Equal([_two], await MembersAsync(Characteristic("urn:scenario", _one, "valueBoolean", true), Characteristic("http://loinc.org", "8867-4", "valueQuantity", Chart.Resource("""{"value":100,"comparator":">"}"""), isExcluded: true)));
        Assert.Empty(await MembersAsync(Characteristic("urn:scenario", _one, "valueBoolean", true), Characteristic("http://loinc.org", "76689-9", "valueCodeableConcept", Concept("http://hl7.org/fhir/administrative-gender", "male"))));
        Assert.Equal([_one], await MembersAsync(Characteristic("urn:scenario", "care", "valueReference", new JsonObject { ["reference"] = "Patient/" + _one })));
        Assert.Equal(new[] { _one, _two }.Order(), (await MembersAsync(Filter($"Condition?code={Uri.EscapeDataString(marker)}"))).Order());
    }

    [Fact]
    public async Task An_organisation_and_what_is_not_the_case_describe_a_group_too()
    {
        await FillAsync();
        foreach (var id in new[] { _one, _two, _three })
        {
            var patient = Chart.Patient(id);
            patient["managingOrganization"] = new JsonObject { ["reference"] = "Organization/" + _one };
            await PutAsync(patient);
        }
        await PutAsync(Chart.Resource($$"""{"resourceType":"Organization","id":"{{_one}}","name":"Scenario group"}"""));
        var condition = Chart.Condition(_two + "-m", _two);
        condition["code"] = Concept("urn:scenario", _one);
        await PutAsync(condition);
        var here = Characteristic("urn:scenario", "care", "valueReference", new JsonObject { ["reference"] = "Organization/" + _one });
        Assert.Equal(new[] { _one, _two, _three }.Order(), await MembersAsync(here.DeepClone().AsObject()));
        Assert.Equal(new[] { _one, _three }.Order(), await MembersAsync(here.DeepClone().AsObject(), Characteristic("urn:scenario", _one, "valueBoolean", false)));
        Assert.Equal([_two], await MembersAsync(here.DeepClone().AsObject(), Characteristic("urn:scenario", _one, "valueBoolean", true)));
    }

    [Fact]
    public async Task What_no_search_says_is_refused_by_name()
    {
        var age = await KickOffAsync(Characteristic("http://loinc.org", "30525-0", "valueRange", Chart.Resource("""{"low":{"value":65}}""")));
        Assert.Contains("Group.characteristic[0]", age.ExpectOutcome(422).Text, StringComparison.Ordinal);
        var period = Characteristic("urn:scenario", "x", "valueBoolean", true);
        period["period"] = new JsonObject { ["start"] = "2026-01-01" };
        (await KickOffAsync(period)).ExpectOutcome(422);
        (await KickOffAsync()).ExpectOutcome(422);
        (await KickOffAsync(Filter("Condition?nonsense=1"))).ExpectOutcome(422);
    }

    private async Task<IReadOnlyList<string>> MembersAsync(params JsonObject[] parts)
    {
        var client = Client;
        var job = (await KickOffAsync(parts)).Expect(202).Header("Content-Location")!;
        return [.. (await client.TakeAsync(job)).IdsOf("Patient").Order()];
    }

    private async Task<Reply> KickOffAsync(params JsonObject[] parts)
    {
        await FillAsync();
        var group = Group(Chart.NewId(), false);
        foreach (var part in parts)
        {
            var member = part.ContainsKey("url") ? "modifierExtension" : "characteristic";
            var list = group[member] as JsonArray ?? [];
            list.Add(part);
            group[member] = list;
        }
        await PutAsync(group);
        return await Client.Door.GetAsync($"fhir/{Reply.Reference(group)}/$export?_type=Patient", BulkClient.Async);
    }

    private async Task FillAsync()
    {
        foreach (var (id, value) in new[] { (_one, 120m), (_two, 70m), (_three, 70m) })
        {
            if ((await clinic.As("system-interface").GetAsync($"fhir/Patient/{id}")).Status == 200)
                continue;
            await PutAsync(Chart.Patient(id));
            await PutAsync(Chart.Observation(id + "-o", id, value: value));
        }
    }

    private async Task PutAsync(JsonObject resource) => Assert.InRange((await clinic.As("system-interface").PutAsync(resource)).Status, 200, 201);

    private static JsonObject Group(string id, bool isActual, params JsonObject[] members)
    {
        var group = Chart.Resource($$"""{"resourceType":"Group","id":"{{id}}","type":"person","actual":{{(isActual ? "true" : "false")}}}""");
        if (members.Length > 0)
            group["member"] = new JsonArray([.. members]);
        return group;
    }

    private static JsonObject Member(string patient, bool isInactive = false)
    {
        var member = new JsonObject { ["entity"] = new JsonObject { ["reference"] = "Patient/" + patient } };
        if (isInactive)
            member["inactive"] = true;
        return member;
    }

    private static JsonObject Characteristic(string system, string code, string member, JsonNode value, bool isExcluded = false) =>
        new() { ["code"] = Concept(system, code), [member] = value, ["exclude"] = isExcluded };

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    private static JsonObject Filter(string query) => new()
    {
        ["url"] = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter",
        ["valueExpression"] = new JsonObject { ["language"] = "application/x-fhir-query", ["expression"] = query },
    };
}
