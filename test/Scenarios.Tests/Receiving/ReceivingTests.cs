using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway.Receiving;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Receiving;

/// <summary>What partners' messages do to the record: whose they are, once, and nothing over what people have written.</summary>
public sealed class ReceivingTests : IAsyncLifetime
{
    private const string System = "urn:oid:2.16.840.1.113883.19";
    private const string Patient = "urn:uuid:11111111-1111-4111-8111-111111111111";
    private const string Result = "urn:uuid:22222222-2222-4222-8222-222222222222";
    private RunningClinic _clinic = null!;
    private Door _door = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _clinic = await RunningClinic.NewAsync();
        _door = await _clinic.AddUserAsync("lab", Roles.SystemInterface);
    }

    public ValueTask DisposeAsync() => _clinic.DisposeAsync();

    [Fact]
    public async Task A_result_is_its_patients_with_the_message_and_where_it_came_from()
    {
        var receipt = await ReceiveAsync(Message([Person("M1"), Observation("R1", 5.4)]));
        Assert.Equal(ReceiptStatus.Applied, receipt.Status);
        var (patient, observation) = (Of(receipt, "Patient"), await ReadAsync(Of(receipt, "Observation")));
        Assert.Equal(patient, (string?)observation["subject"]!["reference"]);
        var provenance = await ReadAsync(Of(receipt, "Provenance"));
        var raw = (string)provenance["entity"]![0]!["what"]!["reference"]!;
        Assert.Equal(Of(receipt, "Binary"), raw);
        // The message itself is the patient's from now on: under the patient's key, and erased with it.
        Assert.Equal([patient], _clinic.Clinic.Store.Read("Binary", raw["Binary/".Length..])!.Patients);
        Assert.Contains(provenance["target"]!.AsArray(), target => (string?)target!["reference"] == Of(receipt, "Observation"));
    }

    [Fact]
    public async Task A_message_is_applied_once_however_often_and_by_how_many_it_is_tried()
    {
        var message = Message([Person("M1"), Observation("R1", 5.4) with { Intent = ReceivedIntent.Create, Business = [] }]);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReceiveAsync(message))));
        Assert.All(receipts, receipt => Assert.Equal(ReceiptStatus.Applied, receipt.Status));
        Assert.Single(receipts, receipt => receipt.Written.Count > 0);
        Assert.Empty((await ReceiveAsync(message)).Written);
        Assert.Equal((1, 1, 1), (await CountAsync("Observation"), await CountAsync("Patient"), await CountAsync("Provenance")));
    }

    [Fact]
    public async Task Somebody_new_who_comes_twice_at_once_is_one_person()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => ReceiveAsync(Message([Person("M1"), Observation($"R{number}", number)])))));
        Assert.All(receipts, receipt => Assert.Equal(ReceiptStatus.Applied, receipt.Status));
        Assert.Equal((1, 6), (await CountAsync("Patient"), await CountAsync("Observation")));
    }

    [Fact]
    public async Task Another_date_of_birth_under_a_known_number_is_a_persons_decision()
    {
        var known = Of(await ReceiveAsync(Message([Person("M1")])), "Patient");
        var doubtful = Message([Person("M1", birth: "1990-11-30"), Observation("R1", 5.4)]);
        var held = await ReceiveAsync(doubtful);
        Assert.Equal((ReceiptStatus.Held, "RECEIVE-BIRTH-DATE"), (held.Status, held.Reason!.Code));
        Assert.Equal(known, Assert.Single(held.Candidates).Reference);
        Assert.Equal((1, 0), (await CountAsync("Patient"), await CountAsync("Observation")));
        Assert.Equal("RECEIVE-NO-PATIENT", (await ReceiveAsync(doubtful with { Decisions = ["Patient/nobody"] })).Reason!.Code);
        var chosen = await ReceiveAsync(doubtful with { Decisions = [known] });
        Assert.Equal(known, (string?)(await ReadAsync(Of(chosen, "Observation")))["subject"]!["reference"]);
    }

    [Fact]
    public async Task Who_is_only_alike_is_not_taken_for_the_same()
    {
        var known = Of(await ReceiveAsync(Message([Person("M1")])), "Patient");
        var stranger = Message([Person("M2"), Observation("R1", 1)]);
        var held = await ReceiveAsync(stranger);
        Assert.Equal((ReceiptStatus.Held, "RECEIVE-ALIKE", known), (held.Status, held.Reason!.Code, Assert.Single(held.Candidates).Reference));
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(stranger with { Decisions = ["new"] })).Status);
        Assert.Equal(2, await CountAsync("Patient"));
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M9", family: "Okafor", given: "Ngozi", birth: "1951-01-02")]))).Status);
        Assert.Equal(3, await CountAsync("Patient"));
    }

    [Fact]
    public async Task What_a_person_has_changed_is_not_overwritten_in_silence()
    {
        var patient = Of(await ReceiveAsync(Message([Person("M1")])), "Patient");
        var corrected = await ReadAsync(patient);
        corrected["birthDate"] = "1980-05-08";
        corrected["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "555-0100" });
        (await _door.PutAsync(corrected)).Expect(200);
        // The sender repeats itself: nothing new is said.
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1")]))).Status);
        Assert.Equal("1980-05-08", (string?)(await ReadAsync(patient))["birthDate"]);
        var other = Message([Person("M1", birth: "1980-05-09")]);
        var held = await ReceiveAsync(other);
        Assert.Equal((ReceiptStatus.Held, "RECEIVE-CHANGED-HERE", "Patient.birthDate"), (held.Status, held.Reason!.Code, held.Reason.Location));
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(other with { Decisions = ["clinic"] })).Status);
        Assert.Equal("1980-05-08", (string?)(await ReadAsync(patient))["birthDate"]);
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1", birth: "1980-05-06")]) with { Decisions = ["sender"] })).Status);
        var final = await ReadAsync(patient);
        Assert.Equal(("1980-05-06", "555-0100"), ((string?)final["birthDate"], (string?)final["telecom"]![0]!["value"]));
    }

    [Fact]
    public async Task What_one_partner_has_said_is_overwritten_by_no_other_and_corrected_by_itself()
    {
        await _clinic.AddUserAsync("hospital", Roles.SystemInterface);
        var patient = Of(await ReceiveAsync(Message([Person("M1")])), "Patient");
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1", given: "Anna-Marie")]), "hospital")).Status);
        Assert.Equal("Anna", (string?)(await ReadAsync(patient))["name"]![0]!["given"]![0]);
        var renamed = await ReceiveAsync(Message([Person("M1", given: "Annette")]), "hospital");
        Assert.Equal((ReceiptStatus.Held, "RECEIVE-CHANGED-HERE"), (renamed.Status, renamed.Reason?.Code));
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1", given: "Anne")]))).Status);
        // The birth date is what both have said: either may correct it, once somebody has said that it is she.
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1", given: "Anna-Marie", birth: "1980-05-17")]) with { Decisions = [patient] }, "hospital")).Status);
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(Message([Person("M1", given: "Anne")]))).Status);
        var now = await ReadAsync(patient);
        Assert.Equal(("Anne", "1980-05-17"), ((string?)now["name"]![0]!["given"]![0], (string?)now["birthDate"]));
    }

    [Fact]
    public async Task What_a_corrected_result_says_replaces_what_the_sender_said_before()
    {
        var first = await ReceiveAsync(Message([Person("M1"), Observation("R1", 5.4)]));
        var again = await ReceiveAsync(Message([Person("M1"), Observation("R1", 6.1, "corrected") with { Cleared = ["note"] }]));
        Assert.Equal((ReceiptStatus.Applied, null, null), (again.Status, again.Reason?.Code, again.Reason?.Message));
        Assert.Equal(Of(first, "Observation"), Of(again, "Observation"));
        var observation = await ReadAsync(Of(first, "Observation"));
        Assert.Equal(("corrected", 6.1, "2"), ((string?)observation["status"], (double)observation["valueQuantity"]!["value"]!, (string?)observation["meta"]!["versionId"]));
        Assert.Null(observation["note"]);
        Assert.Equal(1, await CountAsync("Observation"));
    }

    [Fact]
    public async Task What_is_another_patients_is_not_moved_by_a_message()
    {
        await ReceiveAsync(Message([Person("M1"), Observation("R1", 5.4)]));
        await ReceiveAsync(Message([Person("M9", family: "Okafor", given: "Ngozi", birth: "1951-01-02")]));
        var held = await ReceiveAsync(Message([Person("M9", family: "Okafor", given: "Ngozi", birth: "1951-01-02"), Observation("R1", 9.9)]));
        Assert.Equal((ReceiptStatus.Held, "RECEIVE-OTHER-PATIENT"), (held.Status, held.Reason!.Code));
        var unknown = await ReceiveAsync(Message([Person("M1"), Observation("R7", 1) with { Intent = ReceivedIntent.Update }]));
        Assert.Equal((ReceiptStatus.Refused, "RECEIVE-UNKNOWN"), (unknown.Status, unknown.Reason!.Code));
    }

    [Fact]
    public async Task A_merge_links_and_what_comes_under_the_old_number_goes_to_the_survivor()
    {
        var survivor = Of(await ReceiveAsync(Message([Person("M1"), Observation("R1", 1)])), "Patient");
        var gone = Of(await ReceiveAsync(Message([Person("M9", family: "Okafor", given: "Ngozi", birth: "1951-01-02"), Observation("R2", 2)])), "Patient");
        var old = new ReceivedResource(Result, "Patient", Json("""{"resourceType":"Patient"}"""), ReceivedIntent.Match, [$"{System}|M9"], []);
        var merge = Message([Person("M1"), old], new ReceivedLink(ReceivedLinkKind.MergePatients, Patient, Result));
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(merge)).Status);
        Assert.Equal(ReceiptStatus.Applied, (await ReceiveAsync(merge)).Status);
        Assert.Equal(survivor, (string?)(await ReadAsync(gone))["link"]![0]!["other"]!["reference"]);
        Assert.Equal(2, (await _door.GetAsync($"fhir/Observation?subject={survivor}&_summary=count")).Expect(200).Total);
        var later = await ReceiveAsync(Message([Person("M9"), Observation("R3", 3)]));
        Assert.Equal(survivor, (string?)(await ReadAsync(Of(later, "Observation")))["subject"]!["reference"]);
    }

    [Fact]
    public async Task Who_may_not_write_gets_nothing_in_and_is_on_record()
    {
        var actor = new Actor("desk", "Desk", Roles.FrontDesk, null, null, null, "hl7", "local", "TREAT", null);
        var receipt = await _clinic.Clinic.Gateway.ReceiveAsync(actor, Message([Person("M1"), Observation("R1", 5.4)]), Stop);
        Assert.Equal((ReceiptStatus.Refused, "GATE-FORBIDDEN"), (receipt.Status, receipt.Reason!.Code));
        Assert.Equal((0, 0), (await CountAsync("Patient"), await CountAsync("Observation")));
        var officer = await _clinic.AddUserAsync("officer", Roles.ComplianceOfficer);
        var reply = (await officer.GetAsync("audit/events?user=desk")).Expect(200);
        Assert.Contains("hl7-receive", reply.Text, StringComparison.Ordinal);
    }

    private static ReceivedMessage Message(IReadOnlyList<ReceivedResource> resources, params IReadOnlyList<ReceivedLink> links) =>
        new(Guid.NewGuid().ToString(), "ORU^R01", "Lab", Encoding.ASCII.GetBytes("MSH|^~\\&|LAB\rPID|1||M1\r"), "x-application/hl7-v2+er7", resources, links);

    private static ReceivedResource Person(string number, string family = "Sorensen", string given = "Anna", string birth = "1980-05-07") =>
        new(Patient, "Patient", Json($$"""
            {"resourceType":"Patient","identifier":[{"system":"{{System}}","value":"{{number}}"}],"name":[{"family":"{{family}}","given":["{{given}}"]}],"birthDate":"{{birth}}","gender":"female"}
            """), ReceivedIntent.Match, [$"{System}|{number}"], []);

    private static ReceivedResource Observation(string number, double value, string status = "final") =>
        new($"urn:uuid:{Guid.NewGuid()}", "Observation", Json(FormattableString.Invariant($$"""
            {"resourceType":"Observation","identifier":[{"system":"{{System}}.9","value":"{{number}}"}],"status":"{{status}}","code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},
             "subject":{"reference":"{{Patient}}"},"effectiveDateTime":"2026-03-01T08:00:00Z","valueQuantity":{"value":{{value}},"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}
             {{(status == "final" ? ",\"note\":[{\"text\":\"first\"}]" : "")}}}
            """)), ReceivedIntent.Upsert, [$"{System}.9|{number}"], []);

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    private static string Of(Receipt receipt, string type) => Assert.Single(receipt.Written, reference => reference.StartsWith(type + "/", StringComparison.Ordinal));

    private async Task<Receipt> ReceiveAsync(ReceivedMessage message, string partner = "lab") =>
        await _clinic.Clinic.Gateway.ReceiveAsync(_clinic.Clinic.Parts.Accounts.Find(partner)!.ToActor("hl7", "local", "TREAT", null), message, Stop);

    private async Task<JsonObject> ReadAsync(string reference) => (await _door.GetAsync("fhir/" + reference)).Expect(200).Json;

    private async Task<int> CountAsync(string type) => (int)(await _door.GetAsync($"fhir/{type}?_summary=count")).Expect(200).Total!;
}
