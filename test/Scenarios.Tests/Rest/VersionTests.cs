using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Versions, preconditions and what a write gives back.</summary>
public sealed class VersionTests(SeededClinic clinic)
{
    private readonly string _id = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task A_create_says_where_it_is_and_which_version()
    {
        var reply = (await Door.CreateAsync(Chart.Patient("ignored"))).Expect(201);
        Assert.NotEqual("ignored", reply.Id);
        Assert.Equal($"{clinic.Running.Address}fhir/{reply.Made}/_history/1", reply.Header("Location"));
        Assert.Equal("W/\"1\"", reply.Header("ETag"));
        Assert.NotNull(reply.Header("Last-Modified"));
        Assert.Equal("1", (string?)reply.Json["meta"]!["versionId"]);
        Assert.StartsWith("application/fhir+json", reply.Type, StringComparison.Ordinal);
        var read = (await Door.GetAsync("fhir/" + reply.Made)).Expect(200);
        Assert.Equal(reply.Body, read.Body);
    }

    [Fact]
    public async Task A_reader_who_has_the_version_gets_304()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var same = (await Door.GetAsync($"fhir/Patient/{_id}", ("If-None-Match", "W/\"1\""))).Expect(304);
        Assert.Empty(same.Body);
        Assert.Equal("W/\"1\"", same.Header("ETag"));
        (await Door.PutAsync(Chart.Patient(_id, "Changed"))).Expect(200);
        (await Door.GetAsync($"fhir/Patient/{_id}", ("If-None-Match", "W/\"1\""))).Expect(200);
    }

    [Fact]
    public async Task An_update_of_a_stale_version_is_refused_and_changes_nothing()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        (await Door.PutAsync(Chart.Patient(_id, "Two"), ("If-Match", "W/\"1\""))).Expect(200);
        (await Door.PutAsync(Chart.Patient(_id, "Three"), ("If-Match", "W/\"1\""))).ExpectOutcome(412);
        (await Door.PutAsync(Chart.Patient(_id, "Three"), ("If-Match", "nonsense"))).ExpectOutcome(400);
        (await Door.DeleteAsync($"Patient/{_id}", ("If-Match", "W/\"1\""))).ExpectOutcome(412);
        Assert.Equal(2, (await Door.GetAsync($"fhir/Patient/{_id}")).Version);
    }

    [Fact]
    public async Task An_update_to_a_free_id_creates_and_one_with_another_id_is_refused()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        (await Door.SendAsync(HttpMethod.Put, $"fhir/Patient/{_id}", Chart.Patient("another").ToJsonString())).ExpectOutcome(400);
        var without = Chart.Patient(_id);
        without.Remove("id");
        (await Door.SendAsync(HttpMethod.Put, $"fhir/Patient/{_id}", without.ToJsonString())).ExpectOutcome(400);
        (await Door.SendAsync(HttpMethod.Put, $"fhir/Observation/{_id}", Chart.Patient(_id).ToJsonString())).ExpectOutcome(400);
        (await Door.SendAsync(HttpMethod.Put, "fhir/Patient/not_an_id", Chart.Patient("not_an_id").ToJsonString())).ExpectOutcome(400);
        Assert.Equal(1, (await Door.GetAsync($"fhir/Patient/{_id}")).Version);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_but_its_history_stays_and_it_can_come_back()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        Assert.Equal("W/\"2\"", (await Door.DeleteAsync($"Patient/{_id}")).Expect(204).Header("ETag"));
        (await Door.DeleteAsync($"Patient/{_id}")).Expect(204);
        (await Door.GetAsync($"fhir/Patient/{_id}")).ExpectOutcome(410);
        (await Door.GetAsync($"fhir/Patient/{_id}/_history/2")).ExpectOutcome(410);
        (await Door.GetAsync($"fhir/Patient/{_id}/_history/1")).Expect(200);
        (await Door.GetAsync($"fhir/Patient/{_id}/_history/3")).ExpectOutcome(404);
        Assert.Empty((await Door.GetAsync($"fhir/Patient?_id={_id}")).Entries);
        var history = (await Door.GetAsync($"fhir/Patient/{_id}/_history")).Expect(200);
        Assert.Equal("history", (string?)history.Json["type"]);
        Assert.Equal(["DELETE", "PUT"], history.Entries.Select(entry => (string)entry["request"]!["method"]!).Select(method => method == "POST" ? "PUT" : method));
        Assert.Null(history.Entries[0]["resource"]);
        (await Door.PutAsync(Chart.Patient(_id, "Back"))).Expect(201);
        Assert.Equal(3, (await Door.GetAsync($"fhir/Patient/{_id}")).Expect(200).Version);
        Assert.Equal(3, (await Door.GetAsync($"fhir/Patient/{_id}/_history")).Entries.Count);
        (await Door.DeleteAsync("Patient/never-there")).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_long_history_comes_in_pages()
    {
        for (var i = 0; i < 12; i++)
            await Door.PutAsync(Chart.Patient(_id, $"Name{i}"));
        var pages = await Door.PagesAsync($"fhir/Patient/{_id}/_history?_count=5");
        Assert.Equal([5, 5, 2], pages.Select(page => page.Entries.Count));
        Assert.Equal(Enumerable.Range(1, 12).Reverse().Select(version => $"{version}"), pages.SelectMany(page => page.Resources).Select(row => (string)row["meta"]!["versionId"]!));
    }

    [Fact]
    public async Task The_writer_chooses_what_comes_back()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var minimal = (await Door.PutAsync(Chart.Patient(_id), ("Prefer", "return=minimal"))).Expect(200);
        Assert.Empty(minimal.Body);
        Assert.Equal("W/\"2\"", minimal.Header("ETag"));
        (await Door.PutAsync(Chart.Patient(_id), ("Prefer", "return=OperationOutcome"))).ExpectOutcome(200);
        Assert.Equal("Patient", (string?)(await Door.PutAsync(Chart.Patient(_id), ("Prefer", "return=representation"))).Expect(200).Json["resourceType"]);
    }

    [Fact]
    public async Task Head_answers_like_get_without_a_body()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        foreach (var path in new[] { $"fhir/Patient/{_id}", $"fhir/Patient?_id={_id}", $"fhir/Patient/{_id}/_history", "fhir/metadata", "fhir/Patient/none" })
        {
            var get = await Door.GetAsync(path);
            var head = await Door.SendAsync(HttpMethod.Head, path, null);
            Assert.Equal((get.Status, get.Type, get.Header("ETag")), (head.Status, head.Type, head.Header("ETag")));
            Assert.Empty(head.Body);
        }
    }

    [Fact]
    public async Task Of_many_updates_of_one_version_exactly_one_wins()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        for (var round = 1; round <= 20; round++)
        {
            var tag = $"W/\"{round}\"";
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Door.PutAsync(Chart.Patient(_id, $"Round{round}By{i}"), ("If-Match", tag))));
            Assert.Single(replies, reply => reply.Status == 200);
            Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409, 412 }));
            var winner = replies.Single(reply => reply.Status == 200);
            var now = (await Door.GetAsync($"fhir/Patient/{_id}")).Expect(200);
            Assert.Equal(round + 1, now.Version);
            Assert.Equal(winner.Body, now.Body);
        }
    }

    [Fact]
    public async Task Updates_without_a_precondition_each_make_a_version()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Door.PutAsync(Chart.Patient(_id, $"By{i}"))));
        var done = replies.Count(reply => reply.Status == 200);
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409 }));
        Assert.Equal(done + 1, (await Door.GetAsync($"fhir/Patient/{_id}")).Version);
        Assert.Equal(done + 1, (await Door.GetAsync($"fhir/Patient/{_id}/_history")).Entries.Count);
    }

    [Fact]
    public async Task A_conditional_create_finds_what_is_there()
    {
        var criteria = $"identifier=urn:scenario:mrn|mrn-{_id}";
        var first = (await Door.CreateAsync(Chart.Patient(_id), ("If-None-Exist", criteria))).Expect(201);
        var second = (await Door.CreateAsync(Chart.Patient(_id), ("If-None-Exist", criteria))).Expect(200);
        Assert.Equal(first.Made, second.Made);
        (await Door.CreateAsync(Chart.Patient(_id))).Expect(201);
        (await Door.CreateAsync(Chart.Patient(_id), ("If-None-Exist", criteria))).ExpectOutcome(412);
        (await Door.CreateAsync(Chart.Patient(_id), ("If-None-Exist", "nonsense=1"))).ExpectOutcome(400);
        (await Door.CreateAsync(Chart.Patient(_id), ("If-None-Exist", ""))).ExpectOutcome(412);
    }

    [Fact]
    public async Task Of_two_conditional_creates_at_once_exactly_one_creates()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = Chart.NewId();
            var criteria = $"identifier=urn:scenario:mrn|mrn-{id}";
            var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Door.CreateAsync(Chart.Patient(id), ("If-None-Exist", criteria))));
            Assert.Equal([200, 200, 201], replies.Select(reply => reply.Status).Order());
            Assert.Single(replies.Select(reply => reply.Made).Distinct());
            Assert.Equal(1, (await Door.GetAsync($"fhir/Patient?{criteria}&_summary=count")).Total);
        }
    }

    [Fact]
    public async Task Digits_order_and_extensions_of_primitives_come_back_as_they_were_sent()
    {
        var sent = $$$"""
            {"resourceType":"Observation","id":"{{{_id}}}","status":"final","code":{"text":"tab\tquote\"ünïcode 🩺"},"valueQuantity":{"value":1.50,"unit":"x"},
             "_effectiveDateTime":{"extension":[{"url":"http://example.org/e","valueCode":"unknown"}]},"note":[{"text":"a"},{"text":"b"}],"component":[{"code":{"text":"c"},"valueQuantity":{"value":1E+2}}]}
            """;
        (await Door.SendAsync(HttpMethod.Put, $"fhir/Observation/{_id}", sent)).Expect(201);
        var read = (await Door.GetAsync($"fhir/Observation/{_id}")).Expect(200);
        var json = read.Json.DeepClone().AsObject();
        json.Remove("meta");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), json), read.Text);
        Assert.Contains("\"value\":1.50,", read.Text, StringComparison.Ordinal);
        Assert.Contains("\"value\":1E+2", read.Text, StringComparison.Ordinal);
    }
}
