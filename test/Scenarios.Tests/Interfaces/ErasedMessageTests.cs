using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>Erasing a patient reaches what the log of messages says of them, by every identifier that the record has or had, and nobody else's.</summary>
public sealed class ErasedMessageTests : IAsyncLifetime
{
    private const string System = "https://carewright.example/fhir/NamingSystem/lab/LAB";
    private PartnerHouse _house = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Door Robot => _house.Clinic.As("robot");

    public async ValueTask InitializeAsync()
    {
        _house = await PartnerHouse.NewAsync();
        foreach (var (user, role) in new[] { ("robot", "system-interface"), ("boss", "administrator"), ("officer", "compliance-officer"), ("doctor", "physician") })
            await _house.Clinic.AddUserAsync(user, role);
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task What_waited_is_gone_and_what_comes_afterwards_is_not_held_by_it()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { Acknowledge = AcknowledgeWhen.Applied });
        var client = _house.Connect(lab);
        // The second has another day of birth, so that it waits, and the third behind it.
        foreach (var message in new[] { PartnerHouse.Result("C1"), Doubtful("C2", "1"), PartnerHouse.Result("C3"), PartnerHouse.Result("C4", processing: "T"), PartnerHouse.Result("D1", "2"), Doubtful("D2", "2") })
            await client.SendAsync(message, Stop);
        Assert.Equal(("Applied", "Held", "Held", "Dead", "Applied", "Held"), (State("C1"), State("C2"), State("C3"), State("C4"), State("D1"), State("D2")));
        var patient = (string)(await Robot.GetAsync($"fhir/Patient?identifier={System}|M1")).Expect(200).Json["entry"]![0]!["resource"]!["id"]!;

        Assert.Contains("and 4 messages", await EraseAsync(patient), StringComparison.Ordinal);

        foreach (var control in new[] { "C1", "C2", "C3", "C4" })
            Assert.Equal((MessageState.Discarded, "erased", false), Message(control) is var left ? (left.State, left.Reason!.Code, left.HasRaw) : default);
        Assert.Equal((MessageState.Held, true), (Message("D2").State, Message("D2").HasRaw));
        Assert.Empty(_house.Log.List(new MessageQuery(Patient: $"{System}|M1")).Messages);
        await client.SendAsync(PartnerHouse.Result("C5"), Stop);
        Assert.Equal("Applied", State("C5"));
        Assert.Contains(await new AuditLog(_house.Clinic.As("officer")).EventsAsync($"patient={patient}"), one => AuditLog.Text(one, "interaction") == "erase" && AuditLog.Text(one, "userName") == "officer");
    }

    [Fact]
    public async Task Identifiers_of_before_and_of_merged_records_lead_to_the_messages_and_those_given_back_do_not()
    {
        (await Robot.PutAsync(Patient("ann", "1", "old"))).Expect(201);
        (await Robot.PutAsync(Patient("ann", "1", "comma,bar|"))).Expect(200);
        (await Robot.PutAsync(Patient("merged", "2"))).Expect(201);
        (await Robot.PutAsync(Patient("parted", "3"))).Expect(201);
        (await Robot.PutAsync(Patient("bob", "4"))).Expect(201);
        await MergeAsync("merged", "ann");
        await UnmergeAsync(await MergeAsync("parted", "ann"));
        foreach (var value in new[] { "1", "old", "comma,bar|", "2", "3", "4" })
            await _house.Log.AppendAsync(new MessageDraft("lab", value, "ORU^R01", Encoding.ASCII.GetBytes("MSH|")) { State = MessageState.Dead, Reason = new("V2-X", "No such thing."), Patients = [$"{System}|{value}"] }, Stop);

        await EraseAsync("ann");

        Assert.Equal(["1", "2", "comma,bar|", "old"], Controls(MessageState.Discarded));
        Assert.Equal(["3", "4"], Controls(MessageState.Dead));
    }

    private string State(string control) => Message(control).State.ToString();

    private LoggedMessage Message(string control) => _house.Log.List(new MessageQuery(ControlId: control)).Messages[0];

    private List<string> Controls(MessageState state) => [.. _house.Log.List(new MessageQuery("lab", state)).Messages.Select(message => message.ControlId).Order(StringComparer.Ordinal)];

    private static byte[] Doubtful(string control, string number) =>
        Encoding.UTF8.GetBytes(Regex.Replace(Encoding.UTF8.GetString(PartnerHouse.Result(control, number)), @"\|\d{8}\|F\r", "|20201224|F\r"));

    private static JsonObject Patient(string id, params string[] values)
    {
        var patient = Chart.Patient(id);
        patient["identifier"] = new JsonArray([.. values.Select(value => new JsonObject { ["system"] = System, ["value"] = value })]);
        return patient;
    }

    private async Task<string> EraseAsync(string patient)
    {
        var reason = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"asked for by the person"}]}""");
        (await _house.Clinic.As("boss").PostAsync($"fhir/Patient/{patient}/$erase", reason)).ExpectOutcome(202);
        return (await _house.Clinic.As("officer").PostAsync($"fhir/Patient/{patient}/$erase", reason)).ExpectOutcome(200).Text;
    }

    private async Task<string> MergeAsync(string source, string target)
    {
        var merged = (await _house.Clinic.As("doctor").PostAsync("fhir/Patient/$merge", Chart.Resource($$$"""
            {"resourceType":"Parameters","parameter":[{"name":"source-patient","valueReference":{"reference":"Patient/{{{source}}}"}},{"name":"target-patient","valueReference":{"reference":"Patient/{{{target}}}"}}]}
            """))).Expect(200);
        return (string)merged.Json["parameter"]!.AsArray().Single(one => (string?)one!["name"] == "task")!["valueReference"]!["reference"]!;
    }

    private async Task UnmergeAsync(string task) =>
        (await _house.Clinic.As("doctor").PostAsync("fhir/Patient/$unmerge", Chart.Resource($$$"""{"resourceType":"Parameters","parameter":[{"name":"task","valueReference":{"reference":"{{{task}}}"}}]}"""))).Expect(200);
}
