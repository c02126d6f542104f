using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Everything that a transaction may hold, in any order, and nothing of it when one entry fails.</summary>
public sealed class TransactionTests(SeededClinic clinic)
{
    private readonly string _id = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task Every_kind_of_entry_works_together_in_any_order()
    {
        await SeedAsync();
        var entries = Kinds();
        for (var turn = 0; turn < 3; turn++)
        {
            var reply = (await Door.PostAsync("fhir", Chart.Bundle("transaction", [.. entries.Skip(turn).Concat(entries.Take(turn)).Select(entry => entry.DeepClone().AsObject())]))).Expect(200);
            var statuses = reply.Entries.Select(entry => (string)entry["response"]!["status"]!).ToList();
            var unturned = statuses.Skip(statuses.Count - turn).Concat(statuses.Take(statuses.Count - turn));
            Assert.Equal(turn == 0 ? ["204", "204", "201", "201", "200", "201", "200", "200", "200"] : ["204", "204", "201", "201", "200", "200", "200", "200", "200"], unturned);
            var observation = (await Door.GetAsync($"fhir/Observation?code=urn:turn|{_id}&_sort=-_lastUpdated&_count=1")).Expect(200).Resources[0];
            Assert.Equal($"Patient/{_id}", (string?)observation["subject"]!["reference"]);
            Assert.StartsWith("Encounter/", (string?)observation["encounter"]!["reference"], StringComparison.Ordinal);
            Assert.Equal("#d", (string?)observation["device"]!["reference"]);
            var patient = (await Door.GetAsync($"fhir/Patient/{_id}")).Json;
            Assert.Equal(("male", "1999"), ((string?)patient["gender"], (string?)patient["birthDate"]));
            await SeedAsync();
        }
    }

