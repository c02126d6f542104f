using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>Tests that the clinic does itself, through the server's doors.</summary>
public sealed class InHouseTests
{
    private const string Kinds = "https://carewright.example/fhir/CodeSystem/in-house";

    private static string Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_glucose_is_measured_with_a_lot_whose_controls_passed_and_waits_in_the_in_basket()
    {
        await using var house = await BeginAsync();
        using var assistant = await house.Clinic.AddUserAsync("assistant", "medical-assistant");
        var (kit, low, high) = await MeterAsync(house.Doctor);
        (await PostAsync(assistant, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        (await house.Doctor.PutAsync(Chart.Resource("""{ "resourceType": "ServiceRequest", "id": "o1", "status": "active", "intent": "order", "subject": { "reference": "Patient/ina" }, "requester": { "reference": "Practitioner/doc" }, "code": { "coding": [{ "system": "http://loinc.org", "code": "41653-7" }] } }"""))).Expect(201);
        var told = (await PostAsync(assistant, "results", Result(kit, 210, "ServiceRequest/o1"))).Expect(200).Json;
        Assert.Equal("final", (string?)told["status"]);
        var report = (await house.Doctor.GetAsync($"fhir/{told["report"]}")).Expect(200).Json;
        Assert.Equal("ServiceRequest/o1", (string?)report["basedOn"]![0]!["reference"]);
        var result = Assert.Single((await house.Doctor.GetAsync($"fhir/Observation?device=Device/{kit}&patient=Patient/ina")).Expect(200).Resources);
        Assert.Equal(("H", 210m, "mg/dL"), ((string)result["interpretation"]![0]!["coding"]![0]!["code"]!, (decimal)result["valueQuantity"]!["value"]!, (string)result["valueQuantity"]!["code"]!));
        // Controls are nobody's chart.
        Assert.Single((await house.Doctor.GetAsync("fhir/Observation?patient=Patient/ina")).Expect(200).Resources);
        var review = await UntilAsync(house.Doctor, "fhir/Task?code=https://carewright.example/fhir/CodeSystem/task|review-result", found => found.Resources.Count == 1);
        Assert.Equal("Practitioner/doc", (string?)review.Resources[0]["owner"]!["reference"]);
    }

    [Fact]
    public async Task A_rejected_control_locks_the_lot_until_a_physician_writes_down_what_was_done_and_a_control_passes()
    {
        await using var house = await BeginAsync();
        using var nurse = await house.Clinic.AddUserAsync("nurse", "nurse");
        var (kit, low, high) = await MeterAsync(nurse);
        Assert.Equal(["no-control"], await ReasonsAsync(nurse, kit));
        Refused((await PostAsync(nurse, "results", Result(kit, 90))).Expect(409), "INHOUSE-NO-CONTROL");
        (await PostAsync(nurse, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        Assert.Empty(await ReasonsAsync(nurse, kit));
        var rejected = (await PostAsync(nurse, "runs", Run(kit, (low, 50), (high, 300)))).Expect(200).Json;
        Assert.Equal(("rejected", "1-2s 1-3s"), ((string)rejected["outcome"]!, string.Join(' ', rejected["rules"]!.AsArray())));
        Refused((await PostAsync(nurse, "results", Result(kit, 90))).Expect(409), "INHOUSE-REJECTED");
        (await PostAsync(nurse, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        Refused((await PostAsync(nurse, "results", Result(kit, 90))).Expect(409), "INHOUSE-REJECTED");
        var action = new JsonObject { ["kit"] = kit, ["found"] = "Control left open overnight.", ["done"] = "New bottle opened." };
        (await PostAsync(nurse, "actions", action)).Expect(403);
        (await nurse.CreateAsync(Chart.Resource($$"""{ "resourceType": "DetectedIssue", "status": "final", "code": { "coding": [{ "system": "{{Kinds}}", "code": "corrective-action" }] }, "implicated": [{ "reference": "Device/{{kit}}" }] }"""))).Expect(403);
        (await PostAsync(house.Doctor, "actions", action)).Expect(200);
        (await PostAsync(house.Doctor, "actions", action)).Expect(404);
        Refused((await PostAsync(nurse, "results", Result(kit, 90))).Expect(409), "INHOUSE-AWAITING-PASS");
        (await PostAsync(nurse, "runs", Run(kit, (low, 51), (high, 251)))).Expect(200);
        (await PostAsync(nurse, "results", Result(kit, 90))).Expect(200);
        var runs = (await nurse.GetAsync($"in-house/runs?kit={kit}")).Expect(200).Json;
        Assert.Equal(["accepted", "rejected", "accepted", "accepted"], runs["runs"]!.AsArray().Select(run => (string)run!["outcome"]!));
        Assert.Equal("Control left open overnight.", (string?)Assert.Single(runs["actions"]!.AsArray())!["found"]);
    }

    [Fact]
    public async Task An_expired_lot_and_a_retired_one_cannot_be_chosen_and_it_is_said_why()
    {
        await using var house = await BeginAsync();
        var old = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "OLD", ["expires"] = Day(-2) });
        var good = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "NEW", ["expires"] = Day(100) });
        Assert.Equal(["expired"], await ReasonsAsync(house.Doctor, old));
        Refused((await PostAsync(house.Doctor, "results", Fobt(old, true, "negative"))).Expect(409), "INHOUSE-EXPIRED");
        (await PostAsync(house.Doctor, "results", Fobt(good, true, "negative"))).Expect(200);
        (await PostAsync(house.Doctor, $"lots/{good}/retire", [])).Expect(200);
        Refused((await PostAsync(house.Doctor, "results", Fobt(good, true, "negative"))).Expect(409), "INHOUSE-RETIRED");
        (await PostAsync(house.Doctor, "lots", new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "NEW", ["expires"] = Day(100) })).Expect(422);
    }

    [Fact]
    public async Task Without_the_internal_control_nothing_is_reported_and_the_attempt_stays_on_record()
    {
        await using var house = await BeginAsync();
        var kit = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "L", ["expires"] = Day(100) });
        (await PostAsync(house.Doctor, "results", Fobt(kit, null, "negative"))).Expect(422);
        (await PostAsync(house.Doctor, "results", Fobt(kit, false, "negative"))).Expect(422);
        Assert.Equal("cancelled", (string?)(await PostAsync(house.Doctor, "results", Fobt(kit, false, null))).Expect(200).Json["status"]);
        Assert.Empty((await house.Doctor.GetAsync("fhir/DiagnosticReport?patient=Patient/ina")).Expect(200).Resources);
        var left = Assert.Single((await house.Doctor.GetAsync($"fhir/Observation?device=Device/{kit}")).Expect(200).Resources);
        Assert.Equal("cancelled", (string?)left["status"]);
        Assert.DoesNotContain(left, member => member.Key.StartsWith("value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_result_is_corrected_and_taken_back_with_the_reason()
    {
        await using var house = await BeginAsync();
        var kit = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "L", ["expires"] = Day(100) });
        var report = ((string)(await PostAsync(house.Doctor, "results", Fobt(kit, true, "negative"))).Expect(200).Json["report"]!).Split('/')[1];
        var values = new JsonArray(new JsonObject { ["analyte"] = "FOB", ["word"] = "positive" });
        (await PostAsync(house.Doctor, $"results/{report}/correct", new JsonObject { ["reason"] = "Read too early.", ["values"] = values })).Expect(200);
        var result = Assert.Single((await house.Doctor.GetAsync("fhir/Observation?patient=Patient/ina")).Expect(200).Resources);
        Assert.Equal(("corrected", "POS", "Read too early."), ((string)result["status"]!, (string)result["interpretation"]![0]!["coding"]![0]!["code"]!, (string)result["note"]![0]!["text"]!));
        Assert.Equal("corrected", (string?)(await house.Doctor.GetAsync($"fhir/DiagnosticReport/{report}")).Expect(200).Json["status"]);
        (await PostAsync(house.Doctor, $"results/{report}/correct", new JsonObject { ["reason"] = "Another patient." })).Expect(200);
        Assert.Equal("entered-in-error", (string?)(await house.Doctor.GetAsync($"fhir/DiagnosticReport/{report}")).Expect(200).Json["status"]);
        (await PostAsync(house.Doctor, $"results/{report}/correct", new JsonObject { ["reason"] = "Again." })).Expect(404);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_place()
    {
        await using var house = await BeginAsync();
        var (kit, low, high) = await MeterAsync(house.Doctor);
        (await PostAsync(house.Doctor, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        Refused((await PostAsync(house.Doctor, "results", Result(kit, 9))).Expect(422), "INHOUSE-VALUE", "values[0]");
        Refused((await PostAsync(house.Doctor, "results", Result(kit, 90, "ServiceRequest/none"))).Expect(422), "INHOUSE-ORDER", "order");
        Refused((await PostAsync(house.Doctor, "runs", Run(kit, (low, 50), (low, 51)))).Expect(422), "INHOUSE-CONTROL", "controls[1].control");
        (await PostAsync(house.Doctor, "results", Result("nowhere", 90))).Expect(404);
        (await PostAsync(house.Doctor, $"lots/{low}/own-targets", [])).Expect(422);
        using var desk = await house.Clinic.AddUserAsync("desk", "front-desk");
        (await desk.GetAsync("in-house/state")).Expect(403);
        (await PostAsync(house.Doctor, "starter", new JsonObject { ["organization"] = LabHouse.Lab })).Expect(403);
    }

    [Fact]
    public async Task Twenty_good_runs_tell_what_a_control_is_to_measure()
    {
        await using var house = await BeginAsync();
        var (kit, low, _) = await MeterAsync(house.Doctor);
        for (var run = 0; run < 20; run++)
            (await PostAsync(house.Doctor, "runs", Run(kit, (low, run % 2 == 0 ? 49 : 51)))).Expect(200);
        (await PostAsync(house.Doctor, $"lots/{low}/own-targets", [])).Expect(200);
        var control = (await TestAsync(house.Doctor, "GLU-M"))["controls"]!.AsArray().Single(one => (string?)one!["id"] == low)!;
        Assert.Equal((50m, 1.026m), ((decimal)control["targets"]![0]!["mean"]!, (decimal)control["targets"]![0]!["deviation"]!));
    }

    [Fact]
    public async Task The_certificate_is_told_with_the_days_that_are_left()
    {
        await using var house = await BeginAsync();
        (await house.Administrator.PutAsync(Chart.Resource($$"""
            { "resourceType": "Organization", "id": "{{LabHouse.Lab}}", "name": "Own clinic", "identifier": [{ "system": "urn:oid:2.16.840.1.113883.4.7", "value": "00D0000000", "period": { "end": "{{Day(30)}}" },
              "type": { "coding": [{ "system": "https://carewright.example/fhir/CodeSystem/clia-certificate", "code": "waived" }] } }] }
            """))).Expect(200);
        var certificate = Assert.Single((await house.Doctor.GetAsync("in-house/state")).Expect(200).Json["certificates"]!.AsArray())!;
        Assert.Equal(("00D0000000", "waived"), ((string)certificate["number"]!, (string)certificate["kind"]!));
        Assert.InRange((int)certificate["daysLeft"]!, 29, 31);
    }

    [Fact]
    public async Task A_test_of_higher_complexity_than_the_certificate_allows_is_refused_with_the_reason()
    {
        await using var house = await BeginAsync();
        var kit = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "L", ["expires"] = Day(100) });
        Refused((await PutAsync(house.Administrator, "tests/FOBT", Wanted("ppm"))).Expect(422), "INHOUSE-CERTIFICATE", "complexity");
        Refused((await PutAsync(house.Administrator, $"certificates/{LabHouse.Lab}", Certificate("1234", "ppm"))).Expect(422), "INHOUSE-CLIA");
        (await PutAsync(house.Administrator, $"certificates/{LabHouse.Lab}", Certificate("00D0000000", "ppm"))).Expect(204);
        (await PutAsync(house.Administrator, "tests/FOBT", Wanted("ppm"))).Expect(200);
        (await PostAsync(house.Doctor, "results", Fobt(kit, true, "negative"))).Expect(200);
        (await PutAsync(house.Administrator, $"certificates/{LabHouse.Lab}", Certificate("00D0000000", "waived"))).Expect(204);
        Assert.False((bool)(await TestAsync(house.Doctor, "FOBT"))["isCertified"]!);
        Refused((await PostAsync(house.Doctor, "results", Fobt(kit, true, "negative"))).Expect(409), "INHOUSE-CERTIFICATE", "test");
        (await PutAsync(house.Doctor, "tests/FOBT", Wanted("waived"))).Expect(403);
    }

    [Fact]
    public async Task A_test_that_needs_competency_is_reported_by_whose_assessment_holds()
    {
        await using var house = await BeginAsync();
        var kit = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Kit", ["test"] = "FOBT", ["lot"] = "L", ["expires"] = Day(100) });
        (await PutAsync(house.Administrator, "tests/FOBT", Wanted("waived", needsCompetency: true))).Expect(200);
        Refused((await PostAsync(house.Doctor, "results", Fobt(kit, true, "negative"))).Expect(409), "INHOUSE-COMPETENCY");
        (await PutAsync(house.Administrator, "competencies", Competency(-400, -35))).Expect(204);
        Assert.False((bool)(await TestAsync(house.Doctor, "FOBT"))["mayReport"]!);
        (await PutAsync(house.Administrator, "competencies", Competency(-1, 300))).Expect(204);
        (await PostAsync(house.Doctor, "results", Fobt(kit, true, "negative"))).Expect(200);
        var told = (await house.Administrator.GetAsync("in-house/setup")).Expect(200).Json["staff"]!.AsArray().Single(one => (string?)one!["practitioner"] == "Practitioner/doc")!;
        Assert.Equal(Day(300), (string?)Assert.Single(told["competencies"]!.AsArray())!["expires"]);
    }

    [Fact]
    public async Task Limits_of_a_test_are_the_clinics_own_and_must_make_sense()
    {
        await using var house = await BeginAsync();
        var (kit, low, high) = await MeterAsync(house.Doctor);
        (await PostAsync(house.Doctor, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        JsonObject Meter(decimal least, decimal most) => new()
        {
            ["name"] = "Glucose, our meter",
            ["method"] = "Meter",
            ["complexity"] = "waived",
            ["hasInternalControl"] = false,
            ["needsCompetency"] = false,
            ["controlDays"] = 1,
            ["controlLevels"] = new JsonArray("low", "high"),
            ["rules"] = new JsonArray("1-3s"),
            ["analytes"] = new JsonArray(new JsonObject { ["code"] = "GLU", ["low"] = 70, ["high"] = 140, ["least"] = least, ["most"] = most }),
        };
        Refused((await PutAsync(house.Administrator, "tests/GLU-M", Meter(100, 600))).Expect(422), "INHOUSE-LIMIT", "analytes[0]");
        (await PutAsync(house.Administrator, "tests/GLU-M", Meter(20, 500))).Expect(200);
        Refused((await PostAsync(house.Doctor, "results", Result(kit, 550))).Expect(422), "INHOUSE-VALUE");
        (await PostAsync(house.Doctor, "results", Result(kit, 450))).Expect(200);
        var test = await TestAsync(house.Doctor, "GLU-M");
        Assert.Equal(("Glucose, our meter", "41653-7"), ((string)test["name"]!, (string)test["analytes"]![0]!["loinc"]!));
    }

    [Fact]
    public async Task Logs_tell_what_was_done_and_leave_as_files_on_record()
    {
        await using var house = await BeginAsync();
        var (kit, low, high) = await MeterAsync(house.Doctor);
        (await PostAsync(house.Doctor, "runs", Run(kit, (low, 50), (high, 300)))).Expect(200);
        (await PostAsync(house.Doctor, "actions", new JsonObject { ["kit"] = kit, ["found"] = "=1+1, said the label", ["done"] = "New bottle." })).Expect(200);
        (await PostAsync(house.Doctor, "runs", Run(kit, (low, 50), (high, 250)))).Expect(200);
        (await PostAsync(house.Doctor, "results", Result(kit, 90))).Expect(200);
        var fridge = await LotAsync(house.Doctor, new JsonObject { ["kind"] = "Instrument", ["lot"] = "F-1", ["name"] = "Refrigerator" });
        (await PostAsync(house.Doctor, "upkeep", new JsonObject { ["instrument"] = fridge, ["what"] = "Temperature", ["celsius"] = 4.5 })).Expect(200);
        (await PostAsync(house.Doctor, "upkeep", new JsonObject { ["instrument"] = kit, ["what"] = "Temperature", ["celsius"] = 4.5 })).Expect(404);
        var days = $"from={Day(-1)}&to={Day(1)}";
        var patients = Assert.Single(await RowsAsync("patients"));
        Assert.Contains("Testperson, Ina", patients);
        Assert.Contains("90 mg/dL", patients);
        Assert.Contains("S-1", patients);
        Assert.Equal(["rejected", "rejected", "accepted", "accepted"], (await RowsAsync("controls")).Select(row => row[8]));
        Assert.Equal(3, (await RowsAsync("lots")).Count);
        Assert.Contains("4.5 Cel", Assert.Single(await RowsAsync("upkeep")));
        Assert.Empty((await house.Doctor.GetAsync($"in-house/logs/patients?from={Day(-9)}&to={Day(-5)}")).Expect(200).Json["rows"]!.AsArray());
        var file = (await house.Doctor.GetAsync($"in-house/logs/actions?{days}&format=csv")).Expect(200).Text;
        Assert.Contains("\"'=1+1, said the label\"", file, StringComparison.Ordinal);
        (await house.Doctor.GetAsync($"in-house/logs/secrets?{days}")).Expect(404);
        (await house.Doctor.GetAsync("in-house/logs/patients?from=yesterday")).Expect(400);
        using var auditor = await house.Clinic.AddUserAsync("auditor", "compliance-officer");
        Assert.Single(await LeftAsync());
        (await house.Doctor.GetAsync($"in-house/logs/actions?{days}&format=paper")).Expect(200);
        Assert.Equal(2, (await LeftAsync()).Count);

        async Task<IReadOnlyList<JsonObject>> LeftAsync() => [.. (await new AuditLog(auditor).EventsAsync("user=doctor")).Where(one => AuditLog.Text(one, "interaction") == "in-house-log" && (int)one["status"]! == 200)];

        async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(string kind) =>
            [.. (await house.Doctor.GetAsync($"in-house/logs/{kind}?{days}")).Expect(200).Json["rows"]!.AsArray().Select(row => (IReadOnlyList<string>)[.. row!.AsArray().Select(cell => (string)cell!)])];
    }

    private static async Task<LabHouse> BeginAsync()
    {
        var house = await LabHouse.NewAsync();
        var added = (await PostAsync(house.Administrator, "starter", new JsonObject { ["organization"] = LabHouse.Lab })).Expect(200).Json["added"]!.AsArray();
        Assert.Contains("GLU-M", added.Select(code => (string?)code));
        Assert.Empty((await PostAsync(house.Administrator, "starter", new JsonObject { ["organization"] = LabHouse.Lab })).Expect(200).Json["added"]!.AsArray());
        return house;
    }

    private static async Task<(string Kit, string Low, string High)> MeterAsync(Door door) => (
        await LotAsync(door, new JsonObject { ["kind"] = "Kit", ["test"] = "GLU-M", ["lot"] = "S-1", ["expires"] = Day(100) }),
        await LotAsync(door, Control("low", 50, 2)),
        await LotAsync(door, Control("high", 250, 10)));

    private static JsonObject Control(string level, decimal mean, decimal deviation) => new()
    {
        ["kind"] = "Control",
        ["test"] = "GLU-M",
        ["lot"] = "C-1",
        ["expires"] = Day(100),
        ["level"] = level,
        ["targets"] = new JsonArray(new JsonObject { ["analyte"] = "GLU", ["mean"] = mean, ["deviation"] = deviation }),
    };

    private static async Task<string> LotAsync(Door door, JsonObject lot) => (string)(await PostAsync(door, "lots", lot)).Expect(200).Json["id"]!;

    private static JsonObject Run(string kit, params (string Control, decimal Number)[] controls) => new()
    {
        ["test"] = "GLU-M",
        ["kit"] = kit,
        ["controls"] = new JsonArray([.. controls.Select(control => new JsonObject { ["control"] = control.Control, ["values"] = new JsonArray(new JsonObject { ["analyte"] = "GLU", ["number"] = control.Number }) })]),
    };

    private static JsonObject Result(string kit, decimal number, string? order = null) => new()
    {
        ["patient"] = "Patient/ina",
        ["test"] = "GLU-M",
        ["kit"] = kit,
        ["values"] = new JsonArray(new JsonObject { ["analyte"] = "GLU", ["number"] = number }),
        ["order"] = order,
    };

    private static JsonObject Fobt(string kit, bool? internalControl, string? word) => new()
    {
        ["patient"] = "Patient/ina",
        ["test"] = "FOBT",
        ["kit"] = kit,
        ["internalControl"] = internalControl,
        ["values"] = word is null ? [] : new JsonArray(new JsonObject { ["analyte"] = "FOB", ["word"] = word }),
    };

    private static JsonObject Certificate(string number, string kind) => new() { ["number"] = number, ["kind"] = kind, ["expires"] = Day(300) };

    private static JsonObject Competency(int since, int expires) => new() { ["practitioner"] = "Practitioner/doc", ["test"] = "FOBT", ["since"] = Day(since), ["expires"] = Day(expires) };

    private static JsonObject Wanted(string complexity, bool needsCompetency = false) => new()
    {
        ["name"] = "Fecal occult blood",
        ["method"] = "Guaiac card",
        ["complexity"] = complexity,
        ["hasInternalControl"] = true,
        ["needsCompetency"] = needsCompetency,
        ["controlDays"] = 0,
    };

    private static void Refused(Reply reply, string code, string? place = null)
    {
        var issue = reply.Json["issues"]!.AsArray()[0]!;
        Assert.Equal(code, (string?)issue["code"]);
        if (place is not null)
            Assert.Equal(place, (string?)issue["location"]);
    }

    private static async Task<JsonObject> TestAsync(Door door, string code) => (await door.GetAsync("in-house/state")).Expect(200).Json["tests"]!.AsArray().Single(test => (string?)test!["code"] == code)!.AsObject();

    private static async Task<IReadOnlyList<string>> ReasonsAsync(Door door, string kit) =>
        [.. (await door.GetAsync("in-house/state")).Expect(200).Json["tests"]!.AsArray().SelectMany(test => test!["kits"]!.AsArray()).Single(one => (string?)one!["id"] == kit)!["reasons"]!.AsArray().Select(reason => (string)reason!)];

    private static async Task<Reply> UntilAsync(Door door, string path, Func<Reply, bool> holds)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            if ((await door.GetAsync(path)).Expect(200) is var found && holds(found))
                return found;
            await Task.Delay(50, end.Token);
        }
    }

    private static Task<Reply> PutAsync(Door door, string what, JsonObject body) => door.SendBytesAsync(HttpMethod.Put, $"in-house/{what}", Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    private static Task<Reply> PostAsync(Door door, string what, JsonObject body) => door.SendBytesAsync(HttpMethod.Post, $"in-house/{what}", Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
}
