using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Batches do what they can; transactions do all or nothing.</summary>
public sealed class BundleTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task A_transaction_resolves_references_in_a_circle()
    {
        var (one, two, patient) = ("urn:uuid:" + Chart.NewId(), "urn:uuid:" + Chart.NewId(), "urn:uuid:" + Chart.NewId());
        var (left, right) = (Chart.Observation("x", "x"), Chart.Observation("x", "x"));
        foreach (var (resource, other) in new[] { (left, two), (right, one) })
        {
            resource["subject"]!["reference"] = patient;
            resource["hasMember"] = new JsonArray(new JsonObject { ["reference"] = other });
        }
        left["text"] = new JsonObject { ["status"] = "generated", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{two}\">the other</a></div>" };
        var reply = (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(left, one), Chart.Post(right, two), Chart.Post(Chart.Patient("x"), patient)))).Expect(200);
        Assert.Equal("transaction-response", (string?)reply.Json["type"]);
        Assert.All(reply.Entries, entry => Assert.Equal("201", (string?)entry["response"]!["status"]));
        var made = reply.Entries.Select(entry => string.Join('/', ((string)entry["response"]!["location"]!).Split('/').Take(2))).ToList();
        Assert.Equal(["Observation", "Observation", "Patient"], made.Select(reference => reference.Split('/')[0]));
        foreach (var (reference, other) in new[] { (made[0], made[1]), (made[1], made[0]) })
        {
            var read = (await Door.GetAsync("fhir/" + reference)).Expect(200).Json;
            Assert.Equal(other, (string?)read["hasMember"]![0]!["reference"]);
            Assert.Equal(made[2], (string?)read["subject"]!["reference"]);
        }
        Assert.Contains($"href=\\\"{made[1]}\\\"", (await Door.GetAsync("fhir/" + made[0])).Text, StringComparison.Ordinal);
        Assert.Equal(made.Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/{made[2]}/$everything")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everything_wrong_with_a_transaction_is_told_at_once_with_its_place_and_nothing_is_stored()
    {
        var good = Chart.NewId();
        var bundle = Chart.Bundle(
            "transaction",
            Chart.Put(Chart.Patient(good)),
            Chart.Post(Chart.Resource("""{"resourceType":"Patient","gender":"nonsense","unknownElement":1}""")),
            Chart.Post(Chart.Resource("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?identifier=urn:none|none"}}""")),
            Chart.Put(Chart.Resource($$$"""{"resourceType":"Observation","id":"{{{Chart.NewId()}}}","code":{"text":"no status"}}""")));
        var reply = await Door.PostAsync("fhir", bundle);
        Assert.InRange(reply.Status, 400, 422);
        var places = reply.ExpectOutcome(reply.Status).Json["issue"]!.AsArray().SelectMany(issue => issue!["expression"]?.AsArray().Select(place => (string)place!) ?? []).ToList();
        Assert.Contains(places, place => place.StartsWith("Bundle.entry[1]", StringComparison.Ordinal) && place.EndsWith(".gender", StringComparison.Ordinal));
        Assert.Contains(places, place => place.StartsWith("Bundle.entry[1]", StringComparison.Ordinal) && place.EndsWith(".unknownElement", StringComparison.Ordinal));
        Assert.Contains(places, place => place.StartsWith("Bundle.entry[2]", StringComparison.Ordinal) && place.Contains("subject", StringComparison.Ordinal));
        Assert.Contains(places, place => place.StartsWith("Bundle.entry[3]", StringComparison.Ordinal));
        (await Door.GetAsync($"fhir/Patient/{good}")).ExpectOutcome(404);
    }

    [Fact]
    public async Task Two_entries_for_one_resource_are_refused()
    {
        var reply = (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Patient(_patient)), Chart.Put(Chart.Patient(_patient, "Other"))))).ExpectOutcome(400);
        Assert.Contains("Bundle.entry[1]", reply.Text, StringComparison.Ordinal);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Patient(_patient)), Chart.Delete($"Patient/{_patient}")))).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Patient/{_patient}")).ExpectOutcome(404);
    }

    [Fact]
    public async Task Conditional_references_and_creates_find_what_is_there()
    {
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        var byCondition = Chart.Observation("x", "x");
        byCondition["subject"]!["reference"] = $"Patient?identifier=urn:scenario:mrn|mrn-{_patient}";
        var byAddress = Chart.Observation("x", "x");
        var address = "urn:uuid:" + Chart.NewId();
        byAddress["subject"]!["reference"] = address;
        var reply = (await Door.PostAsync("fhir", Chart.Bundle(
            "transaction", Chart.Post(byCondition), Chart.Post(byAddress), Chart.Post(Chart.Patient("x"), address, $"identifier=urn:scenario:mrn|mrn-{_patient}")))).Expect(200);
        Assert.Equal(["201", "201", "200"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
        Assert.Equal(2, (await Door.GetAsync($"fhir/Observation?patient={_patient}&_summary=count")).Total);
        Assert.Equal(1, (await Door.GetAsync($"fhir/Patient?identifier=mrn-{_patient}&_summary=count")).Total);
        (await Door.CreateAsync(Chart.Patient(_patient))).Expect(201);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(byCondition.DeepClone().AsObject())))).ExpectOutcome(412);
    }

    [Fact]
    public async Task A_stale_version_in_a_transaction_undoes_all_of_it()
    {
        var other = Chart.NewId();
        (await Door.PutAsync(Chart.Patient(_patient))).Expect(201);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Patient(other)), Chart.Put(Chart.Patient(_patient, "Two"), "W/\"1\"")))).Expect(200);
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Patient(other, "Two")), Chart.Put(Chart.Patient(_patient, "Three"), "W/\"1\"")))).ExpectOutcome(412);
        Assert.Equal(1, (await Door.GetAsync($"fhir/Patient/{other}")).Version);
        Assert.Equal(2, (await Door.GetAsync($"fhir/Patient/{_patient}")).Version);
    }

    [Fact]
    public async Task Reads_in_a_transaction_see_its_writes_and_answers_stand_in_the_order_of_the_entries()
    {
        var gone = Chart.NewId();
        (await Door.PutAsync(Chart.Patient(gone))).Expect(201);
        var reply = (await Door.PostAsync("fhir", Chart.Bundle(
            "transaction", Chart.Get($"Patient/{_patient}"), Chart.Delete($"Patient/{gone}"), Chart.Put(Chart.Patient(_patient)), Chart.Get($"Patient?_id={_patient},{gone}")))).Expect(200);
        Assert.Equal(["200", "204", "201", "200"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
        Assert.Equal(_patient, (string?)reply.Entries[0]["resource"]!["id"]);
        Assert.Equal([$"Patient/{_patient}"], reply.Entries[3]["resource"]!["entry"]!.AsArray().Select(entry => Reply.Reference(entry!["resource"]!.AsObject())));
        (await Door.GetAsync($"fhir/Patient/{gone}")).ExpectOutcome(410);
    }

    [Fact]
    public async Task An_entry_of_a_batch_that_fails_stops_no_other()
    {
        var reply = (await Door.PostAsync("fhir", Chart.Bundle(
            "batch",
            Chart.Put(Chart.Patient(_patient)),
            Chart.Post(Chart.Resource("""{"resourceType":"Patient","gender":"nonsense"}""")),
            Chart.Get($"Patient/{_patient}"),
            Chart.Delete("Patient/none"),
            Chart.Put(Chart.Patient(_patient, "Two"), "W/\"9\""),
            Chart.Post(Chart.Patient("x"), null, $"identifier=urn:scenario:mrn|mrn-{_patient}"),
            Chart.Get($"Patient/{_patient}/_history/1"),
            Chart.Delete($"Patient/{_patient}")))).Expect(200);
        Assert.Equal("batch-response", (string?)reply.Json["type"]);
        Assert.Equal(["201", "422", "200", "404", "412", "200", "200", "204"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
        Assert.All(reply.Entries.Where(entry => ((string)entry["response"]!["status"]!)[0] == '4'), entry => Assert.Equal("OperationOutcome", (string?)entry["response"]!["outcome"]!["resourceType"]));
        Assert.StartsWith($"Patient/{_patient}/_history/1", (string?)reply.Entries[0]["response"]!["location"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"searchset"}""")]
    [InlineData("""{"resourceType":"Bundle"}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"Patient/1"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PUT","url":"Patient?nonsense=1"},"resource":{"resourceType":"Patient"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Patient"},"resource":{"resourceType":"Observation"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Nonsense"},"resource":{"resourceType":"Nonsense"}}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":["text",3,null]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":{"request":{"method":"GET","url":"Patient"}}}""")]
    public async Task A_bundle_that_is_not_one_to_be_done_is_refused(string bundle)
    {
        var reply = await Door.SendAsync(HttpMethod.Post, "fhir", bundle);
        Assert.InRange(reply.Status, 400, 422);
        reply.ExpectOutcome(reply.Status);
    }

    [Fact]
    public async Task Empty_bundles_do_nothing_and_say_so()
    {
        Assert.Empty((await Door.SendAsync(HttpMethod.Post, "fhir", """{"resourceType":"Bundle","type":"transaction"}""")).Expect(200).Entries);
        Assert.Empty((await Door.SendAsync(HttpMethod.Post, "fhir", """{"resourceType":"Bundle","type":"batch"}""")).Expect(200).Entries);
    }
}
