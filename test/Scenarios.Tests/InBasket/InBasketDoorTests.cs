using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.InBasket;

/// <summary>What people see of their in-basket, and what they do about it.</summary>
public sealed class InBasketDoorTests : IAsyncLifetime
{
    private BasketHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await BasketHouse.NewAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task The_gravest_comes_first_and_one_request_tells_what_is_out_of_range()
    {
        await ArriveAsync("calm", 4.2m, "N");
        await ArriveAsync("high", 5.6m, "H");
        await ArriveAsync("grave", 7.2m, "HH");
        var officer = new AuditLog(await _house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        Reply reply = null!;
        var left = await officer.DuringAsync("dr", async () => reply = (await _house.Physician.GetAsync("in-basket/reviews")).Expect(200));
        var rows = reply.Json["rows"]!.AsArray();
        Assert.Equal(["critical", "abnormal", "normal"], rows.Select(row => (string?)row!["rating"]));
        Assert.Equal(["DiagnosticReport/grave", "DiagnosticReport/high", "DiagnosticReport/calm"], rows.Select(row => (string?)row!["report"]!["reference"]));
        var value = Assert.Single(rows[0]!["values"]!.AsArray())!;
        Assert.Equal(("7.2", "mmol/L", "3.5–5.1", "Potassium"), ((string?)value["text"], (string?)value["unit"], (string?)value["range"], (string?)value["name"]));
        Assert.Equal("Test Sample", (string?)rows[0]!["patient"]!["name"]);
        Assert.Empty(rows[2]!["values"]!.AsArray());
        Assert.Contains(left, one => AuditLog.Resources(one).Any(reference => reference.StartsWith("DiagnosticReport/grave", StringComparison.Ordinal)) && AuditLog.Patients(one).Contains("Patient/pat"));
        // Somebody else's are on the list of all, and not among one's own.
        Assert.Empty((await _house.Clinic.As("other").GetAsync("in-basket/reviews")).Expect(200).Json["rows"]!.AsArray());
        Assert.Equal(3, (await _house.Clinic.As("other").GetAsync("in-basket/reviews?view=all")).Expect(200).Json["rows"]!.AsArray().Count);
        (await _house.Physician.GetAsync("in-basket/reviews?view=nothing")).Expect(400);
    }

    [Fact]
    public async Task Pages_follow_one_another_across_priorities_without_a_gap()
    {
        for (var number = 0; number < 25; number++)
            await _house.ReportAsync($"n{number}", "final", 4.2m);
        await ArriveAsync("grave", 7.2m, "HH");
        await _house.ReviewAsync("n24");
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = (await _house.Physician.GetAsync($"in-basket/reviews{(cursor is null ? "" : $"?cursor={Uri.EscapeDataString(cursor)}")}")).Expect(200).Json;
            seen.AddRange(page["rows"]!.AsArray().Select(row => (string)row!["report"]!["reference"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        Assert.Equal("DiagnosticReport/grave", seen[0]);
        Assert.Equal((26, 26), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task A_signature_completes_the_review_and_says_which_versions_were_seen()
    {
        var id = await ArriveAsync("high", 5.6m, "H");
        var row = (await _house.Physician.GetAsync($"in-basket/reviews/{id}")).Expect(200).Json;
        Assert.Equal("Weakness", (string?)row["report"]!["order"]!["reasons"]![0]);
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "sign", ["seen"] = (string)row["seen"]!, ["comment"] = "Repeat in a week." })).Expect(200);
        var task = await _house.ReviewAsync("high");
        Assert.Equal(("completed", "Repeat in a week."), ((string?)task["status"], (string?)task["note"]![0]!["text"]));
        var provenance = Assert.Single((await _house.Lab.GetAsync($"fhir/Provenance?target=Task/{id}")).Expect(200).Resources);
        Assert.Equal("Practitioner/dr", (string?)provenance["signature"]![0]!["who"]!["reference"]);
        Assert.Contains(provenance["target"]!.AsArray(), target => (string?)target!["reference"] == "Observation/high-k/_history/1");
        Assert.Empty((await _house.Physician.GetAsync("in-basket/reviews")).Expect(200).Json["rows"]!.AsArray());
        var done = Assert.Single((await _house.Physician.GetAsync("in-basket/reviews?state=done")).Expect(200).Json["rows"]!.AsArray())!;
        Assert.Equal("Test-dr", (string?)done["signedBy"]!["name"]);
        Assert.Equal("conflict", (string?)(await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "sign", ["seen"] = (string)row["seen"]! })).Expect(409).Json["code"]);
    }

    [Fact]
    public async Task Who_has_seen_an_older_report_cannot_sign_it()
    {
        var id = await ArriveAsync("r", 4.2m, "N");
        var seen = (string)(await _house.Physician.GetAsync($"in-basket/reviews/{id}")).Expect(200).Json["seen"]!;
        await _house.ReportAsync("r", "corrected", 6.9m, "HH");
        await _house.ReviewAsync("r", task => (string?)task["priority"] == "stat");
        Assert.Equal("newer", (string?)(await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "sign", ["seen"] = seen })).Expect(409).Json["code"]);
        var row = (await _house.Physician.GetAsync($"in-basket/reviews/{id}")).Expect(200).Json;
        Assert.Equal(("4.2", "6.9", true), ((string?)row["values"]![0]!["was"]!["text"], (string?)row["values"]![0]!["text"], (bool)row["corrected"]!));
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "sign", ["seen"] = (string)row["seen"]! })).Expect(200);
    }

    [Fact]
    public async Task Only_what_is_final_and_normal_is_signed_together_and_each_is_answered()
    {
        var (calm, high, text) = (await ArriveAsync("calm", 4.2m, "N"), await ArriveAsync("high", 5.6m, "H"), await ArriveAsync("corrected", 4.2m, "N"));
        await _house.ReportAsync("corrected", "corrected", 4.3m);
        await _house.ReviewAsync("corrected", task => BasketHouse.Inputs(task, "corrected").Any());
        var rows = (await _house.Physician.GetAsync("in-basket/reviews")).Expect(200).Json["rows"]!.AsArray();
        JsonNode Asked(string id, string? seen = null) => new JsonObject { ["id"] = id, ["seen"] = seen ?? (string)rows.First(row => (string?)row!["id"] == id)!["seen"]! };
        var answer = (await PostAsync(_house.Physician, "in-basket/sign", new JsonObject { ["tasks"] = new JsonArray(Asked(calm), Asked(high), Asked(text), Asked("nothing", "x")) })).Expect(200).Json["results"]!.AsArray();
        Assert.Equal([(calm, 200), (high, 422), (text, 422), ("nothing", 404)], answer.Select(one => ((string)one!["id"]!, (int)one["status"]!)));
        Assert.Equal("completed", (string?)(await _house.ReviewAsync("calm"))["status"]);
        Assert.Equal("requested", (string?)(await _house.ReviewAsync("high"))["status"]);
        // A nurse may look, and does not sign.
        (await PostAsync(_house.Clinic.As("nn"), "in-basket/sign", new JsonObject { ["tasks"] = new JsonArray(Asked(high)) })).Expect(403);
        (await ActAsync(_house.Clinic.As("nn"), high, new JsonObject { ["act"] = "sign", ["seen"] = "x" })).Expect(403);
    }

    [Fact]
    public async Task A_review_goes_from_hand_to_hand()
    {
        await _house.ReportAsync("r", "final", 5.6m, "H", basedOn: null, issued: "2999-01-01T00:00:00Z");
        var id = (string)(await _house.ReviewAsync("r"))["id"]!;
        var nurse = _house.Clinic.As("nn");
        Assert.Single((await nurse.GetAsync("in-basket/reviews?view=shared")).Expect(200).Json["rows"]!.AsArray());
        (await ActAsync(nurse, id, new JsonObject { ["act"] = "take" })).Expect(200);
        Assert.Empty((await nurse.GetAsync("in-basket/reviews?view=shared")).Expect(200).Json["rows"]!.AsArray());
        (await ActAsync(nurse, id, new JsonObject { ["act"] = "forward", ["to"] = "Practitioner/nobody" })).Expect(422);
        (await ActAsync(nurse, id, new JsonObject { ["act"] = "forward", ["to"] = "Practitioner/other", ["comment"] = "Please look." })).Expect(200);
        var row = Assert.Single((await _house.Clinic.As("other").GetAsync("in-basket/reviews")).Expect(200).Json["rows"]!.AsArray())!;
        Assert.Equal(["Taken from the shared list.", "Forwarded.", "Please look."], row["notes"]!.AsArray().Select(note => (string?)note!["text"]));
        Assert.Equal("requested", (string?)row["status"]);
    }

    [Fact]
    public async Task The_patient_is_told_and_a_read_back_is_kept()
    {
        var id = await ArriveAsync("grave", 7.2m, "HH");
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "read-back", ["to"] = "Ward nurse", ["text"] = "Potassium 7.2" })).Expect(200);
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "tell", ["text"] = "Please come in today." })).Expect(200);
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "tell", ["text"] = " " })).Expect(422);
        (await ActAsync(_house.Physician, id, new JsonObject { ["act"] = "sing" })).Expect(400);
        var said = (await _house.Lab.GetAsync("fhir/Communication?subject=Patient/pat")).Expect(200).Resources;
        Assert.Equal(2, said.Count);
        var readBack = said.Single(one => one["category"] is not null);
        Assert.Equal(("Ward nurse", "Practitioner/dr", "Potassium 7.2"), ((string?)readBack["recipient"]![0]!["display"], (string?)readBack["sender"]!["reference"], (string?)readBack["payload"]![0]!["contentString"]));
        var task = await _house.ReviewAsync("grave");
        Assert.Equal($"Communication/{readBack["id"]}", (string?)task["output"]![0]!["valueReference"]!["reference"]);
        Assert.Equal("in-progress", (string?)task["status"]);
    }

    [Fact]
    public async Task A_role_without_the_right_is_refused_and_what_is_hidden_is_not_counted()
    {
        await ArriveAsync("calm", 4.2m, "N");
        await ArriveAsync("grave", 7.2m, "HH");
        (await (await _house.Clinic.AddUserAsync("desk", Roles.FrontDesk)).GetAsync("in-basket/reviews")).Expect(403);
        (await (await _house.Clinic.AddUserAsync("desk2", Roles.FrontDesk)).GetAsync("in-basket/counts")).Expect(403);
        var counts = (await _house.Physician.GetAsync("in-basket/counts")).Expect(200).Json;
        Assert.Equal((2, 1, 0), ((int)counts["mine"]!, (int)counts["critical"]!, (int)counts["shared"]!));
        // A label that closes a row to everybody but a department.
        var task = await _house.ReviewAsync("grave");
        task["meta"] = new JsonObject { ["security"] = new JsonArray(new JsonObject { ["system"] = "https://carewright.example/fhir/CodeSystem/department-restriction", ["code"] = "behavioral-health" }) };
        (await _house.Lab.PutAsync(task)).Expect(200);
        do
            counts = (await _house.Physician.GetAsync("in-basket/counts")).Expect(200).Json;
        while ((int)counts["mine"]! != 1);
        Assert.Equal(0, (int)counts["critical"]!);
        Assert.Single((await _house.Physician.GetAsync("in-basket/reviews?view=all")).Expect(200).Json["rows"]!.AsArray());
        (await _house.Physician.GetAsync($"in-basket/reviews/{task["id"]}")).Expect(404);
    }

    [Fact]
    public async Task Counting_again_leaves_a_record_only_when_something_has_changed()
    {
        await ArriveAsync("calm", 4.2m, "N");
        var officer = new AuditLog(await _house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        // What came before may still be on its way to the one who clears what is kept.
        while ((await officer.DuringAsync("dr", async () => (await _house.Physician.GetAsync("in-basket/counts")).Expect(200))).Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await ArriveAsync("more", 4.2m, "N");
        while ((int)(await _house.Physician.GetAsync("in-basket/counts")).Expect(200).Json["mine"]! != 2)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private async Task<string> ArriveAsync(string id, decimal value, string flag)
    {
        await _house.ReportAsync(id, "final", value, flag);
        return (string)(await _house.ReviewAsync(id))["id"]!;
    }

    private static Task<Reply> ActAsync(Door door, string id, JsonObject body) => PostAsync(door, $"in-basket/reviews/{id}/act", body);

    private static Task<Reply> PostAsync(Door door, string path, JsonObject body) =>
        door.SendBytesAsync(HttpMethod.Post, path, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
}
