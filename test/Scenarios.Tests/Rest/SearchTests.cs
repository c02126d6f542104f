using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>What a search accepts, refuses, and gives back.</summary>
public sealed class SearchTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Theory]
    [InlineData("Patient?nonsense=1")]
    [InlineData("Patient?name:nonsense=1")]
    [InlineData("Patient?birthdate=nonsense")]
    [InlineData("Patient?birthdate=xx1980")]
    [InlineData("Patient?_sort=nonsense")]
    [InlineData("Patient?_count=nonsense")]
    [InlineData("Patient?_count=-1")]
    [InlineData("Patient?_total=nonsense")]
    [InlineData("Patient?_summary=nonsense")]
    [InlineData("Patient?_include=nonsense")]
    [InlineData("Patient?_include=Patient:nonsense")]
    [InlineData("Patient?_revinclude=Nonsense:patient")]
    [InlineData("Patient?_has:Observation:nonsense:code=1")]
    [InlineData("Patient?_has=1")]
    [InlineData("Observation?patient.nonsense=1")]
    [InlineData("Observation?value-quantity=abc")]
    [InlineData("Observation?_cursor=nonsense")]
    [InlineData("Patient?gender:missing=nonsense")]
    public async Task What_it_does_not_understand_it_refuses(string query)
    {
        (await Door.GetAsync("fhir/" + query)).ExpectOutcome(400);
        Assert.Equal("400", (string?)(await Door.PostAsync("fhir", Chart.Bundle("batch", Chart.Get(query)))).Expect(200).Entries[0]["response"]!["status"]);
    }

    [Fact]
    public async Task A_lenient_client_gets_the_rest_and_a_warning()
    {
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        var reply = (await Door.GetAsync($"fhir/Patient?_id={_patient}&nonsense=1", ("Prefer", "handling=lenient"))).Expect(200);
        Assert.Single(reply.Resources);
        var outcome = reply.Entries.Single(entry => (string?)entry["search"]!["mode"] == "outcome");
        Assert.Contains("nonsense", outcome.ToJsonString(), StringComparison.Ordinal);
        var self = (string)reply.Json["link"]!.AsArray().Single(link => (string?)link!["relation"] == "self")!["url"]!;
        Assert.DoesNotContain("nonsense", self, StringComparison.Ordinal);
        (await Door.GetAsync($"fhir/Patient?_id={_patient}&nonsense=1", ("Prefer", "handling=strict"))).ExpectOutcome(400);
    }

    [Fact]
    public async Task A_search_by_post_answers_like_one_by_get()
    {
        await MakeAsync(3);
        var get = (await Door.GetAsync($"fhir/Observation?patient={_patient}&code=http://loinc.org|8867-4&_sort=-date&_total=accurate")).Expect(200);
        var post = (await Door.SendBytesAsync(HttpMethod.Post, "fhir/Observation/_search?_total=accurate", Encoding.UTF8.GetBytes($"patient={_patient}&code=http%3A%2F%2Floinc.org%7C8867-4&_sort=-date"), "application/x-www-form-urlencoded")).Expect(200);
        Assert.Equal(get.References, post.References);
        Assert.Equal((3, 3), (get.Total, post.Total));
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir/Observation/_search", "{}"u8.ToArray(), Door.FhirJson)).ExpectOutcome(415);
    }

    [Fact]
    public async Task Summaries_and_elements_cut_what_was_not_asked_for()
    {
        var patient = Chart.Patient(_patient);
        patient["text"] = new JsonObject { ["status"] = "generated", ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\">in words</div>" };
        patient["photo"] = new JsonArray(new JsonObject { ["title"] = "face" });
        (await Door.PutAsync(patient)).Expect(201);
        async Task<JsonObject> OneAsync(string query) => Assert.Single((await Door.GetAsync($"fhir/Patient?_id={_patient}&{query}")).Expect(200).Resources);
        var elements = await OneAsync("_elements=birthDate,name");
        Assert.Equal(["birthDate", "id", "meta", "name", "resourceType"], elements.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Contains(elements["meta"]!["tag"]!.AsArray(), tag => (string?)tag!["code"] == "SUBSETTED");
        var summary = await OneAsync("_summary=true");
        Assert.False(summary.ContainsKey("photo") || summary.ContainsKey("text"));
        Assert.True(summary.ContainsKey("birthDate"));
        var text = await OneAsync("_summary=text");
        Assert.Equal(["id", "meta", "resourceType", "text"], text.Select(member => member.Key).Order(StringComparer.Ordinal));
        var data = await OneAsync("_summary=data");
        Assert.True(data.ContainsKey("photo") && !data.ContainsKey("text"));
        var whole = await OneAsync("_summary=false");
        Assert.True(whole.ContainsKey("photo") && whole.ContainsKey("text"));
        var count = (await Door.GetAsync($"fhir/Patient?_id={_patient}&_summary=count")).Expect(200);
        Assert.Equal((1, 0), (count.Total, count.Entries.Count));
        Assert.False((await Door.GetAsync($"fhir/Patient/{_patient}?_elements=gender")).Expect(200).Json.ContainsKey("name"));
    }

    [Fact]
    public async Task Pages_stay_true_while_rows_come_and_go()
    {
        var ids = await MakeAsync(9);
        var first = (await Door.GetAsync($"fhir/Observation?patient={_patient}&_sort=date&_count=4")).Expect(200);
        // Before the place of the page, and the last row of it: neither shifts what follows.
        (await Door.PutAsync(Chart.Observation(Chart.NewId(), _patient, effective: "2020-01-01T00:00:00Z"))).Expect(201);
        (await Door.DeleteAsync($"Observation/{ids[3]}")).Expect(204);
        var second = (await Door.GetAsync(first.Next!)).Expect(200);
        var again = (await Door.GetAsync(first.Next!)).Expect(200);
        Assert.Equal(second.References, again.References);
        var third = (await Door.GetAsync(second.Next!)).Expect(200);
        Assert.Equal(ids.Take(4).Select(id => $"Observation/{id}"), first.References);
        Assert.Equal(ids.Skip(4).Select(id => $"Observation/{id}"), second.References.Concat(third.References));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Links_carry_the_criteria_and_can_be_followed()
    {
        await MakeAsync(5);
        var page = (await Door.GetAsync($"fhir/Observation?patient={_patient}&code=http://loinc.org|8867-4&_count=2&_include=Observation:subject&_total=accurate")).Expect(200);
        Assert.Equal(5, page.Total);
        var self = (string)page.Json["link"]!.AsArray().Single(link => (string?)link!["relation"] == "self")!["url"]!;
        Assert.StartsWith(clinic.Running.Address.ToString(), self, StringComparison.Ordinal);
        Assert.Equal(page.References, (await Door.GetAsync(self)).Expect(200).References);
        var all = await Door.PagesAsync($"fhir/Observation?patient={_patient}&_count=2&_include=Observation:subject");
        Assert.Equal(3, all.Count);
        Assert.All(all, one => Assert.Contains($"Patient/{_patient}", one.References));
        // A place in one search is none in another.
        (await Door.GetAsync(page.Next!.Replace("8867-4", "8867-5", StringComparison.Ordinal))).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Patient/{_patient}/$everything?_cursor=3.nonsense")).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Patient/{_patient}/$everything?_cursor=nonsense")).ExpectOutcome(400);
        Assert.Equal(5, all.SelectMany(one => one.Entries).Count(entry => (string?)entry["search"]!["mode"] == "match"));
    }

    [Fact]
    public async Task References_by_identifier_are_found()
    {
        var id = Chart.NewId();
        var observation = Chart.Observation(id, _patient);
        observation["performer"] = new JsonArray(new JsonObject { ["identifier"] = new JsonObject { ["system"] = "urn:scenario:npi", ["value"] = id } });
        (await Door.PutAsync(observation)).Expect(201);
        Assert.Equal([$"Observation/{id}"], await Door.AllAsync($"fhir/Observation?performer:identifier=urn:scenario:npi|{id}"));
        Assert.Empty(await Door.AllAsync($"fhir/Observation?performer:identifier=urn:other|{id}"));
    }

    [Fact]
    public async Task An_update_moves_the_resource_in_the_index()
    {
        var id = Chart.NewId();
        var (before, after) = (Chart.Patient(id, "Beforehand" + id[..4]), Chart.Patient(id, "Afterwards" + id[..4]));
        (await Door.PutAsync(before)).Expect(201);
        Assert.Equal([$"Patient/{id}"], await Door.AllAsync($"fhir/Patient?family=Beforehand{id[..4]}"));
        (await Door.PutAsync(after)).Expect(200);
        Assert.Empty(await Door.AllAsync($"fhir/Patient?family=Beforehand{id[..4]}"));
        Assert.Equal([$"Patient/{id}"], await Door.AllAsync($"fhir/Patient?family=Afterwards{id[..4]}"));
        Assert.Equal([$"Patient/{id}"], await Door.AllAsync($"fhir/Patient?family=afterwárds{id[..4]}"));
    }

    private async Task<List<string>> MakeAsync(int count)
    {
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        var ids = Enumerable.Range(0, count).Select(_ => Chart.NewId()).ToList();
        for (var i = 0; i < count; i++)
            (await Door.PutAsync(Chart.Observation(ids[i], _patient, effective: $"2026-02-{i + 1:00}T09:00:00Z"))).Expect(201);
        return ids;
    }
}
