using System.Net;
using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Sandbox;
using Carewright.Scenarios.Tests.Interfaces;
using Carewright.Scenarios.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>An order to a laboratory that we play, and back: the real server, its catalogue, both lines, the record and the in-basket of who ordered it.</summary>
public sealed class OrderLoopTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lipid_panel_leaves_and_comes_back_to_who_ordered_it()
    {
        await using var house = await LabHouse.NewAsync();
        (await house.LoadOwnAsync()).Expect(200);
        var test = (await house.FindAsync("lipid", codes => codes is ["LIPID"]))[0];
        var (ours, theirs) = (PartnerHouse.FreePort(), PartnerHouse.FreePort());
        await using var laboratory = PartnerKind.All.Single(kind => kind.Name == "lab").Create(new PartnerSetup(TimeProvider.System, _ => { })
        {
            Listen = new IPEndPoint(IPAddress.Loopback, theirs),
            Send = new DnsEndPoint("127.0.0.1", ours),
            Delay = TimeSpan.FromMilliseconds(200),
            FirstPause = TimeSpan.FromMilliseconds(50),
        });
        await laboratory.StartAsync(Stop);
        var partners = house.Clinic.Server.Services.GetRequiredService<PartnerRegister>();
        Assert.Empty(await partners.PutAsync(PartnerOf(ours, theirs), Stop));

        (await house.Doctor.CreateAsync(Order(test))).Expect(201);

        var report = await UntilAsync(house.Doctor, "fhir/DiagnosticReport?subject=Patient/ina&_include=DiagnosticReport:result&_include=DiagnosticReport:based-on", found => found.Resources.Any(one => (string?)one["resourceType"] == "DiagnosticReport"));
        Assert.Equal("final", (string?)report.Resources.Single(one => (string?)one["resourceType"] == "DiagnosticReport")["status"]);
        Assert.Equal(["13457-7", "2085-9", "2093-3", "2571-8"], report.Resources.Where(one => (string?)one["resourceType"] == "Observation").Select(LoincOf).Order(StringComparer.Ordinal));
        // The same order, with both its numbers.
        var order = report.Resources.Single(one => (string?)one["resourceType"] == "ServiceRequest");
        Assert.Equal(["FILL", "PLAC"], order["identifier"]!.AsArray().Select(identifier => (string)identifier!["type"]!["coding"]![0]!["code"]!).Order(StringComparer.Ordinal));
        var review = await UntilAsync(house.Doctor, "fhir/Task?code=https://carewright.example/fhir/CodeSystem/task|review-result", found => found.Resources.Count == 1);
        Assert.Equal("Practitioner/doc", (string?)review.Resources[0]["owner"]!["reference"]);
    }

    private static async Task<Reply> UntilAsync(Door door, string path, Func<Reply, bool> holds)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(s_patience);
        while (true)
        {
            if ((await door.GetAsync(path)).Expect(200) is var found && holds(found))
                return found;
            await Task.Delay(50, end.Token);
        }
    }

    private static string LoincOf(JsonObject observation) => observation["code"]!["coding"]!.AsArray().Where(coding => (string?)coding!["system"] == "http://loinc.org").Select(coding => (string)coding!["code"]!).First();

    private static Partner PartnerOf(int ours, int theirs) => new("sandbox-lab", "Sandbox laboratory")
    {
        ProcessingIds = ["P", "T"],
        Receive = new PartnerPort(ours, false) { Addresses = ["127.0.0.1"] },
        Send = new PartnerTarget("127.0.0.1", theirs, false) { Routes = [new SendRoute("OML^O21", "ServiceRequest", $"status = 'active' and intent = 'order' and performer.reference = 'Organization/{LabHouse.Lab}'") { Together = "requisition.value" }] },
    };

    private static JsonObject Order(JsonObject test) => new()
    {
        ["resourceType"] = "ServiceRequest",
        ["status"] = "active",
        ["intent"] = "order",
        ["identifier"] = new JsonArray(Chart.Resource("""{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PLAC"}]},"system":"https://carewright.example/fhir/NamingSystem/order","value":"RDER000001"}""")),
        ["requisition"] = Chart.Resource("""{"system":"https://carewright.example/fhir/NamingSystem/requisition","value":"REQ0000001"}"""),
        ["category"] = new JsonArray(Chart.Resource("""{"coding":[{"system":"http://snomed.info/sct","code":"108252007"}]}""")),
        ["code"] = test["concept"]!.DeepClone(),
        ["subject"] = Chart.Resource("""{"reference":"Patient/ina"}"""),
        ["requester"] = Chart.Resource("""{"reference":"Practitioner/doc"}"""),
        ["performer"] = new JsonArray(new JsonObject { ["reference"] = $"Organization/{LabHouse.Lab}" }),
        ["authoredOn"] = "2026-03-01T08:00:00Z",
    };
}
