using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>Messages from a partner's line to the record and the acknowledgement back, through the real server.</summary>
public sealed class PartnerTests : IAsyncLifetime
{
    private PartnerHouse _house = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await PartnerHouse.NewAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_result_is_in_its_patients_record_when_it_is_acknowledged()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Acknowledge = AcknowledgeWhen.Applied });
        var reply = await _house.Connect(lab).SendAsync(PartnerHouse.Result("C1"), Stop);
        Assert.Equal((MllpOutcome.Acknowledged, AcknowledgementCode.AA), (reply.Outcome, reply.Code));
        var found = (await (await _house.Clinic.AddUserAsync("system", Roles.SystemInterface)).GetAsync("fhir/Observation?patient.identifier=https://carewright.example/fhir/NamingSystem/lab/LAB|M1")).Expect(200);
        Assert.Equal(4.2, (double)found.Json["entry"]![0]!["resource"]!["valueQuantity"]!["value"]!);
        // A time without an offset is the laboratory's own.
        Assert.Equal("2026-03-01T06:00:00-06:00", (string?)found.Json["entry"]![0]!["resource"]!["effectiveDateTime"]);
    }

    [Fact]
    public async Task The_same_message_again_is_acknowledged_and_not_applied_again()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Acknowledge = AcknowledgeWhen.Applied });
        var client = _house.Connect(lab);
        for (var i = 0; i < 3; i++)
            Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(PartnerHouse.Result("C1"), Stop)).Code);
        Assert.Equal([MessageState.Duplicate, MessageState.Duplicate, MessageState.Applied], _house.Log.List(new MessageQuery("lab")).Messages.Select(message => message.State));
        Assert.Equal(1, (await (await _house.Clinic.AddUserAsync("system", Roles.SystemInterface)).GetAsync("fhir/Observation?_summary=count")).Expect(200).Total);
        // The number alone is no sign: a sender's counter may begin anew.
        Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(PartnerHouse.Result("C1", "2"), Stop)).Code);
        Assert.Equal(MessageState.Applied, _house.Log.List(new MessageQuery("lab")).Messages[0].State);
    }

    [Fact]
    public async Task A_durable_acknowledgement_does_not_wait_for_the_record()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory());
        var client = _house.Connect(lab);
        var replies = await Task.WhenAll(Enumerable.Range(0, 7).Select(number => client.SendAsync(PartnerHouse.Result($"C{number}", $"{number}"), Stop)));
        Assert.All(replies, reply => Assert.Equal(AcknowledgementCode.AA, reply.Code));
        for (var number = 0; number < 7; number++)
        {
            var settled = await _house.SettledAsync($"C{number}");
            Assert.True(settled.State == MessageState.Applied, $"C{number}: {settled.State} {settled.Reason}");
        }
    }

    [Theory]
    [InlineData("ZZZ^Z01", "P", "AR", "MSH^1^9^1", "201")]
    [InlineData("ADT^A08^ADT_A01", "P", "AR", "MSH^1^9^1", "200")]
    [InlineData("ORU^R01^ORU_R01", "T", "AR", "MSH^1^11^1", "202")]
    public async Task What_is_not_agreed_on_is_rejected_with_the_reason_and_kept(string type, string processing, string code, string place, string error)
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Messages = ["ORU"] });
        var reply = await _house.Connect(lab).SendAsync(PartnerHouse.Result("C1", type: type, processing: processing), Stop);
        Assert.Equal((code, "C1", place, error), PartnerHouse.Read(reply.Acknowledgement));
        var kept = Assert.Single(_house.Log.List(new MessageQuery("lab")).Messages);
        Assert.Equal((MessageState.Dead, true), (kept.State, kept.HasRaw));
    }

    [Fact]
    public async Task What_cannot_be_applied_is_told_with_its_place_and_kept()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory());
        // A result without a patient.
        var reply = await _house.Connect(lab).SendAsync(PartnerHouse.Bytes("MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|C1|P|2.5.1", "OBR|1||F1^LAB|2823-3^Potassium^LN", "OBX|1|NM|2823-3^Potassium^LN||4.2|mmol/L||N|||F"), Stop);
        Assert.Equal(AcknowledgementCode.AE, reply.Code);
        Assert.Equal((MessageState.Dead, true), ((await _house.SettledAsync("C1")).State, (await _house.SettledAsync("C1")).HasRaw));
        var rubbish = "no message"u8.ToArray();
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync("127.0.0.1", lab.Receive!.Port, Stop);
        await raw.GetStream().WriteAsync((byte[])[0x0b, .. rubbish, 0x1c, 0x0d], Stop);
        var answer = new byte[4096];
        var length = await raw.GetStream().ReadAsync(answer, Stop);
        Assert.Equal("AR", PartnerHouse.Read(answer.AsMemory(1, length - 3)).Code);
        var kept = _house.Log.List(new MessageQuery("lab", MessageState.Dead)).Messages[0];
        Assert.Equal(rubbish, _house.Log.Raw(kept));
    }

    [Fact]
    public async Task A_message_that_a_binding_profile_does_not_allow_is_refused_with_every_place()
    {
        const string Profile = """
            <HL7v2xConformanceProfile HL7Version="2.5.1"><HL7v2xStaticDef MsgType="ORU" EventType="R01" MsgStructID="ORU_R01">
            <Segment Name="MSH" Usage="R" Min="1" Max="1"/>
            <SegGroup Name="PATIENT_RESULT" Usage="R" Min="1" Max="1"><SegGroup Name="PATIENT" Usage="R" Min="1" Max="1"><Segment Name="PID" Usage="R" Min="1" Max="1">
            <Field Name="Set ID" Usage="R" Min="1" Max="1"/><Field Name="Patient ID" Usage="X" Min="0" Max="0"/><Field Name="Patient Identifier List" Usage="R" Min="1" Max="1"><Component Name="ID Number" Usage="R" Length="1"/></Field>
            </Segment></SegGroup><SegGroup Name="ORDER_OBSERVATION" Usage="R" Min="1" Max="*"><Segment Name="OBR" Usage="R" Min="1" Max="1"/></SegGroup></SegGroup>
            </HL7v2xStaticDef></HL7v2xConformanceProfile>
            """;
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Profiles = [new AgreedProfile(Profile)] });
        Assert.Equal(AcknowledgementCode.AA, (await _house.Connect(lab).SendAsync(PartnerHouse.Result("C1"), Stop)).Code);
        await _house.AddAsync(lab with { Profiles = [new AgreedProfile(Profile, IsBinding: true)] });
        var reply = await _house.Connect(lab).SendAsync(PartnerHouse.Result("C2"), Stop);
        Assert.Equal(AcknowledgementCode.AE, reply.Code);
        var place = Hl7v2.Hl7Message.Read(reply.Acknowledgement).Message!.Find("ERR")!.Value[2];
        Assert.Equal(("PID", "1", "3"), (place.Component(1).Text, place.Component(2).Text, place.Component(3).Text));
        var kept = await _house.SettledAsync("C2");
        Assert.Equal((MessageState.Dead, "V2-PROFILE-LENGTH", "PID[1]-3.1"), (kept.State, kept.Reason!.Code, kept.Reason.Place));
        var issues = await _house.Partners.PutAsync(lab with { Profiles = [new AgreedProfile(Profile), new AgreedProfile("<a/>")] }, Stop);
        Assert.Equal(["profiles[1]:1"], issues.Select(issue => issue.Location));
    }

    [Fact]
    public async Task In_enhanced_mode_the_message_is_safe_first_and_the_application_answers_later()
    {
        var later = new BlockingCollection<(string Code, string Of, string Place, string Error)>();
        var lab = await _house.AddAsync(PartnerHouse.Laboratory());
        var client = _house.Connect(lab, other: (message, stop) =>
        {
            later.Add(PartnerHouse.Read(message), stop);
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        });
        Assert.Equal(AcknowledgementCode.CA, (await client.SendAsync(PartnerHouse.Result("C1", header: "|||AL|AL"), Stop)).Code);
        Assert.Equal(("AA", "C1"), (later.Take(Stop) is var first ? (first.Code, first.Of) : default));
        // Only errors are wanted: a message that cannot be applied is safe here all the same, and then told of.
        var bad = PartnerHouse.Bytes("MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|C2|P|2.5.1|||AL|ER", "OBR|1||F1^LAB|2823-3^Potassium^LN");
        Assert.Equal(AcknowledgementCode.CA, (await client.SendAsync(bad, Stop)).Code);
        Assert.Equal(("AE", "C2"), (later.Take(Stop) is var second ? (second.Code, second.Of) : default));
        Assert.Equal(AcknowledgementCode.CA, (await client.SendAsync(PartnerHouse.Result("C3", "3", header: "|||AL|ER"), Stop)).Code);
        await _house.SettledAsync("C3");
        Assert.Empty(later);
    }

    [Fact]
    public async Task Partners_that_share_a_port_are_told_apart_by_what_they_say_of_themselves()
    {
        var port = PartnerHouse.FreePort();
        var north = await _house.AddAsync(PartnerHouse.Laboratory("north", port) with { Senders = [new("LIS-N", "")] });
        Assert.Contains(await _house.Partners.PutAsync(PartnerHouse.Laboratory("south", port), Stop), issue => issue.Code == "PARTNER-ALIKE");
        await _house.AddAsync(PartnerHouse.Laboratory("south", port) with { Senders = [new("LIS-S", "LAB")] });
        var client = _house.Connect(north);
        Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(PartnerHouse.Result("C1", application: "LIS-N"), Stop)).Code);
        Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(PartnerHouse.Result("C2", "2", application: "LIS-S"), Stop)).Code);
        var stranger = await client.SendAsync(PartnerHouse.Result("C3", "3", application: "LIS-X"), Stop);
        Assert.Equal(("AR", "MSH^1^3^1"), (PartnerHouse.Read(stranger.Acknowledgement).Code, PartnerHouse.Read(stranger.Acknowledgement).Place));
        Assert.Equal(["", "south", "north"], _house.Log.List(new MessageQuery()).Messages.Select(message => message.Partner));
    }

    [Fact]
    public async Task With_tls_only_the_pinned_certificate_gets_through()
    {
        using var own = PartnerHouse.Certificate("lab");
        using var other = PartnerHouse.Certificate("somebody");
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Receive = new PartnerPort(PartnerHouse.FreePort(), true) { Certificates = [own.GetCertHashString(HashAlgorithmName.SHA256)] } });
        Assert.Equal(AcknowledgementCode.AA, (await _house.Connect(lab, own).SendAsync(PartnerHouse.Result("C1"), Stop)).Code);
        Assert.NotEqual(MllpOutcome.Acknowledged, (await _house.Connect(lab, other).SendAsync(PartnerHouse.Result("C2"), Stop)).Outcome);
        Assert.NotEqual(MllpOutcome.Acknowledged, (await _house.Connect(lab).SendAsync(PartnerHouse.Result("C3"), Stop)).Outcome);
        Assert.Single(_house.Log.List(new MessageQuery()).Messages);
        // Its certificate is taken away: the next connection does not come in any more.
        await _house.AddAsync(lab with { Receive = lab.Receive! with { Certificates = [other.GetCertHashString(HashAlgorithmName.SHA256)] } });
        Assert.NotEqual(MllpOutcome.Acknowledged, (await _house.Connect(lab, own).SendAsync(PartnerHouse.Result("C4"), Stop)).Outcome);
    }

    [Fact]
    public async Task Nobody_connects_from_elsewhere_and_a_partner_that_is_off_has_no_port()
    {
        var lab = PartnerHouse.Laboratory();
        Assert.Empty(await _house.Partners.PutAsync(lab with { Receive = lab.Receive! with { Addresses = ["192.0.2.0/24"] } }, Stop));
        var client = _house.Connect(lab);
        MllpReply reply;
        do
            reply = await client.SendAsync(PartnerHouse.Result("C1"), Stop);
        while (reply.Outcome == MllpOutcome.NotSent && reply.Reason!.Contains("refused", StringComparison.OrdinalIgnoreCase));
        Assert.NotEqual(MllpOutcome.Acknowledged, reply.Outcome);
        await _house.AddAsync(lab);
        Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(PartnerHouse.Result("C1"), Stop)).Code);
        await _house.AddAsync(lab with { IsEnabled = false });
        await PartnerHouse.UntilAsync(() => !client.IsConnected);
        Assert.Equal(MllpOutcome.NotSent, (await client.SendAsync(PartnerHouse.Result("C2"), Stop)).Outcome);
    }

    [Fact]
    public async Task A_stay_that_moves_and_ends_is_followed_without_asking_anybody()
    {
        var hospital = await _house.AddAsync(PartnerHouse.Laboratory("hospital") with { Acknowledge = AcknowledgeWhen.Applied });
        var client = _house.Connect(hospital);
        var (number, discharged) = (0, "");
        foreach (var (trigger, bed) in new[] { ("A01", "W1^101^A"), ("A02", "W2^204^B"), ("A08", "W2^204^B"), ("A02", "W3^300^A"), ("A03", "W3^300^A") })
        {
            discharged = trigger == "A03" ? "|20260303101500+0000" : "";
            var message = PartnerHouse.Bytes(
                $"MSH|^~\\&|ADT|HOSP|CW|CLINIC|20260301070000+0000||ADT^{trigger}|E{++number}|P|2.5.1", $"EVN|{trigger}|20260301070000+0000", PartnerHouse.Person("4"),
                $"PV1|1|I|{bed}^HOSP||||77^Testwood^Paula||||||||||||V1^^^HOSP|||||||||||||||||||||||||20260301060000+0000{discharged}");
            Assert.Equal(AcknowledgementCode.AA, (await client.SendAsync(message, Stop)).Code);
            var settled = await _house.SettledAsync($"E{number}");
            Assert.True(settled.State == MessageState.Applied, $"{trigger}: {settled.State} {settled.Reason}");
        }
        var found = (await (await _house.Clinic.AddUserAsync("system", Roles.SystemInterface)).GetAsync("fhir/Encounter?_include=Encounter:location")).Expect(200);
        var stay = Assert.Single(found.Json["entry"]!.AsArray(), entry => (string?)entry!["resource"]!["resourceType"] == "Encounter")!["resource"]!;
        Assert.Equal(("finished", "2026-03-03T10:15:00+00:00", "5"), ((string?)stay["status"], (string?)stay["period"]!["end"], (string?)stay["meta"]!["versionId"]));
    }

    [Fact]
    public async Task Numbers_with_letters_that_searches_escape_are_known_again()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Acknowledge = AcknowledgeWhen.Applied });
        var client = _house.Connect(lab);
        foreach (var control in new[] { "C1", "C2" })
        {
            var message = PartnerHouse.Bytes(
                $"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|{control}|P|2.5.1", "PID|1||M,1$\\F\\2^^^LAB^MR||Aldermann^Quirin||19500101|F", "PV1|1|O|||||X,7$^Testwood^Paula^^^^^^LAB",
                "OBR|1||F,1$\\F\\9^LAB|2823-3^Potassium^LN|||20260301060000||||||||||||||||||F", $"OBX|1|NM|2823-3^Potassium^LN||4.{control[1]}|mmol/L||N|||{(control == "C1" ? "F" : "C")}");
            Assert.Equal((AcknowledgementCode.AA, MessageState.Applied), ((await client.SendAsync(message, Stop)).Code, (await _house.SettledAsync(control)).State));
        }
        var door = await _house.Clinic.AddUserAsync("system", Roles.SystemInterface);
        foreach (var type in new[] { "Patient", "Observation", "DiagnosticReport" })
            Assert.Equal(1, (await door.GetAsync($"fhir/{type}?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task A_server_with_open_ports_stops_at_once()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory());
        await _house.Connect(lab).SendAsync(PartnerHouse.Result("C1"), Stop);
        await _house.SettledAsync("C1");
        var watch = Stopwatch.StartNew();
        await _house.Clinic.StopServerAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }
}