    [Fact]
    public async Task One_faulty_entry_anywhere_leaves_nothing_behind()
    {
        await SeedAsync();
        var before = await StateAsync();
        var count = Kinds().Count;
        for (var broken = 0; broken <= count; broken++)
        {
            foreach (var fault in new[]
            {
                Chart.Post(Chart.Resource("""{"resourceType":"Observation","status":"nonsense","code":{"text":"x"}}""")), Chart.Put(Chart.Patient(_id + "n"), "W/\"7\""), Chart.Delete("Patient/none"),
                Chart.Post(Chart.Resource("""{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"urn:uuid:not-there"}}""")), Entry("PATCH", "Patient/none", Binary("""[{"op":"remove","path":"/gender"}]""")),
            })
            {
                var entries = Kinds();
                entries.Insert(broken, fault);
                var reply = await Door.PostAsync("fhir", Chart.Bundle("transaction", [.. entries]));
                Assert.InRange(reply.Status, 400, 422);
                Assert.Contains($"Bundle.entry[{broken}]", reply.Text, StringComparison.Ordinal);
            }
        }
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task References_find_what_the_bundle_itself_brings()
    {
        var (uuid, oid) = ("urn:uuid:" + Chart.NewId(), "urn:oid:1.2.3.4." + Math.Abs(_id.GetHashCode(StringComparison.Ordinal)));
        var byOid = Chart.Observation("x", "x");
        byOid["subject"]!["reference"] = oid;
        var byCriteria = Chart.Observation("x", "x");
        byCriteria["subject"]!["reference"] = $"Patient?identifier=urn:scenario:mrn|mrn-{_id}";
        var relative = Chart.Observation("x", "other-server-1");
        var absolute = Chart.Observation("x", "x");
        absolute["subject"]!["reference"] = "http://example.org/fhir/Patient/other-server-1";
        var elsewhere = Chart.Observation("x", "other-server-1");
        var reply = (await Door.PostAsync("fhir", Chart.Bundle(
            "transaction", Chart.Post(byOid), Chart.Post(byCriteria), Chart.Post(Chart.Patient(_id), oid), Chart.Post(relative, "http://example.org/fhir/Observation/7"), Chart.Post(absolute, uuid),
            Chart.Post(Chart.Patient("y"), "http://example.org/fhir/Patient/other-server-1"), Chart.Post(elsewhere, "http://example.com/fhir/Observation/7")))).Expect(200);
        var made = reply.Entries.Select(entry => string.Join('/', ((string)entry["response"]!["location"]!).Split('/').Take(2))).ToList();
        List<string> expected = [made[2], made[2], made[5], made[5], "Patient/other-server-1"];
        Assert.Equal(expected, await Task.WhenAll(new[] { 0, 1, 3, 4, 6 }.Select(async i => (string)(await Door.GetAsync("fhir/" + made[i])).Json["subject"]!["reference"]!)));
        var twice = await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(byCriteria.DeepClone().AsObject()), Chart.Post(Chart.Patient(_id))));
        Assert.Contains("More than one", twice.ExpectOutcome(412).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_is_not_found_by_a_condition_of_the_same_transaction()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var criteria = $"identifier=urn:scenario:mrn|mrn-{_id}";
        var reply = (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(Chart.Patient(_id), null, criteria), Chart.Delete($"Patient/{_id}")))).Expect(200);
        Assert.Equal(["201", "204"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
        Assert.Equal(1, (await Door.GetAsync($"fhir/Patient?{criteria}&_summary=count")).Total);
    }

    [Fact]
    public async Task Duplicates_are_refused_however_they_are_named()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var criteria = $"identifier=urn:scenario:mrn|mrn-{_id}";
        var patch = Binary("""[{"op":"replace","path":"/gender","value":"male"}]""");
        foreach (var other in new[] { Chart.Delete($"Patient?{criteria}"), Entry("PATCH", $"Patient?{criteria}", patch), Entry("PATCH", $"Patient/{_id}", patch), Entry("PUT", $"Patient?{criteria}", Chart.Patient(_id)) })
            (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Patient(_id)), other.DeepClone().AsObject()))).ExpectOutcome(400);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(Chart.Patient("x"), "urn:uuid:a"), Chart.Post(Chart.Patient("y"), "urn:uuid:a")))).ExpectOutcome(400);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(Chart.Patient("x"), null, "identifier=a|b"), Chart.Post(Chart.Patient("x"), null, "identifier=a|b")))).ExpectOutcome(400);
        Assert.Equal(1, (await Door.GetAsync($"fhir/Patient/{_id}")).Version);
    }

    [Fact]
    public async Task A_batch_does_whatever_a_single_request_does()
    {
        await SeedAsync();
        var patient = (await Door.GetAsync($"fhir/Patient/{_id}")).Expect(200);
        var unchanged = Chart.Get($"Patient/{_id}");
        unchanged["request"]!["ifNoneMatch"] = patient.Header("ETag");
        var unmodified = Chart.Get($"Patient/{_id}");
        unmodified["request"]!["ifModifiedSince"] = "2100-01-01T00:00:00Z";
        var reply = (await Door.PostAsync("fhir", Chart.Bundle(
            "batch", unchanged, unmodified, Chart.Get($"Patient/{_id}/_history"), Chart.Get($"Patient/{_id}/$everything"), Entry("PATCH", $"Patient/{_id}", Binary("""[{"op":"replace","path":"/gender","value":"other"}]""")),
            Entry("PUT", $"Patient?identifier=urn:scenario:mrn|mrn-{_id}", Chart.Patient(_id)), Chart.Delete($"Slot?identifier=urn:nothing|{_id}"), Entry("POST", "Patient/$validate", Chart.Patient("x")), Entry("POST", "/", Chart.Bundle("batch"))))).Expect(200);
        Assert.Equal(["304", "304", "200", "200", "200", "200", "204", "200", "400"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
        Assert.Equal("history", (string?)reply.Entries[2]["resource"]!["type"]);
        Assert.Equal("other", (string?)reply.Entries[4]["resource"]!["gender"]);
        Assert.StartsWith($"Patient/{_id}/_history/", (string?)reply.Entries[4]["response"]!["location"], StringComparison.Ordinal);
    }

    private async Task SeedAsync()
    {
        Assert.InRange((await Door.PutAsync(Chart.Patient(_id))).Status, 200, 201);
        await Door.PutAsync(Chart.Condition(_id, _id));
        await Door.PutAsync(Chart.Resource($$$"""{"resourceType":"Basic","id":"{{{_id}}}b","identifier":[{"system":"urn:b","value":"{{{_id}}}"}],"code":{"text":"x"}}"""));
        await Door.PutAsync(Chart.Resource($$$"""{"resourceType":"Basic","id":"{{{_id}}}c","identifier":[{"system":"urn:c","value":"{{{_id}}}"}],"code":{"text":"x"}}"""));
    }

    private async Task<string> StateAsync()
    {
        var counts = await Task.WhenAll(new[] { $"Observation?code=urn:turn|{_id}", $"Encounter?patient={_id}", $"Device?identifier=urn:d|{_id}" }.Select(async query => (await Door.GetAsync($"fhir/{query}&_summary=count")).Total));
        var versions = await Task.WhenAll(new[] { $"Patient/{_id}", $"Condition/{_id}", $"Basic/{_id}b", $"Basic/{_id}c" }.Select(async reference => (await Door.GetAsync("fhir/" + reference)).Header("ETag")));
        return $"{string.Join(',', counts)} {string.Join(',', versions)}";
    }

    // One of each: delete, conditional delete, create, conditional create's target, update, conditional update, patch, conditional patch, read.
    private List<JsonObject> Kinds()
    {
        var encounter = "urn:uuid:" + Chart.NewId();
        var observation = Chart.Observation("x", "x");
        observation["code"] = Chart.Resource($$"""{"coding":[{"system":"urn:turn","code":"{{_id}}"}]}""");
        observation["subject"]!["reference"] = $"Patient?identifier=urn:scenario:mrn|mrn-{_id}";
        observation["encounter"] = new JsonObject { ["reference"] = encounter };
        observation["contained"] = new JsonArray(Chart.Resource("""{"resourceType":"Device","id":"d"}"""));
        observation["device"] = new JsonObject { ["reference"] = "#d" };
        var parameters = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.birthDate"},{"name":"value","valueDate":"1999"}]},{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.gender"},{"name":"value","valueCode":"male"}]}]}""");
        return
        [
            Chart.Delete($"Condition/{_id}"), Chart.Delete($"Basic?identifier=urn:b|{_id}"), Chart.Post(observation), Chart.Post(Chart.Encounter("x", _id), encounter),
            Entry("PATCH", $"Patient/{_id}", parameters), Entry("PUT", $"Device?identifier=urn:d|{_id}", Chart.Resource($$"""{"resourceType":"Device","identifier":[{"system":"urn:d","value":"{{_id}}"}]}""")),
            Entry("PATCH", $"Basic?identifier=urn:c|{_id}", Binary("""[{"op":"replace","path":"/code/text","value":"y"}]""")), Chart.Get($"Patient/{_id}"), Chart.Get($"Observation?patient={_id}"),
        ];
    }

    private static JsonObject Entry(string method, string url, JsonObject resource) => new() { ["resource"] = resource.DeepClone(), ["request"] = new JsonObject { ["method"] = method, ["url"] = url } };

    private static JsonObject Binary(string patch) => Chart.Resource($$"""{"resourceType":"Binary","contentType":"application/json-patch+json","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(patch))}}"}""");
}
