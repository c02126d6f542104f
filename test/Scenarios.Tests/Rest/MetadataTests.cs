using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>The CapabilityStatement says what is done, and what it does not say is not done.</summary>
public sealed class MetadataTests(SeededClinic clinic)
{
    // Interaction, request that would be it. None needs a resource to exist: whatever is offered does not answer 405 or "nothing at".
    private static readonly Dictionary<string, (string Method, string Path)> s_interactions = new(StringComparer.Ordinal)
    {
        ["read"] = ("GET", "TYPE/none"),
        ["vread"] = ("GET", "TYPE/none/_history/1"),
        ["history-instance"] = ("GET", "TYPE/none/_history"),
        ["search-type"] = ("GET", "TYPE?_count=1"),
        ["create"] = ("POST", "TYPE"),
        ["update"] = ("PUT", "TYPE/none"),
        ["delete"] = ("DELETE", "TYPE/none"),
        ["patch"] = ("PATCH", "TYPE/none"),
        ["history-type"] = ("GET", "TYPE/_history"),
    };

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task It_is_open_to_all_and_valid()
    {
        var reply = (await clinic.Running.Nobody().GetAsync("fhir/metadata")).Expect(200);
        Assert.Equal("CapabilityStatement", (string?)reply.Json["resourceType"]);
        Assert.Equal("4.0.1", (string?)reply.Json["fhirVersion"]);
        var outcome = (await Door.PostAsync("fhir/CapabilityStatement/$validate", reply.Json)).Expect(200);
        // The guide that defines how topics are claimed is a package, and none is loaded here.
        var errors = outcome.Json["issue"]!.AsArray().Where(issue => (string?)issue!["severity"] is "error" or "fatal").Select(issue => issue!.ToJsonString()).Where(issue => !issue.Contains("capabilitystatement-subscriptiontopic-canonical", StringComparison.Ordinal)).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    [Fact]
    public async Task Each_type_offers_exactly_the_interactions_that_it_lists()
    {
        var resources = (await ResourcesAsync()).ToList();
        Assert.Equal(SampleResources.Types.Order(StringComparer.Ordinal), resources.Select(resource => (string)resource["type"]!).Order(StringComparer.Ordinal));
        await Parallel.ForEachAsync(resources, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (resource, _) =>
        {
            var listed = resource["interaction"]!.AsArray().Select(one => (string)one!["code"]!).ToHashSet(StringComparer.Ordinal);
            Assert.Empty(listed.Except(s_interactions.Keys));
            foreach (var (code, (method, path)) in s_interactions)
            {
                var reply = await Door.SendAsync(new HttpMethod(method), "fhir/" + path.Replace("TYPE", (string)resource["type"]!, StringComparison.Ordinal), method is "POST" or "PUT" or "PATCH" ? "{}" : null);
                var isThere = reply.Status != 405 && !reply.Text.Contains("REST-ADDRESS", StringComparison.Ordinal);
                Assert.True(listed.Contains(code) == isThere, $"{resource["type"]}: {code} is {(listed.Contains(code) ? "" : "not ")}listed and answers {reply.Status}");
            }
        });
    }

    [Fact]
    public async Task Every_listed_search_parameter_is_understood()
    {
        foreach (var resource in (await ResourcesAsync()).Where(resource => (string?)resource["type"] is "Patient" or "Observation" or "Encounter" or "Appointment" or "MedicationRequest" or "DocumentReference" or "Location" or "Claim"))
        {
            foreach (var parameter in resource["searchParam"]!.AsArray())
            {
                var name = (string)parameter!["name"]!;
                var probe = (string?)parameter["type"] switch
                {
                    "date" => "2026-01-01",
                    "number" => "1",
                    "quantity" => "1",
                    "reference" => "Patient/none",
                    "composite" => (string?)null,
                    "special" => null,
                    _ => "none",
                };
                if (probe is not null)
                    (await Door.GetAsync($"fhir/{resource["type"]}?{name}={probe}&_summary=count")).Expect(200);
            }
            foreach (var include in (resource["searchInclude"]?.AsArray() ?? []).Select(one => (string)one!).Take(5))
                (await Door.GetAsync($"fhir/{resource["type"]}?_count=1&_include={include}")).Expect(200);
            foreach (var include in (resource["searchRevInclude"]?.AsArray() ?? []).Select(one => (string)one!).Take(5))
                (await Door.GetAsync($"fhir/{resource["type"]}?_count=1&_revinclude={include}")).Expect(200);
        }
    }

    [Fact]
    public async Task Operations_and_system_interactions_are_those_that_work()
    {
        var rest = (await Door.GetAsync("fhir/metadata")).Expect(200).Json["rest"]![0]!;
        Assert.Equal(["batch", "history-system", "search-system", "transaction"], rest["interaction"]!.AsArray().Select(one => (string)one!["code"]!).Order(StringComparer.Ordinal));
        Assert.Equal(["closure", "convert", "diff", "export", "fhirpath", "import", "meta", "validate"], rest["operation"]!.AsArray().Select(one => (string)one!["name"]!).Order(StringComparer.Ordinal));
        foreach (var resource in await ResourcesAsync())
        {
            string[] own = (string?)resource["type"] switch
            {
                "Patient" => ["erase", "everything", "export", "match", "merge", "summary", "unmerge"],
                "Encounter" => ["everything"],
                "PlanDefinition" or "ActivityDefinition" => ["apply"],
                "Observation" => ["lastn"],
                "DocumentReference" => ["docref"],
                "Group" => ["export"],
                "Subscription" => ["events", "get-ws-binding-token", "status"],
                "CodeSystem" => ["lookup", "subsumes", "validate-code"],
                "ValueSet" => ["expand", "validate-code"],
                "ConceptMap" => ["translate"],
                _ => [],
            };
            // The log is served by itself, and claims no more than to be read.
            var expected = (string?)resource["type"] == "AuditEvent" ? Enumerable.Empty<string>() : own.Concat(["diff", "meta", "meta-add", "meta-delete", "validate"]).Order(StringComparer.Ordinal);
            Assert.Equal(expected, (resource["operation"]?.AsArray() ?? []).Select(one => (string)one!["name"]!).Order(StringComparer.Ordinal));
        }
    }

    private async Task<IEnumerable<JsonObject>> ResourcesAsync() =>
        (await Door.GetAsync("fhir/metadata")).Expect(200).Json["rest"]![0]!["resource"]!.AsArray().Select(resource => resource!.AsObject());
}
