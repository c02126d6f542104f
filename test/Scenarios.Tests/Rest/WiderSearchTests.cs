using System.Text;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Searches of several types at once and within a patient's compartment.</summary>
public sealed class WiderSearchTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();
    private readonly string _tag = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task A_compartment_holds_what_is_the_patients_and_nothing_else()
    {
        var (own, others) = (await MakeAsync(_patient), await MakeAsync(Chart.NewId()));
        Assert.Equal(own.Where(reference => reference.StartsWith("Observation/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), (await Door.AllAsync($"fhir/Patient/{_patient}/Observation?_count=2")).Order(StringComparer.Ordinal));
        Assert.Equal([own[0]], await Door.AllAsync($"fhir/Patient/{_patient}/Observation?date=2026-02-01"));
        var post = await Door.SendBytesAsync(HttpMethod.Post, $"fhir/Patient/{_patient}/Observation/_search", Encoding.UTF8.GetBytes("date=2026-02-01"), "application/x-www-form-urlencoded");
        Assert.Equal([own[0]], post.Expect(200).References);
        Assert.Equal(3, (await Door.GetAsync($"fhir/Patient/{_patient}/Observation?_summary=count")).Expect(200).Total);
        Assert.NotEqual(own[0], others[0]);
        var self = (string)(await Door.GetAsync($"fhir/Patient/{_patient}/Condition?code=F32.1")).Expect(200).Json["link"]![0]!["url"]!;
        Assert.EndsWith($"/fhir/Patient/{_patient}/Condition?code=F32.1", self, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Patient/x/Nonsense", 404)]
    [InlineData("Observation/x/Encounter", 404)]
    [InlineData("Patient/x/Observation/y", 404)]
    [InlineData("Patient/x/Observation?nonsense=1", 400)]
    [InlineData("?_type=Nonsense", 400)]
    [InlineData("?_type=Patient&_sort=_lastUpdated", 400)]
    [InlineData("?_type=Patient&family=x", 400)]
    [InlineData("?_type=Patient&_cursor=nonsense", 400)]
    public async Task What_is_no_such_search_is_refused(string address, int status) => (await Door.GetAsync("fhir/" + address)).ExpectOutcome(status);

    [Fact]
    public async Task A_write_is_not_addressed_by_a_compartment()
    {
        var observation = Chart.Observation(Chart.NewId(), _patient);
        Assert.Equal(405, (await Door.SendAsync(HttpMethod.Put, $"fhir/Patient/{_patient}/Observation", observation.ToJsonString())).Status);
        Assert.Equal(405, (await Door.SendAsync(HttpMethod.Delete, $"fhir/Patient/{_patient}/Observation", null)).Status);
        Assert.Equal(405, (await Door.SendAsync(HttpMethod.Post, $"fhir/Patient/{_patient}/Observation", observation.ToJsonString())).Status);
    }

    [Fact]
    public async Task Several_types_are_searched_one_after_the_other()
    {
        var made = await MakeAsync(_patient);
        var query = $"fhir/?_type=Condition,Observation&_tag=urn:test|{_tag}";
        var pages = await Door.PagesAsync(query + "&_count=2&_total=accurate");
        Assert.Equal(made.Order(StringComparer.Ordinal), pages.SelectMany(page => page.References).Order(StringComparer.Ordinal));
        Assert.Equal(["Condition", "Observation", "Observation", "Observation"], pages.SelectMany(page => page.References).Select(reference => reference.Split('/')[0]));
        Assert.All(pages, page => Assert.Equal(4, page.Total));
        Assert.Equal(4, (await Door.GetAsync(query + "&_summary=count")).Expect(200).Total);
        Assert.Contains($"Patient/{_patient}", (await Door.GetAsync(query + "&_include=Observation:subject")).Expect(200).References);
        var every = (await Door.GetAsync($"fhir/?_tag=urn:test|{_tag}&_count=50")).Expect(200);
        Assert.Equal(made.Order(StringComparer.Ordinal), every.References.Order(StringComparer.Ordinal));
        var post = await Door.SendBytesAsync(HttpMethod.Post, "fhir/_search", Encoding.UTF8.GetBytes($"_type=Condition&_tag=urn:test|{_tag}"), "application/x-www-form-urlencoded");
        Assert.Equal([made[3]], post.Expect(200).References);
    }

    [Fact]
    public async Task Nobody_finds_more_in_several_types_than_in_each()
    {
        await MakeAsync(_patient);
        var desk = clinic.As("front-desk");
        (await desk.GetAsync($"fhir/?_type=Patient,Observation&_tag=urn:test|{_tag}")).ExpectOutcome(403);
        Assert.Empty((await desk.GetAsync($"fhir/?_tag=urn:test|{_tag}&_total=accurate")).Expect(200).References);
        Assert.Equal(0, (await desk.GetAsync($"fhir/?_tag=urn:test|{_tag}&_summary=count")).Expect(200).Total);
        (await desk.GetAsync($"fhir/Patient/{_patient}/Observation")).ExpectOutcome(403);
        (await new Door(clinic.Running.Address).GetAsync($"fhir/Patient/{_patient}/Observation")).ExpectOutcome(401);
    }

    // Three observations and a condition, in that order.
    private async Task<List<string>> MakeAsync(string patient)
    {
        (await Door.PutAsync(Chart.Patient(patient))).Expect(201);
        var made = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var id = Chart.NewId();
            var resource = i < 3 ? Chart.Observation(id, patient, effective: $"2026-02-0{i + 1}T09:00:00Z") : Chart.Condition(id, patient);
            resource["meta"] = Chart.Resource($$"""{"tag":[{"system":"urn:test","code":"{{_tag}}"}]}""");
            (await Door.PutAsync(resource)).Expect(201);
            made.Add(Reply.Reference(resource));
        }
        return made;
    }
}
