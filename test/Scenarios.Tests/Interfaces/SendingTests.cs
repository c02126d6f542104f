using System.Text;
using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>From the record to a partner's line: what is sent, once, in order, and what becomes of it.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private PartnerHouse _house = null!;
    private OtherEnd _lab = null!;

    private Door Doctor => _house.Clinic.As("doctor");

    public async ValueTask InitializeAsync()
    {
        _house = await PartnerHouse.NewAsync();
        _lab = await OtherEnd.StartAsync();
        foreach (var (user, role) in new[] { ("doctor", "physician"), ("robot", "system-interface"), ("officer", "compliance-officer"), ("boss", "administrator") })
            await _house.Clinic.AddUserAsync(user, role);
        (await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Organization","id":"acme-lab","name":"Acme Laboratory"}"""))).Expect(201);
        (await _house.Clinic.As("robot").PutAsync(Chart.Resource("""{"resourceType":"Patient","id":"ann","identifier":[{"system":"urn:example:mrn","value":"M1"}],"name":[{"family":"Sample","given":["Ann"]}],"birthDate":"1980-02-03","gender":"female"}"""))).Expect(201);
        await _house.AddAsync(_lab.Laboratory());
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    public async Task Orders_that_are_placed_together_leave_in_one_message_and_are_on_record_before()
    {
        await PlaceAsync("R1", "O1", "O2");
        await HasAsync(1);
        var message = Assert.Single(_lab.Taken);
        Assert.Equal(["NW O1", "NW O2"], _lab.Orders);
        Assert.Equal(("OML", "O21", "LIS", "M1", "Sample", "19800203"), (message[0][9].Component(1).Text, message[0][9].Component(2).Text, message[0][5].Text, message.Find("PID")!.Value[3].Component(1).Text, message.Find("PID")!.Value[5].Component(1).Text, message.Find("PID")!.Value[7].Text));
        var sent = await SettledAsync(message[0][10].Text);
        Assert.Equal((MessageState.Applied, MessageDirection.Outbound, "OML^O21"), (sent.State, sent.Direction, sent.Type));
        var look = Assert.Single(await new AuditLog(_house.Clinic.As("officer")).EventsAsync("patient=ann"), one => AuditLog.Text(one, "interaction") == "hl7-send");
        Assert.Equal("partner.lab", AuditLog.Text(look, "userName"));
    }

    [Fact]
    public async Task What_changes_otherwise_is_not_sent_again_and_a_cancellation_is()
    {
        await PlaceAsync("R1", "O1");
        await HasAsync(1);
        var order = await OrderAsync("O1");
        order["note"] = new JsonArray(new JsonObject { ["text"] = "Call ahead." });
        (await Doctor.PutAsync(order)).Expect(200);
        order = await OrderAsync("O1");
        order["status"] = "revoked";
        (await Doctor.PutAsync(order)).Expect(200);
        await HasAsync(2);
        Assert.Equal(["NW O1", "CA O1"], _lab.Orders);
    }

    [Fact]
    public async Task The_laboratorys_number_comes_into_the_order_and_does_not_send_it_again()
    {
        _lab.Answer = message => OtherEnd.Acknowledge(message, "AA", [Raw(message, "PID"), .. OtherEnd.OrdersOf(message).Select(order => $"ORC|OK|{Encoding.UTF8.GetString(order[2].Raw)}|L77^LIS")]);
        await PlaceAsync("R1", "O1");
        await PartnerHouse.UntilAsync(() => OrderAsync("O1").GetAwaiter().GetResult()["identifier"]!.AsArray().Count == 2);
        var filler = (await OrderAsync("O1"))["identifier"]!.AsArray().Single(one => (string?)one!["type"]!["coding"]![0]!["code"] == "FILL")!;
        Assert.Equal("L77", (string?)filler["value"]);
        Assert.Equal("active", (string?)(await OrderAsync("O1"))["status"]);
        await PlaceAsync("R2", "O2");
        await HasAsync(2);
        Assert.Equal(["NW O1", "NW O2"], _lab.Orders);
    }

    [Fact]
    public async Task What_cannot_be_delivered_waits_and_goes_first_when_the_partner_is_back()
    {
        await _lab.CloseAsync();
        await PlaceAsync("R1", "O1");
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery("lab")).Messages is [{ Attempts: > 0 }]);
        await PlaceAsync("R2", "O2");
        var waiting = _house.Log.InOrder(MessageState.Received, MessageDirection.Outbound, 0, 10, "lab");
        Assert.Equal("INTERFACE-UNDELIVERED", waiting[0].Reason?.Code);
        Assert.NotNull(_house.Log.Pulse("lab", DateTimeOffset.UnixEpoch).OldestUnsent);
        await _lab.OpenAsync();
        await HasAsync(2);
        Assert.Equal(["NW O1", "NW O2"], _lab.Orders);
        Assert.Null((await SettledAsync(_lab.Taken[0][0][10].Text)).Reason);
    }

    [Fact]
    public async Task A_message_without_an_answer_is_sent_again_under_the_same_number()
    {
        var asked = 0;
        _lab.Answer = message => Interlocked.Increment(ref asked) == 1 ? null : OtherEnd.Acknowledge(message, "AR", "ERR||MSH^1^10|205^Duplicate key^HL70357|E");
        await PlaceAsync("R1", "O1");
        await HasAsync(2);
        Assert.Equal(_lab.Taken[0][0][10].Text, _lab.Taken[1][0][10].Text);
        // It has it from the first time.
        Assert.Equal(MessageState.Applied, (await SettledAsync(_lab.Taken[0][0][10].Text)).State);
    }

    [Fact]
    public async Task Numbered_messages_that_were_taken_and_never_acknowledged_are_not_sent_again()
    {
        var far = new NumberedEnd();
        _lab.Answer = far.Answer;
        await _house.AddAsync(_lab.Laboratory() with { IsNumbered = true });
        await PlaceAsync("R1", "O1");
        await PartnerHouse.UntilAsync(() => far.Accepted.Count == 1);
        far.LosesNext = true;
        await PlaceAsync("R2", "O2");
        await PlaceAsync("R3", "O3");
        await PartnerHouse.UntilAsync(() => far.Accepted.Count == 3);
        // Asked at the beginning, and after the answer that never came.
        Assert.Equal(["0", "1", "2", "0", "3"], _lab.Taken.Select(message => message[0][13].Text));
        Assert.Equal(["NW O1", "NW O2", "NW O3"], _lab.Orders);
        foreach (var control in far.Accepted)
            Assert.Equal(MessageState.Applied, (await SettledAsync(control)).State);
    }

    [Fact]
    public async Task A_partner_that_has_lost_count_is_asked_to_begin_anew_and_misses_nothing()
    {
        var far = new NumberedEnd();
        _lab.Answer = far.Answer;
        await _house.AddAsync(_lab.Laboratory() with { IsNumbered = true });
        await PlaceAsync("R1", "O1");
        await PartnerHouse.UntilAsync(() => far.Accepted.Count == 1);
        far.Last = 40;
        await PlaceAsync("R2", "O2");
        await PartnerHouse.UntilAsync(() => far.Accepted.Count == 2);
        Assert.Equal(["0", "1", "2", "0", "-1", "2"], _lab.Taken.Select(message => message[0][13].Text));
        Assert.Equal(MessageState.Applied, (await SettledAsync(far.Accepted[1])).State);
    }

    [Fact]
    public async Task What_the_partner_refuses_is_dead_with_the_place_and_a_person_sends_it_again()
    {
        _lab.Answer = message => OtherEnd.Acknowledge(message, "AE", "ERR||OBR^1^4|103^Table value not found^HL70357|E||||Ann Sample has no such test.");
        await PlaceAsync("R1", "O1");
        var refused = await SettledAsync((await FirstAsync())[0][10].Text);
        Assert.Equal((MessageState.Dead, "INTERFACE-REFUSED", "OBR-4"), (refused.State, refused.Reason!.Code, refused.Reason.Place));
        Assert.DoesNotContain("Sample", refused.Reason.Text, StringComparison.Ordinal);
        _lab.Answer = message => OtherEnd.Acknowledge(message, "AA");
        await PlaceAsync("R2", "O2");
        await HasAsync(2);
        (await Doctor.PostAsync($"interfaces/messages/{refused.Id}/again", new JsonObject())).Expect(200);
        await HasAsync(3);
        Assert.Equal(["NW O1", "NW O2", "NW O1"], _lab.Orders);
    }

    [Fact]
    public async Task Erasing_a_patient_reaches_what_was_sent()
    {
        await PlaceAsync("R1", "O1");
        var control = (await FirstAsync())[0][10].Text;
        await SettledAsync(control);
        var reason = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"asked for by the person"}]}""");
        (await _house.Clinic.As("boss").PostAsync("fhir/Patient/ann/$erase", reason)).ExpectOutcome(202);
        (await _house.Clinic.As("officer").PostAsync("fhir/Patient/ann/$erase", reason)).ExpectOutcome(200);
        Assert.Equal((MessageState.Discarded, "erased", false), _house.Log.List(new MessageQuery(ControlId: control)).Messages[0] is var left ? (left.State, left.Reason!.Code, left.HasRaw) : default);
    }

    [Fact]
    public async Task A_route_that_reads_what_the_type_has_not_is_refused_with_its_place()
    {
        var wrong = _lab.Laboratory() with { Id = "other", Send = _lab.Laboratory().Send! with { Routes = [new SendRoute("OML^O21", "ServiceRequest", "status = 'active' and colour = 'red'"), new SendRoute("ZZZ^Z99", "Patient", "active")] } };
        var issues = await _house.Partners.PutAsync(wrong, TestContext.Current.CancellationToken);
        Assert.Equal(["send.routes[0]", "send.routes[1].message"], issues.Select(issue => issue.Location));
    }

    // So many messages have come; what the log knows of them, when they do not.
    private async Task HasAsync(int messages)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await PartnerHouse.UntilAsync(() => _lab.Taken.Count >= messages || watch.Elapsed > s_patience);
        Assert.True(_lab.Taken.Count >= messages, string.Join('\n', _house.Log.List(new MessageQuery()).Messages));
    }

    private async Task<Hl7v2.Hl7Message> FirstAsync()
    {
        await HasAsync(1);
        return _lab.Taken[0];
    }

    private Task<LoggedMessage> SettledAsync(string control) => _house.SettledAsync(control);

    private static string Raw(Hl7v2.Hl7Message message, string segment) => Encoding.UTF8.GetString(message.Find(segment)!.Value.Raw);

    private async Task<JsonObject> OrderAsync(string number) =>
        (JsonObject)(await Doctor.GetAsync($"fhir/ServiceRequest?identifier=https://carewright.example/fhir/NamingSystem/order|{number}")).Expect(200).Json["entry"]![0]!["resource"]!.DeepClone();

    private async Task PlaceAsync(string requisition, params string[] numbers)
    {
        var entries = new JsonArray([.. numbers.Select(number => Chart.Resource($$$"""
            {"request":{"method":"POST","url":"ServiceRequest"},"resource":{"resourceType":"ServiceRequest","status":"active","intent":"order",
             "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PLAC"}]},"system":"https://carewright.example/fhir/NamingSystem/order","value":"{{{number}}}"}],
             "requisition":{"system":"https://carewright.example/fhir/NamingSystem/requisition","value":"{{{requisition}}}"},
             "category":[{"coding":[{"system":"http://snomed.info/sct","code":"108252007"}]}],"code":{"coding":[{"system":"urn:example:tests","code":"K","display":"Potassium"},{"system":"http://loinc.org","code":"2823-3"}]},
             "subject":{"reference":"Patient/ann"},"performer":[{"reference":"Organization/acme-lab"}],"authoredOn":"2026-03-01T08:00:00Z"}}
            """))]);
        (await Doctor.PostAsync("fhir", new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries })).Expect(200);
    }
}
