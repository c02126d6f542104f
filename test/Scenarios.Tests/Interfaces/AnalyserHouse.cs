using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Mapping;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>A clinic with patients, orders, specimens, and an instrument in the back room.</summary>
internal sealed class AnalyserHouse : IAsyncDisposable
{
    internal const string Loinc = "http://loinc.org";
    internal const string Specimens = "https://carewright.example/fhir/NamingSystem/specimen";

    private AnalyserHouse(PartnerHouse partners, Door doctor, Partner analyser) => (Partners, Doctor, Analyser) = (partners, doctor, analyser);

    internal PartnerHouse Partners { get; }

    internal RunningClinic Clinic => Partners.Clinic;

    internal IMessageLog Log => Partners.Log;

    internal Door Doctor { get; }

    internal Partner Analyser { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<AnalyserHouse> NewAsync(Func<Partner, Partner>? shape = null)
    {
        var house = await PartnerHouse.NewAsync();
        await house.Clinic.FillAsync(Chart());
        var doctor = await house.Clinic.AddUserAsync("doctor", "physician", fhirUser: "Practitioner/doc");
        var analyser = PartnerOf(PartnerHouse.FreePort());
        return new AnalyserHouse(house, doctor, await house.AddAsync(shape?.Invoke(analyser) ?? analyser));
    }

    /// <summary>Two patients; a specimen S1 of the one with a potassium and a panel, and S2 of the other with a potassium.</summary>
    internal static IReadOnlyList<JsonObject> Chart() =>
    [
        Running.Chart.Resource("""{ "resourceType": "Practitioner", "id": "doc", "name": [{ "family": "Testdoctor", "given": ["Dora"] }] }"""),
        Running.Chart.Patient("ina", "Testperson", "Ina"),
        Running.Chart.Patient("otto", "Otherperson", "Otto"),
        Order("k1", "ina", "2823-3", "s1"),
        Order("bmp1", "ina", "51990-0", null),
        Order("k2", "otto", "2823-3", "s2"),
        Specimen("s1", "S1", "ina", "k1", "bmp1"),
        Specimen("s2", "S2", "otto", "k2"),
    ];

    internal static Partner PartnerOf(int port) => new("bench", "Bench analyser")
    {
        Analyser = new AnalyserLine(),
        Receive = new PartnerPort(port, false) { Addresses = ["127.0.0.1"] },
        ProcessingIds = ["P", "T"],
        TimeZone = "America/Chicago",
        Codes =
        [
            new CodeMap("test", "K", Loinc, "2823-3", "Potassium"),
            new CodeMap("test", "NA", Loinc, "2951-2", "Sodium"),
            new CodeMap("test", "GLU", Loinc, "2345-7", "Glucose"),
            new CodeMap("panel", "NA", Loinc, "51990-0"),
            new CodeMap("panel", "GLU", Loinc, "51990-0"),
        ],
    };

    internal static JsonObject Order(string id, string patient, string code, string? specimen)
    {
        var order = Running.Chart.Resource($$"""
            {"resourceType":"ServiceRequest","id":"{{id}}","status":"active","intent":"order","code":{"coding":[{"system":"{{Loinc}}","code":"{{code}}"}]},
             "subject":{"reference":"Patient/{{patient}}"},"requester":{"reference":"Practitioner/doc"},"authoredOn":"2026-03-02T08:00:00Z"}
            """);
        if (specimen is not null)
            order["specimen"] = new JsonArray(new JsonObject { ["reference"] = $"Specimen/{specimen}" });
        return order;
    }

    internal static JsonObject Specimen(string id, string number, string patient, params string[] orders) => Running.Chart.Resource($$"""
        {"resourceType":"Specimen","id":"{{id}}","accessionIdentifier":{"system":"{{Specimens}}","value":"{{number}}"},"status":"available","subject":{"reference":"Patient/{{patient}}"},
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0487","code":"SER"}]},"collection":{"collectedDateTime":"2026-03-02T08:30:00Z"},
         "request":[{{string.Join(',', orders.Select(order => $$"""{"reference":"ServiceRequest/{{order}}"}"""))}}]}
        """);

    /// <summary>The resources of a search, as soon as they are what is expected.</summary>
    internal async Task<IReadOnlyList<JsonObject>> UntilAsync(string path, Func<IReadOnlyList<JsonObject>, bool> holds)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var found = (await Doctor.GetAsync("fhir/" + path)).Expect(200).Resources.ToList();
            if (holds(found))
                return found;
            await Task.Delay(50, end.Token);
        }
    }

    /// <summary>The newest message of the instrument's results, as soon as it is not to be applied any more.</summary>
    internal async Task<LoggedMessage> SettledAsync(int results = 1)
    {
        LoggedMessage? found = null;
        await PartnerHouse.UntilAsync(() => Log.List(new MessageQuery("bench")).Messages.Where(message => message.Type == "ASTM^R").ToList() is { } all && all.Count == results && (found = all[0]).State != MessageState.Received);
        return found!;
    }

    public ValueTask DisposeAsync() => Partners.DisposeAsync();
}
