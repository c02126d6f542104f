using System.Text;
using System.Text.Json.Nodes;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Scenarios.Tests.Apps;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>What people do about partners and about messages that wait for them, through the doors.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private PartnerHouse _house = null!;
    private Partner _lab = null!;
    private MllpClient _line = null!;
    private Door _nurse = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await PartnerHouse.NewAsync();
        _lab = await _house.AddAsync(PartnerHouse.Laboratory());
        _line = _house.Connect(_lab);
        _nurse = await _house.Clinic.AddUserAsync("nurse", Roles.Nurse);
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Who_is_only_alike_is_shown_beside_the_message_and_a_person_says_who_it_is()
    {
        var known = await PatientOfAsync("C1", "1");
        // The same person by name and birth date under another number, and a message that comes behind.
        await SendAsync(Alike("C2", "4.4"));
        await SendAsync(Alike("C3", "4.5"));
        var waiting = (await _nurse.GetAsync("interfaces/review")).Expect(200).Json["messages"]!.AsArray();
        Assert.Equal([("INTERFACE-BEHIND", "Laboratory lab"), ("RECEIVE-ALIKE", "Laboratory lab")], waiting.Select(one => ((string)one!["reason"]!["code"]!, (string)one["partnerName"]!)));
        var id = (string)waiting[1]!["id"]!;
        var shown = (await _nurse.GetAsync($"interfaces/messages/{id}")).Expect(200).Json;
        Assert.Contains("PID|1||X1", (string)shown["text"]!, StringComparison.Ordinal);
        Assert.Equal(known, (string?)Assert.Single(shown["candidates"]!.AsArray())!["patient"]);
        Assert.Contains(shown["fhir"]!["resources"]!.AsArray(), resource => (string?)resource!["resourceType"] == "Observation");
        // Whose record was looked into is on record.
        var officer = new AuditLog(await _house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        Assert.Contains(await officer.EventsAsync("user=nurse"), one => AuditLog.Text(one, "interaction") == "interface-message" && AuditLog.Patients(one).Contains(known));
        (await DecideAsync(id, "somebody")).Expect(422);
        // Tried as it is, it waits again: nobody has decided.
        (await _nurse.PostAsync($"interfaces/messages/{id}/again", new JsonObject())).Expect(200);
        await PartnerHouse.UntilAsync(() => _house.Log.Find(id) is { State: MessageState.Held, Attempts: 2 });
        (await DecideAsync(id, known)).Expect(200);
        (await DecideAsync(id, "new")).Expect(409);
        Assert.Equal(MessageState.Applied, (await _house.SettledAsync("C2")).State);
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery(ControlId: "C3")).Messages[0].State == MessageState.Applied);
        Assert.Equal(3, (await _nurse.GetAsync($"fhir/Observation?patient={known}&_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task A_choice_that_leads_nowhere_is_taken_back_by_the_next()
    {
        var known = await PatientOfAsync("C1", "1");
        await SendAsync(Alike("C2", "4.4"));
        var id = (await _house.SettledAsync("C2")).Id;
        (await DecideAsync(id, "Patient/nobody")).Expect(200);
        await PartnerHouse.UntilAsync(() => _house.Log.Find(id) is { State: MessageState.Held, Reason.Code: "RECEIVE-NO-PATIENT" });
        (await DecideAsync(id, known)).Expect(200);
        await PartnerHouse.UntilAsync(() => _house.Log.Find(id)!.State == MessageState.Applied);
    }

    [Fact]
    public async Task What_cannot_be_applied_is_mended_and_sent_again_or_taken_out()
    {
        var bad = PartnerHouse.Bytes("MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|C1|P|2.5.1", "OBR|1||F1^LAB|2823-3^Potassium^LN|||20260301060000", "OBX|1|NM|2823-3^Potassium^LN||4.2|mmol/L||N|||F");
        Assert.Equal(AcknowledgementCode.AE, (await _line.SendAsync(bad, Stop)).Code);
        var dead = Assert.Single((await _nurse.GetAsync("interfaces/review?state=Dead")).Expect(200).Json["messages"]!.AsArray())!;
        var id = (string)dead["id"]!;
        var text = (string)(await _nurse.GetAsync($"interfaces/messages/{id}")).Expect(200).Json["text"]!;
        // Still without a patient: refused with the reason, and the old one stays.
        (await _nurse.PostAsync($"interfaces/messages/{id}/mend", new JsonObject { ["text"] = text })).Expect(422);
        var mended = text.Replace("OBR|1", PartnerHouse.Person("2") + "\nOBR|1", StringComparison.Ordinal);
        var fresh = (string)(await _nurse.PostAsync($"interfaces/messages/{id}/mend", new JsonObject { ["text"] = mended })).Expect(200).Json["message"]!["id"]!;
        await PartnerHouse.UntilAsync(() => _house.Log.Find(fresh)!.State == MessageState.Applied);
        Assert.Equal((id, MessageState.Discarded, "mended"), (_house.Log.Find(fresh)!.Replaces, _house.Log.Find(id)!.State, _house.Log.Find(id)!.Reason!.Code));
        (await _nurse.PostAsync($"interfaces/messages/{id}/again", new JsonObject())).Expect(409);
    }

    [Fact]
    public async Task What_failed_for_one_reason_is_tried_again_together_when_the_cause_is_gone()
    {
        await _house.AddAsync(_lab with { Messages = ["ADT"] });
        foreach (var control in new[] { "C1", "C2", "C3" })
            Assert.Equal(AcknowledgementCode.AR, (await _line.SendAsync(PartnerHouse.Result(control, value: $"4.{control[1]}"), Stop)).Code);
        await _house.AddAsync(_lab);
        Task<Reply> AgainAsync(string? code) => _nurse.PostAsync("interfaces/review/again", new JsonObject { ["partner"] = "lab", ["code"] = code });
        Assert.Equal(0, (int)(await AgainAsync("V2-MAP-REQUIRED")).Expect(200).Json["messages"]!);
        Assert.Equal(3, (int)(await AgainAsync("INTERFACE-TYPE")).Expect(200).Json["messages"]!);
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery(State: MessageState.Applied)).Messages.Count == 3);
        Assert.Equal(0, (int)(await AgainAsync(null)).Expect(200).Json["messages"]!);
    }

    [Fact]
    public async Task A_message_that_is_taken_out_frees_those_behind_it()
    {
        await PatientOfAsync("C1", "1");
        await SendAsync(Alike("C2", "4.4"));
        await SendAsync(PartnerHouse.Bytes(Header("C3"), "PID|1||X1^^^LAB^MR~M1^^^LAB^MR||Bukowska^Zelda||19370211|F", "OBR|1||F9-C3^LAB|2823-3^Potassium^LN|||20260301060000", "OBX|1|NM|2823-3^Potassium^LN||4.9|mmol/L||N|||F"));
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery(State: MessageState.Held)).Messages.Count == 2);
        var first = (await _house.SettledAsync("C2")).Id;
        (await _nurse.PostAsync($"interfaces/messages/{first}/discard", new JsonObject { ["reason"] = " " })).Expect(400);
        (await _nurse.PostAsync($"interfaces/messages/{first}/discard", new JsonObject { ["reason"] = "Sent to the wrong clinic." })).Expect(200);
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery(ControlId: "C3")).Messages[0].State == MessageState.Applied);
        Assert.Equal("Sent to the wrong clinic.", _house.Log.Find(first)!.Reason!.Text);
    }

    [Fact]
    public async Task Partners_are_changed_by_an_administrator_in_person()
    {
        var settings = JsonNode.Parse("""{"id":"hospital","name":"General hospital","timeZone":"America/New_York","receive":{"port":1,"isSecure":false}}""")!;
        settings["receive"]!["port"] = PartnerHouse.FreePort();
        // A token opens no way into the record.
        (await (await _house.Clinic.AddUserAsync("boss", Roles.Administrator)).SendBytesAsync(HttpMethod.Put, "interfaces/partners/hospital", Encoding.UTF8.GetBytes(settings.ToJsonString()), "application/json")).Expect(403);
        using var browser = new Browser(_house.Clinic.Address);
        await browser.SignInAsync("boss");
        var refused = (await browser.AskAsync("PUT", "interfaces/partners/hospital", settings)).Expect(422);
        Assert.Contains(refused.Json["issues"]!.AsArray(), issue => (string?)issue!["code"] == "PARTNER-ANYBODY");
        settings["receive"]!["addresses"] = new JsonArray("127.0.0.1");
        settings["maps"] = "map PID-patient of PID\n  make Nothing\n";
        refused = (await browser.AskAsync("PUT", "interfaces/partners/hospital", settings)).Expect(422);
        Assert.All(refused.Json["issues"]!.AsArray(), issue => Assert.StartsWith("maps:", (string)issue!["location"]!, StringComparison.Ordinal));
        settings["maps"] = "";
        (await browser.AskAsync("PUT", "interfaces/partners/hospital", settings)).Expect(200);
        var all = (await browser.AskAsync("GET", "interfaces/partners")).Expect(200).Json;
        Assert.Equal(["General hospital", "Laboratory lab"], all["partners"]!.AsArray().Select(one => (string?)one!["settings"]!["name"]));
        var line = _house.Connect(_house.Partners.Find("hospital")!.Settings);
        // Its port opens a moment after the answer.
        MllpReply reply;
        do
            reply = await line.SendAsync(PartnerHouse.Result("C7", "3"), Stop);
        while (reply.Outcome == MllpOutcome.NotSent);
        Assert.Equal(AcknowledgementCode.AA, reply.Code);
        (await browser.AskAsync("DELETE", "interfaces/partners/hospital")).Expect(204);
        Assert.True(_house.Clinic.Clinic.Parts.Accounts.Find("partner.hospital")!.IsDisabled);
    }

    [Fact]
    public async Task A_message_is_tried_without_leaving_anything()
    {
        var boss = await _house.Clinic.AddUserAsync("boss", Roles.Administrator);
        var tried = (await boss.PostAsync("interfaces/try", new JsonObject { ["message"] = Encoding.UTF8.GetString(PartnerHouse.Result("C1")).Replace('\r', '\n'), ["partner"] = "lab" })).Expect(200).Json;
        var observation = tried["resources"]!.AsArray().Single(resource => (string?)resource!["resourceType"] == "Observation")!;
        Assert.Equal(4.2, (double)observation["json"]!["valueQuantity"]!["value"]!);
        Assert.Contains(observation["origins"]!.AsArray(), origin => (string?)origin!["element"] == "valueQuantity.value" && ((string?)origin["source"])!.StartsWith("OBX", StringComparison.Ordinal));
        (await boss.PostAsync("interfaces/try", new JsonObject { ["message"] = "no message" })).Expect(422);
        Assert.Empty(_house.Log.List(new MessageQuery()).Messages);
        // Who looks after the lines sees that messages came, and not what they say.
        await PatientOfAsync("C1", "1");
        var line = Assert.Single((await boss.GetAsync("interfaces/messages?partner=lab")).Expect(200).Json["messages"]!.AsArray())!;
        Assert.Equal(("C1", "ORU^R01", "Applied"), ((string?)line["controlId"], (string?)line["type"], (string?)line["state"]));
        (await boss.GetAsync($"interfaces/messages/{line["id"]}")).Expect(403);
    }

    private static string Header(string control) => $"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|{control}|P|2.5.1";

    private static byte[] Alike(string control, string value) => PartnerHouse.Bytes(
        Header(control), PartnerHouse.Person("1").Replace("M1^", "X1^", StringComparison.Ordinal), $"OBR|1||F9-{control}^LAB|2823-3^Potassium^LN|||20260301060000", $"OBX|1|NM|2823-3^Potassium^LN||{value}|mmol/L||N|||F");

    private async Task SendAsync(byte[] message) => Assert.Equal(AcknowledgementCode.AA, (await _line.SendAsync(message, Stop)).Code);

    // A person whom the record knows from a first result.
    private async Task<string> PatientOfAsync(string control, string number)
    {
        await SendAsync(PartnerHouse.Result(control, number));
        Assert.Equal(MessageState.Applied, (await _house.SettledAsync(control)).State);
        var found = (await (await _house.Clinic.AddUserAsync($"system-{control}".ToLowerInvariant(), Roles.SystemInterface)).GetAsync($"fhir/Patient?identifier=https://carewright.example/fhir/NamingSystem/lab/LAB|M{number}")).Expect(200);
        return $"Patient/{(string)found.Json["entry"]![0]!["resource"]!["id"]!}";
    }

    private Task<Reply> DecideAsync(string id, string decision) => _nurse.PostAsync($"interfaces/messages/{id}/decision", new JsonObject { ["decision"] = decision });
}
