using System.Net;
using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Sandbox;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>A person asks an immunization registry, compares, and takes what is missing.</summary>
public sealed class RegistryQueryTests : IAsyncLifetime
{
    private PartnerHouse _house = null!;
    private ISimulatedPartner _registry = null!;

    private Door Doctor => _house.Clinic.As("doctor");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await PartnerHouse.NewAsync();
        _registry = PartnerKind.All.Single(kind => kind.Name == "registry").Create(new PartnerSetup(TimeProvider.System, _ => { }) { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
        await _registry.StartAsync(Stop);
        foreach (var (user, role) in new[] { ("doctor", "physician"), ("desk", "front-desk"), ("robot", "system-interface"), ("officer", "compliance-officer") })
            await _house.Clinic.AddUserAsync(user, role);
        (await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Patient","id":"ann","identifier":[{"system":"urn:example:mrn","value":"M1"}],"name":[{"family":"Sample","given":["Ann"]}],"birthDate":"2019-11-03","gender":"female"}"""))).Expect(201);
        (await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Patient","id":"bob","name":[{"family":"Other","given":["Bob"]}],"birthDate":"2018-01-01","gender":"male"}"""))).Expect(201);
        await _house.AddAsync(Registry(_registry.Endpoint!.Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task What_the_registry_has_stands_beside_the_chart_and_nothing_of_it_is_in_the_record()
    {
        await ReportAsync("1001", "Ann", Dose("D1", "20200110", "08^Hepatitis B^CVX"), Dose("D2", "20200210", "20^DTaP^CVX", "01^Historical^NIP001"), Dose("D3", "20200310", "116^Rotavirus^CVX", refused: true));
        await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Immunization","id":"own","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"45"}]},"patient":{"reference":"Patient/ann"},"occurrenceDateTime":"2020-01-10"}"""));
        var answer = await AskAsync();
        Assert.Equal("Found", (string?)answer["outcome"]);
        Assert.Equal(["Sample, Ann 2019-11-03"], answer["persons"]!.AsArray().Select(one => $"{one!["name"]} {one["birthDate"]}"));
        Assert.Equal(["2020-01-10 08 Administered", "2020-02-10 20 Historical", "2020-03-10 116 NotDone"], answer["doses"]!.AsArray().Select(one => $"{one!["date"]} {one["code"]} {one["status"]}"));
        Assert.Equal(("Immunization/own", false, "LOT1", "Maker", "1"), answer["doses"]![0] is var first ? ((string?)first!["here"]!["reference"], (bool)first["here"]!["isSame"]!, (string?)first["lot"], (string?)first["manufacturer"], (string?)first["number"]) : default);
        Assert.Null(answer["doses"]![1]!["here"]);
        Assert.True((bool)answer["chart"]![0]!["isThere"]!);
        Assert.Contains(answer["forecast"]!.AsArray(), one => (string?)one!["vaccine"] == "DTaP" && ((string)one["due"]!).Length == 10);
        Assert.Single(await ImmunizationsAsync());
    }

    [Fact]
    public async Task A_question_and_its_answer_are_in_the_log_and_on_record_under_both_names()
    {
        await ReportAsync("1001", "Ann", Dose("D1", "20200110", "08^Hepatitis B^CVX"));
        await AskAsync();
        Assert.Equal(["Inbound Applied RSP^K11", "Outbound Applied QBP^Q11"], _house.Log.List(new MessageQuery("iis")).Messages.Select(message => $"{message.Direction} {message.State} {message.Type}"));
        Assert.All(_house.Log.List(new MessageQuery("iis", Patient: "urn:example:mrn|M1")).Messages, message => Assert.True(message.HasRaw));
        var events = await new AuditLog(_house.Clinic.As("officer")).EventsAsync("patient=ann");
        var (asked, sent, shown) = (events.Single(one => AuditLog.Text(one, "interaction") == "registry-query"), events.Single(one => AuditLog.Text(one, "interaction") == "hl7-send"), events.Single(one => AuditLog.Text(one, "interaction") == "registry-answer"));
        Assert.Equal(("doctor", "partner.iis", "doctor"), (AuditLog.Text(asked, "userName"), AuditLog.Text(sent, "userName"), AuditLog.Text(shown, "userName")));
        Assert.Contains("purpose=PUBHLTH", asked.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_takes_is_written_as_the_person_once()
    {
        await ReportAsync("1001", "Ann", Dose("D1", "20200110", "08^Hepatitis B^CVX"), Dose("D2", "20200210", "20^DTaP^CVX", "01^Historical^NIP001"));
        var answer = await AskAsync();
        var keys = answer["doses"]!.AsArray().Select(one => (string)one!["key"]!).ToArray();
        var taken = (await TakeAsync("ann", answer, keys[0])).Expect(200).Json;
        Assert.Single(taken["taken"]!.AsArray());
        var dose = Assert.Single(await ImmunizationsAsync());
        Assert.Equal(("Patient/ann", false, "08", "LOT1", "Maker", "completed"), ((string?)dose["patient"]!["reference"], (bool)dose["primarySource"]!, (string?)dose["vaccineCode"]!["coding"]![0]!["code"], (string?)dose["lotNumber"], (string?)dose["manufacturer"]!["display"], (string?)dose["status"]));
        Assert.Contains("record", dose["reportOrigin"]!["coding"]!.AsArray().Select(coding => (string?)coding!["code"]));
        Assert.Equal($"urn:carewright:message:{answer["message"]}", (string?)dose["meta"]!["source"]);
        // Both, of which one is there: by the answer from before, and by a new one.
        Assert.Equal((1, 1), (await TakeAsync("ann", answer, keys)).Expect(200).Json is var second ? (second["taken"]!.AsArray().Count, (int)second["known"]!) : default);
        var again = await AskAsync();
        Assert.All(again["doses"]!.AsArray(), one => Assert.True((bool)one!["here"]!["isSame"]!));
        Assert.Equal((0, 2), (await TakeAsync("ann", again, keys)).Expect(200).Json is var third ? (third["taken"]!.AsArray().Count, (int)third["known"]!) : default);
        Assert.Equal(2, (await ImmunizationsAsync()).Count);
        var written = (await new AuditLog(_house.Clinic.As("officer")).EventsAsync("patient=ann")).Where(one => AuditLog.Text(one, "interaction") == "transaction");
        Assert.All(written, one => Assert.Equal("doctor", AuditLog.Text(one, "userName")));
    }

    [Fact]
    public async Task What_was_taken_is_not_sent_back_and_what_was_given_here_is()
    {
        await ReportAsync("1001", "Ann", Dose("D1", "20200110", "08^Hepatitis B^CVX"));
        var feeds = Registry(_registry.Endpoint!.Port);
        await _house.AddAsync(feeds with { Send = feeds.Send! with { Routes = [new SendRoute("VXU^V04", "Immunization", "status = 'completed'")] } });
        var answer = await AskAsync();
        (await TakeAsync("ann", answer, (string)answer["doses"]![0]!["key"]!)).Expect(200);
        (await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Immunization","id":"own","status":"completed","primarySource":true,"lotNumber":"L","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"20"}]},"patient":{"reference":"Patient/ann"},"occurrenceDateTime":"2021-01-10"}"""))).Expect(201);
        IReadOnlyList<LoggedMessage> sent = [];
        await PartnerHouse.UntilAsync(() => (sent = [.. _house.Log.List(new MessageQuery("iis")).Messages.Where(message => message.Type == "VXU^V04")]).Any(message => message.State != MessageState.Received));
        Assert.Single(sent);
        Assert.Contains("|20^", System.Text.Encoding.UTF8.GetString(_house.Log.Raw(sent[0])!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_who_may_be_meant_are_named_and_the_one_that_is_chosen_is_asked_for()
    {
        await ReportAsync("1001", "Anna", Dose("D1", "20200110", "08^Hepatitis B^CVX"));
        await ReportAsync("1002", "Annika", Dose("D2", "20200210", "20^DTaP^CVX"));
        var answer = await AskAsync();
        Assert.Equal("Several", (string?)answer["outcome"]);
        Assert.Equal(["Sample, Anna", "Sample, Annika"], answer["persons"]!.AsArray().Select(one => (string?)one!["name"]));
        var meant = await AskAsync(new JsonObject { ["message"] = (string?)answer["message"], ["place"] = 2 });
        Assert.Equal(["20"], meant["doses"]!.AsArray().Select(one => (string?)one!["code"]));
    }

    [Fact]
    public async Task Nobody_is_an_answer()
    {
        var answer = await AskAsync();
        Assert.Equal(("Nobody", 0, 0), ((string?)answer["outcome"], answer["persons"]!.AsArray().Count, answer["doses"]!.AsArray().Count));
    }

    [Fact]
    public async Task Who_may_not_see_immunizations_asks_for_none()
    {
        (await _house.Clinic.As("desk").PostAsync("interfaces/registries/iis/query", Query())).Expect(403);
        Assert.Empty(_house.Log.List(new MessageQuery("iis")).Messages);
        (await Doctor.PostAsync("interfaces/registries/iis/query", Query("nobody"))).Expect(404);
        (await Doctor.PostAsync("interfaces/registries/lab/query", Query())).Expect(404);
        Assert.Empty(_house.Log.List(new MessageQuery("iis")).Messages);
    }

    [Fact]
    public async Task An_answer_about_somebody_else_cannot_be_taken()
    {
        await ReportAsync("1001", "Ann", Dose("D1", "20200110", "08^Hepatitis B^CVX"));
        var answer = await AskAsync();
        (await TakeAsync("bob", answer, (string)answer["doses"]![0]!["key"]!)).Expect(404);
        (await TakeAsync("ann", answer, "urn:example|made-up")).Expect(404);
        Assert.Empty(await ImmunizationsAsync());
    }

    [Fact]
    public async Task A_registry_that_is_silent_is_told_within_the_bound_and_the_question_is_not_sent_again()
    {
        await using var silent = await OtherEnd.StartAsync();
        silent.Answer = _ => null;
        await _house.AddAsync(Registry(silent.Port, "silent") with { Id = "silent" });
        var refused = (await Doctor.PostAsync("interfaces/registries/silent/query", Query())).Expect(504);
        Assert.Equal("registry-silent", (string?)refused.Json["code"]);
        var left = Assert.Single(_house.Log.List(new MessageQuery("silent")).Messages);
        Assert.Equal((MessageState.Discarded, "INTERFACE-UNANSWERED"), (left.State, left.Reason!.Code));
        Assert.Single(silent.Taken);
    }

    [Fact]
    public async Task A_registry_that_refuses_is_told_in_words_of_ours()
    {
        await using var other = await OtherEnd.StartAsync();
        other.Answer = message => OtherEnd.Acknowledge(message, "AE", "ERR||QPD^1^6|101^Required field missing^HL70357|E||||Ann Sample has no date.");
        await _house.AddAsync(Registry(other.Port, "strict"));
        var refused = (await Doctor.PostAsync("interfaces/registries/strict/query", Query())).Expect(502);
        Assert.Equal("registry-refused", (string?)refused.Json["code"]);
        Assert.DoesNotContain("Sample", refused.Json.ToJsonString(), StringComparison.Ordinal);
    }

    private static Partner Registry(int port, string id = "iis") => new(id, "Registry")
    {
        Send = new PartnerTarget("127.0.0.1", port, false) { TheirApplication = "SANDBOXIIS", AnswerSeconds = id == "silent" ? 1 : 30, IsRegistry = true, Purpose = "PUBHLTH" },
    };

    private static JsonObject Query(string patient = "ann", JsonObject? candidate = null) => new() { ["patient"] = patient, ["candidate"] = candidate };

    private static string[] Dose(string number, string day, string vaccine, string source = "00^New record^NIP001", bool refused = false) =>
    [
        $"ORC|RE||{number}^OTHER", $"RXA|0|1|{day}||{vaccine}|{(refused ? "999" : "0.5|mL^mL^UCUM")}{(refused ? "|" : "")}||{source}||||||{(refused ? "" : "LOT1")}||{(refused ? "|00^Parental decision^NIP002" : "MSD^Maker^MVX|")}||{(refused ? "RE" : "CP")}|A",
    ];

    private async Task<JsonNode> AskAsync(JsonObject? candidate = null) => (await Doctor.PostAsync("interfaces/registries/iis/query", Query(candidate: candidate))).Expect(200).Json;

    private Task<Reply> TakeAsync(string patient, JsonNode answer, params string[] keys) =>
        Doctor.PostAsync("interfaces/registries/iis/take", new JsonObject { ["patient"] = patient, ["message"] = (string?)answer["message"], ["doses"] = new JsonArray([.. keys.Select(key => (JsonNode)key)]) });

    private async Task<IReadOnlyList<JsonNode>> ImmunizationsAsync() =>
        [.. ((await Doctor.GetAsync("fhir/Immunization?patient=ann")).Expect(200).Json["entry"] as JsonArray ?? []).Select(entry => entry!["resource"]!)];

    // As another clinic would report.
    private async Task ReportAsync(string number, string given, params string[][] doses)
    {
        await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", _registry.Endpoint!.Port), TimeProvider.System);
        var reply = await client.SendAsync(PartnerHouse.Bytes([$"MSH|^~\\&|OTHER|CLINIC|SANDBOXIIS||20260301||VXU^V04^VXU_V04|R{number}|P|2.5.1", $"PID|1||{number}^^^OTHER^MR||Sample^{given}||20191103|F", .. doses.SelectMany(dose => dose)]), Stop);
        Assert.True(reply.IsAccepted, reply.Reason);
    }
}
