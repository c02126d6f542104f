using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;
using Carewright.Interfaces.Partners;
using Carewright.Sandbox;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>An instrument in the back room and the real server, over real lines: what it is told, and where its results come to be.</summary>
public sealed class AnalyserTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_analyser_asks_what_is_ordered_and_its_results_are_in_the_chart_and_before_who_ordered_them()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var analyser = await PlayAsync(house.Analyser.Receive!.Port, "S1");

        var reports = await house.UntilAsync("DiagnosticReport?subject=Patient/ina&_include=DiagnosticReport:result", found => found.Count(one => (string?)one["resourceType"] == "DiagnosticReport") == 2);
        var panel = reports.Single(one => (string?)one["basedOn"]?[0]?["reference"] == "ServiceRequest/bmp1" && (string?)one["resourceType"] == "DiagnosticReport");
        Assert.Equal(("final", "Specimen/s1", "51990-0"), ((string?)panel["status"], (string?)panel["specimen"]![0]!["reference"], (string?)panel["code"]!["coding"]![0]!["code"]));
        var results = reports.Where(one => (string?)one["resourceType"] == "Observation").ToDictionary(one => (string)one["code"]!["coding"]![0]!["code"]!);
        Assert.Equal(["2345-7", "2823-3", "2951-2"], results.Keys.Order(StringComparer.Ordinal));
        var potassium = results["2823-3"];
        Assert.Equal(("final", "mmol/L", "SIMLYTE SN0001", "2026-03-02T08:30:00Z"), ((string?)potassium["status"], (string?)potassium["valueQuantity"]!["code"], (string?)potassium["device"]!["display"], (string?)potassium["effectiveDateTime"]));
        Assert.Equal((3.5, 5.1), ((double)potassium["referenceRange"]![0]!["low"]!["value"]!, (double)potassium["referenceRange"]![0]!["high"]!["value"]!));
        var reviews = await house.UntilAsync("Task?code=https://carewright.example/fhir/CodeSystem/task|review-result", found => found.Count == 2);
        Assert.All(reviews, review => Assert.Equal("Practitioner/doc", (string?)review["owner"]!["reference"]));
    }

    [Fact]
    public async Task What_an_analyser_is_shown_is_on_record_once_for_each_question()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        var officer = new AuditLog(await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        var answer = await instrument.AskAsync("S1");
        var (patient, order) = (Assert.Single(answer.Patients()), Assert.Single(answer.Orders()));
        Assert.Equal(("Testperson", "Ina", "F"), (patient.LastName, patient.FirstName, patient.Sex));
        Assert.Equal(["GLU", "K", "NA"], order.Tests().Select(test => test.Code).Order(StringComparer.Ordinal));
        Assert.Equal(("S1", TerminationCode.QueryAnswered), (order.SpecimenId, answer.Terminator!.Value.Code!.Value));
        var shown = Assert.Single(await officer.EventsAsync("user=partner.bench"), one => AuditLog.Text(one, "interaction") == "partner-query");
        Assert.Equal(["Patient/ina"], AuditLog.Patients(shown));
        // The question itself is in the log, durable before the answer.
        Assert.Equal("ASTM^Q", Assert.Single(house.Log.List(new MessageQuery("bench")).Messages).Type);

        var nothing = await instrument.AskAsync("NOBODYS");
        Assert.Equal((0, TerminationCode.NoInformation), (nothing.Orders().Count(), nothing.Terminator!.Value.Code!.Value));
        Assert.Equal(2, (await officer.EventsAsync("user=partner.bench")).Count(one => AuditLog.Text(one, "interaction") == "partner-query"));
        Assert.Equal(["S1", "S2"], (await AskAllAsync(house, instrument)).Orders().Select(one => one.SpecimenId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_done_is_not_handed_out_again()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        await instrument.SendAsync(Instrument.Result("S2", "K", "4.4"));
        Assert.Equal(MessageState.Applied, (await house.SettledAsync()).State);
        Assert.Equal(TerminationCode.NoInformation, (await instrument.AskAsync("S2")).Terminator!.Value.Code);
    }

    [Fact]
    public async Task A_panel_is_whole_when_its_last_test_has_come()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        await instrument.SendAsync(Instrument.Result("S1", "NA", "140"));
        Assert.Equal(MessageState.Applied, (await house.SettledAsync()).State);
        Assert.Equal("partial", (string?)Assert.Single(await house.UntilAsync("DiagnosticReport", found => found.Count == 1))["status"]);
        Assert.Equal(["GLU", "K", "NA"], (await instrument.AskAsync("S1")).Orders().Single().Tests().Select(test => test.Code).Order(StringComparer.Ordinal));
        await instrument.SendAsync(Instrument.Result("S1", "GLU", "90"));
        await house.SettledAsync(2);
        var report = Assert.Single(await house.UntilAsync("DiagnosticReport", found => found.Count == 1));
        Assert.Equal(("final", 2), ((string?)report["status"], report["result"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_same_results_again_are_not_applied_again_and_corrected_ones_correct()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        var first = Instrument.Result("S1", "K", "4.4");
        await instrument.SendAsync(first);
        await house.SettledAsync();
        await instrument.SendAsync(first);
        Assert.Equal(MessageState.Duplicate, (await house.SettledAsync(2)).State);
        var result = Assert.Single(await house.UntilAsync("Observation", found => found.Count == 1));
        Assert.Equal(("final", "1"), ((string?)result["status"], (string?)result["meta"]!["versionId"]));

        await instrument.SendAsync(Instrument.Result("S1", "K", "5.9", "C"));
        Assert.Equal(MessageState.Applied, (await house.SettledAsync(3)).State);
        var corrected = Assert.Single(await house.UntilAsync("Observation", found => found.Count == 1));
        Assert.Equal(("corrected", 5.9, (string?)result["id"]), ((string?)corrected["status"], (double)corrected["valueQuantity"]!["value"]!, (string?)corrected["id"]));
        Assert.Equal("corrected", (string?)Assert.Single(await house.UntilAsync("DiagnosticReport", found => found.Count == 1))["status"]);
        // Where it came from: the message as it was sent, under the patient's key.
        var source = (await house.UntilAsync($"Provenance?target=Observation/{(string)corrected["id"]!}", found => found.Count > 0))[0];
        var raw = house.Clinic.Clinic.Store.Read("Binary", ((string)source["entity"]![0]!["what"]!["reference"]!)["Binary/".Length..])!;
        Assert.Equal(["Patient/ina"], raw.Patients);
        Assert.Equal("x-application/lis2-a2", (string?)JsonNode.Parse(raw.Open().Span)!["contentType"]);
    }

    [Fact]
    public async Task Results_of_a_specimen_that_nobody_knows_wait_for_a_person_who_says_whose_they_are()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        var nurse = await house.Clinic.AddUserAsync("nurse", Roles.Nurse);
        await instrument.SendAsync(Instrument.Result("S9", "K", "4.4", patient: "||||Testperson^Ina||19800517|F"));
        var held = await house.SettledAsync();
        Assert.Equal((MessageState.Held, "RECEIVE-WHOSE"), (held.State, held.Reason!.Code));
        var shown = (await nurse.GetAsync($"interfaces/messages/{held.Id}")).Expect(200).Json;
        Assert.Contains("O|1|S9|", (string)shown["text"]!, StringComparison.Ordinal);
        Assert.Equal("Patient/ina", (string?)Assert.Single(shown["candidates"]!.AsArray())!["patient"]);
        Assert.Contains(shown["fhir"]!["resources"]!.AsArray(), one => (string?)one!["resourceType"] == "Observation");
        // An instrument makes nobody new.
        (await DecideAsync(nurse, held.Id, "new")).Expect(200);
        Assert.Equal("RECEIVE-NO-PATIENT", (await house.SettledAsync()).Reason!.Code);
        (await DecideAsync(nurse, held.Id, "Patient/ina")).Expect(200);
        await PartnerHouse.UntilAsync(() => house.Log.Find(held.Id)!.State == MessageState.Applied);
        var result = Assert.Single(await house.UntilAsync("Observation?subject=Patient/ina", found => found.Count == 1));
        Assert.Null(result["basedOn"]);
        Assert.Equal(2, (await house.Doctor.GetAsync("fhir/Patient?_summary=count")).Expect(200).Total);
    }

    [Theory]
    [InlineData("||||Testperson^Ina||19710101|F", "RECEIVE-BIRTH-DATE")]
    [InlineData("||||Wholly^Different|||", "RECEIVE-NAME")]
    public async Task Results_whose_patient_contradicts_the_specimens_wait_for_a_person(string patient, string reason)
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        await instrument.SendAsync(Instrument.Result("S1", "K", "4.4", patient: patient));
        var held = await house.SettledAsync();
        Assert.Equal((MessageState.Held, reason), (held.State, held.Reason!.Code));
        // Another than the specimen's: then it was not this specimen.
        (await DecideAsync(await house.Clinic.AddUserAsync("nurse", Roles.Nurse), held.Id, "Patient/otto")).Expect(200);
        await PartnerHouse.UntilAsync(() => house.Log.Find(held.Id)!.State == MessageState.Applied);
        var result = Assert.Single(await house.UntilAsync("Observation", found => found.Count == 1));
        Assert.Equal(("Patient/otto", null, null), ((string?)result["subject"]!["reference"], result["basedOn"], result["specimen"]));
        Assert.Equal("Ina", (string?)(await house.Doctor.GetAsync("fhir/Patient/ina")).Expect(200).Json["name"]![0]!["given"]![0]);
    }

    [Fact]
    public async Task Each_specimen_of_a_message_goes_to_its_own_chart_and_controls_go_nowhere()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        await instrument.SendAsync(Instrument.Message(
            "P|1", "O|1|S1||^^^K|R||||||N", "R|1|^^^K|4.1|mmol/L||N||F", "C|1|I|seen twice|G", "O|2|S2||^^^K|R||||||N", "R|1|^^^K|4.2|mmol/L||N||F", "O|3|CONTROL1||^^^K|R||||||Q", "R|1|^^^K|6.0|mmol/L||N||F", "O|4|S8||^^^K|R||||||N", "R|1|^^^K|4.8|mmol/L||N||F"));
        await PartnerHouse.UntilAsync(() => house.Log.List(new MessageQuery("bench")).Messages is { Count: 3 } all && all.All(message => message.State != MessageState.Received));
        Assert.Equal([MessageState.Held, MessageState.Applied, MessageState.Applied], house.Log.List(new MessageQuery("bench")).Messages.Select(message => message.State));
        var results = await house.UntilAsync("Observation", found => found.Count == 2);
        Assert.Equal([("Patient/ina", 4.1), ("Patient/otto", 4.2)], results.Select(one => ((string)one["subject"]!["reference"]!, (double)one["valueQuantity"]!["value"]!)).Order());
        Assert.Equal("seen twice", (string?)results.Single(one => (string?)one["subject"]!["reference"] == "Patient/ina")["note"]![0]!["text"]);
    }

    [Fact]
    public async Task An_analyser_that_listens_is_connected_to()
    {
        var specimens = Channel.CreateUnbounded<string>();
        await using var analyser = PartnerKind.All.Single(kind => kind.Name == "analyser").Create(Setup(specimens) with { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
        await analyser.StartAsync(Stop);
        await using var house = await AnalyserHouse.NewAsync(partner => partner with { Receive = null, Analyser = new AnalyserLine { Host = "127.0.0.1", Port = analyser.Endpoint!.Port } });
        var running = analyser.RunAsync(Stop);
        specimens.Writer.TryWrite("S2");
        Assert.Equal("ServiceRequest/k2", (string?)Assert.Single(await house.UntilAsync("DiagnosticReport?subject=Patient/otto", found => found.Count == 1))["basedOn"]![0]!["reference"]);
        Assert.False(running.IsFaulted);
    }

    [Fact]
    public async Task What_is_not_agreed_on_is_taken_and_kept_for_a_person_who_can_mend_it()
    {
        await using var house = await AnalyserHouse.NewAsync();
        await using var instrument = new Instrument(house.Analyser.Receive!.Port);
        await instrument.SendAsync(Encoding.Latin1.GetBytes("H|\\^&|||ANALYTE^1.0^77|||||||D|LIS2-A2|20260302101500\rP|1\rO|1|S1||^^^K|R||||||N\rR|1|^^^K|4.1|mmol/L||N||F\rL|1|N\r"));
        var dead = await house.SettledAsync();
        Assert.Equal((MessageState.Dead, "INTERFACE-PROCESSING", true), (dead.State, dead.Reason!.Code, dead.HasRaw));
        var nurse = await house.Clinic.AddUserAsync("nurse", Roles.Nurse);
        var text = Encoding.Latin1.GetString(Instrument.Result("S1", "K", "4.1"));
        (await nurse.PostAsync($"interfaces/messages/{dead.Id}/mend", new JsonObject { ["text"] = text })).Expect(200);
        Assert.Equal(4.1, (double)Assert.Single(await house.UntilAsync("Observation?subject=Patient/ina", found => found.Count == 1))["valueQuantity"]!["value"]!);
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_told_and_who_is_no_partner_is_not_heard()
    {
        await using var house = await AnalyserHouse.NewAsync();
        var analyser = AnalyserHouse.PartnerOf(PartnerHouse.FreePort());
        async Task<IReadOnlyList<string>> FaultsAsync(Partner partner) => [.. (await house.Partners.Partners.PutAsync(partner with { Id = "other" }, Stop)).Select(issue => issue.Code)];
        Assert.Contains("ANALYSER-LINE", await FaultsAsync(analyser with { Receive = null }));
        Assert.Contains("ANALYSER-TLS", await FaultsAsync(analyser with { Receive = analyser.Receive! with { IsSecure = true } }));
        Assert.Contains("PARTNER-PORT-PROTOCOL", await FaultsAsync(PartnerHouse.Laboratory("other", house.Analyser.Receive!.Port)));
        var far = await house.Partners.Partners.PutAsync(house.Analyser with { Receive = house.Analyser.Receive with { Addresses = ["192.0.2.1"] } }, Stop);
        Assert.Empty(far);
        await using var stranger = new Instrument(house.Analyser.Receive.Port);
        Assert.NotEqual(SendOutcome.Delivered, (await stranger.TrySendAsync(Instrument.Result("S1", "K", "4.1"))).Outcome);
        Assert.Empty(house.Log.List(new MessageQuery("bench")).Messages);
        var officer = new AuditLog(await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        // Nobody waits for that record.
        while (!(await officer.EventsAsync("user=partner")).Any(one => AuditLog.Text(one, "interaction") == "hl7-connection"))
            await Task.Delay(20, Stop);
    }

    private static Task<Reply> DecideAsync(Door door, string id, string decision) => door.PostAsync($"interfaces/messages/{id}/decision", new JsonObject { ["decision"] = decision });

    // Everything that is open: what was taken lately, by the clinic's clock.
    private static async Task<AstmMessage> AskAllAsync(AnalyserHouse house, Instrument instrument)
    {
        foreach (var (id, number, patient, order) in new[] { ("s1", "S1", "ina", "k1"), ("s2", "S2", "otto", "k2") })
        {
            var specimen = AnalyserHouse.Specimen(id, number, patient, order);
            specimen["collection"]!["collectedDateTime"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            await house.Clinic.FillAsync([specimen]);
        }
        return await instrument.AskAsync("ALL");
    }

    private static PartnerSetup Setup(ChannelReader<string> specimens) => new(TimeProvider.System, _ => { }) { Specimens = specimens, Delay = TimeSpan.FromMilliseconds(100), FirstPause = TimeSpan.FromMilliseconds(50) };

    private static async Task<ISimulatedPartner> PlayAsync(int port, string specimen)
    {
        var specimens = Channel.CreateUnbounded<string>();
        var analyser = PartnerKind.All.Single(kind => kind.Name == "analyser").Create(Setup(specimens) with { Send = new DnsEndPoint("127.0.0.1", port) });
        await analyser.StartAsync(Stop);
        _ = analyser.RunAsync(Stop);
        specimens.Writer.TryWrite(specimen);
        return analyser;
    }
}
