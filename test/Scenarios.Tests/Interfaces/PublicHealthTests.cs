using System.Text;
using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Apps;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>What leaves to public health by itself: reportable results, and visits without names.</summary>
public sealed class PublicHealthTests : IAsyncLifetime
{
    private const string Tests = "https://carewright.example/fhir/ValueSet/reportable-tests", Findings = "https://carewright.example/fhir/ValueSet/reportable-findings";

    // As the form offers it (web/apps/clinic/src/features/interfaces/send-routes.ts).
    private const string Reportable =
        $"status in ('final' | 'corrected' | 'amended' | 'appended') and (result.resolve() | result.resolve().ofType(Observation).hasMember.resolve()).ofType(Observation).where((code.memberOf('{Tests}') and (interpretation.coding.where(code in ('POS' | 'DET' | 'RR' | 'WR' | 'A' | 'AA' | 'H' | 'HH')).exists() or value.ofType(CodeableConcept).coding.where(code in ('10828004' | '260373001' | '720735008' | '11214006')).exists())) or value.ofType(CodeableConcept).memberOf('{Findings}')).exists()";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private PartnerHouse _house = null!;
    private OtherEnd _agency = null!;

    private Door Robot => _house.Clinic.As("robot");

    public async ValueTask InitializeAsync()
    {
        _house = await PartnerHouse.NewAsync();
        _agency = await OtherEnd.StartAsync();
        foreach (var (user, role) in new[] { ("doctor", "physician"), ("robot", "system-interface") })
            await _house.Clinic.AddUserAsync(user, role);
        (await Robot.PutAsync(Chart.Resource("""{"resourceType":"Patient","id":"ann","identifier":[{"system":"urn:example:mrn","value":"M1"}],"name":[{"family":"Sample","given":["Ann"]}],"birthDate":"1980-02-03","gender":"female","address":[{"line":["1 Main St"],"city":"Town","state":"MA","postalCode":"01001"}]}"""))).Expect(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _agency.DisposeAsync();
    }

    [Fact]
    public async Task A_reportable_result_leaves_and_harmless_ones_do_not()
    {
        await LoadStarterAsync();
        await _house.AddAsync(Agency(new SendRoute("ORU^R01^ELR", "DiagnosticReport", Reportable) { EachChange = true }));
        await ReportAsync("negative", "21613-5", "260385009", "NEG");
        await ReportAsync("other", "2823-3", "10828004", "POS");
        await ReportAsync("preliminary", "21613-5", "10828004", "POS", "preliminary");
        await ReportAsync("organism", "600-7", "27268008", "A");
        await ReportAsync("positive", "21613-5", "10828004", "POS");
        await HasAsync(2);
        Assert.Equal(["organism", "positive"], _agency.Taken.Select(message => message.Text("OBR-3.1")));
        var message = _agency.Taken[1];
        Assert.Equal(["ORU", "R01", "PHLabReport-NoAck", "Carewright", "Sample", "21613-5", "10828004", "SCT"], new[] { "MSH-9.1", "MSH-9.2", "MSH-21.1", "SFT-3", "PID-5.1", "OBX-3.1", "OBX-5.1", "OBX-5.3" }.Select(message.Text));
    }

    [Fact]
    public async Task A_preliminary_result_leaves_when_it_is_final()
    {
        await LoadStarterAsync();
        await _house.AddAsync(Agency(new SendRoute("ORU^R01^ELR", "DiagnosticReport", Reportable)));
        await ReportAsync("r1", "21613-5", "10828004", "POS", "preliminary");
        await ReportAsync("r1", "21613-5", "10828004", "POS");
        await HasAsync(1);
        Assert.Equal("F", Assert.Single(_agency.Taken).Text("OBR-25"));
    }

    [Fact]
    public async Task A_route_that_asks_for_an_unknown_value_set_is_refused()
    {
        using var browser = new Browser(_house.Clinic.Address);
        await _house.Clinic.AddUserAsync("boss", Roles.Administrator);
        await browser.SignInAsync("boss");
        var settings = JsonNode.Parse($$$"""{"id":"agency","name":"Agency","timeZone":"America/New_York","send":{"host":"127.0.0.1","port":{{{_agency.Port}}},"isSecure":false,"routes":[{"message":"ORU^R01^ELR","of":"DiagnosticReport","when":""}]}}""")!;
        settings["send"]!["routes"]![0]!["when"] = Reportable;
        var refused = (await browser.AskAsync("PUT", "interfaces/partners/agency", settings)).Expect(422);
        Assert.Equal(["PARTNER-ROUTE-VALUESET", "PARTNER-ROUTE-VALUESET"], refused.Json["issues"]!.AsArray().Select(issue => (string?)issue!["code"]));
    }

    [Fact]
    public async Task A_route_is_taken_when_its_value_sets_are_loaded()
    {
        await LoadStarterAsync();
        using var browser = new Browser(_house.Clinic.Address);
        await _house.Clinic.AddUserAsync("boss", Roles.Administrator);
        await browser.SignInAsync("boss");
        var settings = JsonNode.Parse($$$"""{"id":"agency","name":"Agency","timeZone":"America/New_York","send":{"host":"127.0.0.1","port":{{{_agency.Port}}},"isSecure":false,"routes":[{"message":"ORU^R01^ELR","of":"DiagnosticReport","when":""}]}}""")!;
        settings["send"]!["routes"]![0]!["when"] = Reportable;
        (await browser.AskAsync("PUT", "interfaces/partners/agency", settings)).Expect(200);
    }

    [Fact]
    public async Task A_syndromic_feed_tells_of_visits_and_carries_no_name()
    {
        const string Begun = "status = 'arrived' or status = 'triaged' or status = 'in-progress'";
        await _house.AddAsync(Agency(
            new SendRoute("ADT^A04^SS", "Encounter", $"({Begun}) and class.code in ('AMB' | 'EMER')"),
            new SendRoute("ADT^A08^SS", "Encounter", Begun) { Before = Begun, EachChange = true },
            new SendRoute("ADT^A03^SS", "Encounter", "status = 'finished'")));
        await VisitAsync("in-progress", "Cough");
        await HasAsync(1);
        await VisitAsync("in-progress", "Cough and fever");
        await HasAsync(2);
        await VisitAsync("finished", "Cough and fever");
        await HasAsync(3);
        Assert.Equal(["A04", "A08", "A03"], _agency.Taken.Select(message => message.Text("MSH-9.2")));
        Assert.All(_agency.Taken, message =>
        {
            Assert.Equal("~^^^^^^S", Encoding.UTF8.GetString(message.Find("PID")!.Value[5].Raw));
            Assert.All(new[] { "Sample", "Ann", "19800203", "Main St" }, secret => Assert.DoesNotContain(secret, Encoding.UTF8.GetString(message.Bytes.Span), StringComparison.Ordinal));
        });
        Assert.Contains("46", Encoding.UTF8.GetString(_agency.Taken[0].Find("OBX", 2)!.Value[5].Raw), StringComparison.Ordinal);
    }

    private Partner Agency(params SendRoute[] routes) => new("agency", "Agency") { Send = new PartnerTarget("127.0.0.1", _agency.Port, false) { Facility = "CLINIC^1234567893^NPI", AnswerSeconds = 3, Purpose = "PUBHLTH", Routes = routes } };

    private async Task LoadStarterAsync() =>
        (await Robot.PostAsync("fhir", JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "reportable-starter.json"), TestContext.Current.CancellationToken))!)).Expect(200);

    private async Task ReportAsync(string id, string test, string value, string interpretation, string status = "final")
    {
        var bundle = JsonNode.Parse($$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"request":{"method":"PUT","url":"Observation/{{{id}}}-o"},"resource":{"resourceType":"Observation","id":"{{{id}}}-o","status":"{{{status}}}","code":{"coding":[{"system":"http://loinc.org","code":"{{{test}}}"}]},"subject":{"reference":"Patient/ann"},
              "valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"{{{value}}}"}]},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"{{{interpretation}}}"}]}]}},
             {"request":{"method":"PUT","url":"DiagnosticReport/{{{id}}}"},"resource":{"resourceType":"DiagnosticReport","id":"{{{id}}}","status":"{{{status}}}","code":{"coding":[{"system":"http://loinc.org","code":"{{{test}}}"}]},"subject":{"reference":"Patient/ann"},
              "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"FILL"}]},"system":"urn:example:reports","value":"{{{id}}}"}],"issued":"2026-03-01T08:00:00Z","result":[{"reference":"Observation/{{{id}}}-o"}]}}]}
            """)!;
        (await Robot.PostAsync("fhir", bundle)).Expect(200);
    }

    private async Task VisitAsync(string status, string complaint) => Assert.InRange((await Robot.PutAsync(Chart.Resource($$$"""
        {"resourceType":"Encounter","id":"v","status":"{{{status}}}","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/ann","display":"Ann Sample"},"period":{"start":"2026-03-01T10:00:00Z"},"reasonCode":[{"text":"{{{complaint}}}"}]}
        """))).Status, 200, 201);

    private async Task HasAsync(int messages)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await PartnerHouse.UntilAsync(() => _agency.Taken.Count >= messages || watch.Elapsed > s_patience);
        Assert.True(_agency.Taken.Count >= messages, string.Join('\n', _house.Log.List(new MessageQuery()).Messages));
    }
}
