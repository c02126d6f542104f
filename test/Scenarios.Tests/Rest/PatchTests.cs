using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>A patch changes what it names, under the rules of an update, and tells nothing of what its sender may not see.</summary>
public sealed class PatchTests(SeededClinic clinic)
{
    private const string JsonPatch = "application/json-patch+json";
    private readonly string _id = Chart.NewId();

    private Door Door => clinic.As("physician");

    [Fact]
    public async Task A_json_patch_changes_what_it_names_and_keeps_the_rest_byte_for_byte()
    {
        var sent = $$$"""{"resourceType":"Observation","id":"{{{_id}}}","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.500,"unit":"x"},"component":[{"code":{"text":"c"},"valueQuantity":{"value":1E+2}}]}""";
        (await Door.SendAsync(HttpMethod.Put, $"fhir/Observation/{_id}", sent)).Expect(201);
        var reply = (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"test","path":"/valueQuantity/value","value":1.5},{"op":"replace","path":"/status","value":"amended"}]""", ("If-Match", "W/\"1\""))).Expect(200);
        Assert.Equal(2, reply.Version);
        Assert.Contains("\"valueQuantity\":{\"value\":1.500,\"unit\":\"x\"},\"component\":[{\"code\":{\"text\":\"c\"},\"valueQuantity\":{\"value\":1E+2}}]", reply.Text, StringComparison.Ordinal);
        Assert.Equal("amended", (string?)(await Door.GetAsync($"fhir/Observation/{_id}")).Json["status"]);
        (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"replace","path":"/status","value":"final"}]""", ("If-Match", "W/\"1\""))).ExpectOutcome(412);
        (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"test","path":"/status","value":"final"}]""")).ExpectOutcome(422);
        (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"replace","path":"/status","value":"nonsense"}]""")).ExpectOutcome(422);
        (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"replace","path":"/id","value":"other"}]""")).ExpectOutcome(422);
        (await PatchAsync(Door, $"Observation/{_id}", """[{"op":"nonsense"}]""")).ExpectOutcome(400);
        (await PatchAsync(Door, "Observation/none", """[{"op":"test","path":"/status","value":"final"}]""")).ExpectOutcome(404);
        Assert.Empty((await PatchAsync(Door, $"Observation/{_id}", """[{"op":"replace","path":"/status","value":"final"}]""", ("Prefer", "return=minimal"))).Expect(200).Body);
        Assert.Equal(3, (await Door.GetAsync($"fhir/Observation/{_id}")).Version);
    }

    [Fact]
    public async Task A_fhirpath_patch_comes_in_json_and_in_xml_and_other_patches_are_refused_by_name()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var parameters = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.birthDate"},{"name":"value","valueDate":"1981-01-01"}]}]}""");
        var reply = (await Door.SendAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", parameters.ToJsonString())).Expect(200);
        Assert.Equal("1981-01-01", (string?)reply.Json["birthDate"]);
        const string Xml = """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/><part><name value="type"/><valueCode value="delete"/></part><part><name value="path"/><valueString value="Patient.birthDate"/></part></parameter></Parameters>""";
        reply = (await Door.SendBytesAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", Encoding.UTF8.GetBytes(Xml), "application/fhir+xml")).Expect(200);
        Assert.Null(reply.Json["birthDate"]);
        var refused = (await Door.SendBytesAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", "<diff/>"u8.ToArray(), "application/xml-patch+xml")).ExpectOutcome(415);
        Assert.Contains("XML Patch", refused.Text, StringComparison.Ordinal);
        Assert.Contains(JsonPatch, refused.Header("Accept-Patch"), StringComparison.Ordinal);
        (await Door.SendBytesAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", "{}"u8.ToArray(), "application/merge-patch+json")).ExpectOutcome(415);
        (await Door.SendAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", Chart.Patient(_id).ToJsonString())).ExpectOutcome(400);
    }

    [Theory]
    [InlineData("front-desk", """[{"op":"test","path":"/reasonCode/0/text","value":"grief"}]""", 422)]
    [InlineData("front-desk", """[{"op":"test","path":"/reasonCode/0/text","value":"other"}]""", 422)]
    [InlineData("front-desk", """[{"op":"test","path":"/comment","value":"x"}]""", 422)]
    [InlineData("front-desk", """[{"op":"replace","path":"/reasonCode","value":[{"text":"none"}]}]""", 422)]
    [InlineData("front-desk", """[{"op":"remove","path":"/reasonCode"}]""", 422)]
    [InlineData("front-desk", """[{"op":"copy","from":"/reasonCode","path":"/cancelationReason"}]""", 422)]
    [InlineData("front-desk", """[{"op":"add","path":"/reasonCode","value":[{"text":"none"}]}]""", 403)]
    [InlineData("front-desk", """[{"op":"add","path":"/comment","value":"none"}]""", 403)]
    [InlineData("patient", """[{"op":"replace","path":"/status","value":"cancelled"}]""", 403)]
    [InlineData("administrator", """[{"op":"replace","path":"/status","value":"cancelled"}]""", 403)]
    public async Task What_a_role_may_not_see_it_can_neither_test_nor_write(string role, string patch, int status)
    {
        (await Door.PutAsync(Appointment())).Expect(201);
        var without = Appointment();
        (without["id"], _) = (_id + "x", without.Remove("reasonCode"));
        without.Remove("comment");
        (await Door.PutAsync(without)).Expect(201);
        var with = (await PatchAsync(clinic.As(role), $"Appointment/{_id}", patch)).ExpectOutcome(status);
        var other = (await PatchAsync(clinic.As(role), $"Appointment/{_id}x", patch)).ExpectOutcome(status);
        Assert.Equal(with.Text, other.Text);
        Assert.Equal(1, (await Door.GetAsync($"fhir/Appointment/{_id}")).Version);
    }

    [Fact]
    public async Task What_a_role_may_not_see_stays_when_it_patches_the_rest()
    {
        (await Door.PutAsync(Appointment())).Expect(201);
        var reply = (await PatchAsync(clinic.As("front-desk"), $"Appointment/{_id}", """[{"op":"replace","path":"/status","value":"arrived"}]""")).Expect(200);
        Assert.DoesNotContain("grief", reply.Text, StringComparison.Ordinal);
        var whole = (await Door.GetAsync($"fhir/Appointment/{_id}")).Expect(200).Json;
        Assert.Equal(("arrived", "grief", "a remark"), ((string?)whole["status"], (string?)whole["reasonCode"]![0]!["text"], (string?)whole["comment"]));
        Assert.Null(whole["meta"]!["tag"]);
    }

    [Fact]
    public async Task A_patch_cannot_take_a_restriction_away_nor_reach_a_restricted_row()
    {
        var patient = Chart.NewId();
        (await Door.PutAsync(Chart.Patient(patient))).Expect(201);
        (await clinic.As("psychologist").PutAsync(Chart.Note(_id, patient, "Speaks of grief."))).Expect(201);
        (await PatchAsync(Door, $"DocumentReference/{_id}", """[{"op":"replace","path":"/description","value":"seen"}]""")).ExpectOutcome(404);
        (await PatchAsync(clinic.As("psychologist"), $"DocumentReference/{_id}", """[{"op":"remove","path":"/meta/security"},{"op":"replace","path":"/description","value":"new"}]""")).Expect(200);
        var now = (await clinic.As("psychologist").GetAsync($"fhir/DocumentReference/{_id}")).Expect(200).Json;
        Assert.Equal("new", (string?)now["description"]);
        Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions(now));
        (await Door.GetAsync($"fhir/DocumentReference/{_id}")).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_patch_is_on_record_once_whether_done_or_refused()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var log = new AuditLog(clinic.As("compliance-officer"));
        var events = await log.DuringAsync(user, async () =>
        {
            (await PatchAsync(door, $"Patient/{_id}", """[{"op":"replace","path":"/gender","value":"male"}]""")).Expect(200);
            (await PatchAsync(door, $"Patient/{_id}", """[{"op":"test","path":"/gender","value":"female"}]""")).Expect(422);
            (await PatchAsync(door, $"Patient?identifier=urn:scenario:mrn|mrn-{_id}", """[{"op":"replace","path":"/gender","value":"other"}]""")).Expect(200);
        });
        Assert.Equal([("patch", 200), ("patch", 422), ("patch", 200)], events.Select(one => (AuditLog.Text(one, "interaction"), (int)one["status"]!)));
        Assert.Equal([$"Patient/{_id}/_history/2"], AuditLog.Resources(events[0]));
        Assert.Equal([$"Patient/{_id}"], AuditLog.Patients(events[2]));
    }

    [Fact]
    public async Task Of_many_patches_none_is_lost()
    {
        var observation = Chart.Observation(_id, clinic.OwnPatient);
        (await Door.PutAsync(observation)).Expect(201);
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            PatchAsync(Door, $"Observation/{_id}", i == 0 ? """[{"op":"test","path":"/status","value":"final"}]""" : $$"""[{"op":"add","path":"/valueQuantity/extension","value":[{"url":"http://e.org/{{i}}","valueInteger":{{i}}}]}]""")));
        var done = replies.Count(reply => reply.Status == 200);
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409 }));
        Assert.Equal(done + 1, (await Door.GetAsync($"fhir/Observation/{_id}")).Version);
    }

    internal static Task<Reply> PatchAsync(Door door, string address, string patch, params (string Name, string Value)[] headers) =>
        door.SendBytesAsync(HttpMethod.Patch, "fhir/" + address, Encoding.UTF8.GetBytes(patch), JsonPatch, headers);

    private JsonObject Appointment() => Chart.Resource($$"""
        {"resourceType":"Appointment","id":"{{_id}}","status":"booked","start":"2026-03-02T09:00:00Z","end":"2026-03-02T09:20:00Z","reasonCode":[{"text":"grief"}],"comment":"a remark",
         "participant":[{"actor":{"reference":"Patient/{{clinic.OwnPatient}}"},"status":"accepted"}]}
        """);
}
