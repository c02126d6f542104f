using System.Text.Json.Nodes;
using Carewright.Gateway.Following;
using Carewright.InBasket.Reviewing;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.InBasket;

/// <summary>What results that come into the record make of themselves: reviews, each once.</summary>
public sealed class ReviewTaskTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_final_normal_report_is_a_routine_review_of_who_ordered_it()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("r", "final", 4.2m);
        var task = await house.ReviewAsync("r");
        Assert.Equal(("requested", "routine", "Practitioner/dr", "Patient/pat"), ((string?)task["status"], (string?)task["priority"], (string?)task["owner"]!["reference"], (string?)task["for"]!["reference"]));
        Assert.Equal("review-result", (string?)task["code"]!["coding"]![0]!["code"]);
        Assert.Equal("normal", (string?)Assert.Single(BasketHouse.Inputs(task, "rating"))["valueCode"]);
        Assert.Equal("r.1", (string?)task["identifier"]![0]!["value"]);
        var due = DateTimeOffset.Parse((string)task["restriction"]!["period"]!["end"]!, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.Parse((string)task["authoredOn"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromHours(72), due);
    }

    [Fact]
    public async Task Each_result_is_shown_beside_the_one_before_of_its_code_however_many_others_came_since()
    {
        await using var house = await BasketHouse.NewAsync();
        var earlier = new List<JsonObject> { Result("sodium-2025", "2951-2", "2025-01-01T06:00:00Z"), Result("potassium-later", "2823-3", "2026-03-02T06:00:00Z") };
        earlier.AddRange(Enumerable.Range(1, 40).Select(day => Result($"potassium-{day}", "2823-3", $"2026-01-{(day % 28) + 1:00}T{day / 28:00}:00:00Z", day == 27 ? "entered-in-error" : "final")));
        await house.WriteAsync(earlier);
        var (potassium, sodium, never) = (Result("k", "2823-3", "2026-03-01T06:00:00Z"), Result("na", "2951-2", "2026-03-01T06:00:00Z"), Result("cl", "2075-0", "2026-03-01T06:00:00Z"));
        var report = new JsonObject
        {
            ["resourceType"] = "DiagnosticReport",
            ["id"] = "panel",
            ["status"] = "final",
            ["code"] = BasketHouse.Concept("http://loinc.org", "24326-1"),
            ["subject"] = BasketHouse.To("Patient/pat"),
            ["basedOn"] = new JsonArray(BasketHouse.To("ServiceRequest/order")),
            ["result"] = new JsonArray(BasketHouse.To("Observation/k"), BasketHouse.To("Observation/na"), BasketHouse.To("Observation/cl")),
        };
        await house.WriteAsync([potassium, sodium, never, report]);
        var task = await house.ReviewAsync("panel");
        // 27 falls on the 28th and was withdrawn; 26 on the 27th.
        Assert.Equal(["Observation/potassium-26", "Observation/sodium-2025"], BasketHouse.Inputs(task, "previous").Select(input => (string)input["valueReference"]!["reference"]!).Order());
    }

    [Fact]
    public async Task A_result_that_only_a_department_may_see_is_reviewed_there()
    {
        await using var house = await BasketHouse.NewAsync();
        (await house.Lab.PutAsync(new JsonObject { ["resourceType"] = "Practitioner", ["id"] = "psy" })).Expect(201);
        var psychiatrist = await house.Clinic.AddUserAsync("psy", Roles.Physician, "behavioral-health", "Practitioner/psy");
        (await house.Lab.PutAsync(Chart.Resource("""{"resourceType":"ServiceRequest","id":"theirs","status":"active","intent":"order","subject":{"reference":"Patient/pat"},"requester":{"reference":"Practitioner/psy"}}"""))).Expect(201);
        var label = Chart.Resource("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}""");
        await house.ReportAsync("r", "final", 6.9m, "HH", "ServiceRequest/theirs", label: label);
        Reply found;
        while ((found = (await psychiatrist.GetAsync("fhir/Task?focus=DiagnosticReport/r")).Expect(200)).Resources.Count == 0)
            await Task.Delay(20, Stop);
        var task = Assert.Single(found.Resources);
        Assert.Equal(("stat", "Practitioner/psy"), ((string?)task["priority"], (string?)task["owner"]!["reference"]));
        Assert.Empty((await house.Physician.GetAsync("fhir/Task?focus=DiagnosticReport/r")).Expect(200).Resources);

        // A correction, which only the programme's own laboratory may write, finds the review that is there.
        var theirs = await house.Clinic.AddUserAsync("their-lab", Roles.SystemInterface, "behavioral-health");
        await house.ReportAsync("r", "corrected", 4.2m, "N", "ServiceRequest/theirs", label: label, by: theirs);
        while ((string?)(found = (await psychiatrist.GetAsync("fhir/Task?focus=DiagnosticReport/r")).Expect(200)).Resources[0]["priority"] == "stat")
            await Task.Delay(20, Stop);
        Assert.Single(found.Resources);
    }

    [Fact]
    public async Task A_result_that_nobody_is_asked_to_review_is_told()
    {
        await using var house = await BasketHouse.NewAsync();
        var officer = await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer);
        // Nobody belongs to the programme.
        await house.ReportAsync("r", "final", 6.9m, "HH", label: Chart.Resource("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}"""));
        var log = new AuditLog(officer);
        while (!(await log.EventsAsync("user=carewright")).Any(one => AuditLog.Text(one, "interaction") == "result-unreviewed"))
            await Task.Delay(50, Stop);
    }

    [Theory]
    [InlineData(6.9, "HH", "stat", "critical")]
    [InlineData(5.4, "H", "urgent", "abnormal")]
    [InlineData(5.4, null, "urgent", "abnormal")]
    [InlineData(4.2, null, "routine", "normal")]
    public async Task Flags_and_ranges_say_how_urgent_it_is(decimal value, string? flag, string priority, string rating)
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("r", "final", value, flag);
        var task = await house.ReviewAsync("r");
        Assert.Equal((priority, rating), ((string?)task["priority"], (string?)BasketHouse.Inputs(task, "rating").Single()["valueCode"]));
    }

    [Fact]
    public async Task What_is_preliminary_waits_unless_it_is_critical_and_then_stays_one_review()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("calm", "preliminary", 4.2m);
        await house.ReportAsync("grave", "preliminary", 7.2m, "HH");
        var first = await house.ReviewAsync("grave");
        Assert.Empty(await house.ReviewsAsync("calm", 0));
        await house.ReportAsync("grave", "final", 7.2m, "HH");
        var second = await house.ReviewAsync("grave", task => (string?)BasketHouse.Inputs(task, "content").Single()["valueString"] != (string?)BasketHouse.Inputs(first, "content").Single()["valueString"]);
        // More of the same gives nobody more time.
        Assert.Equal((string?)first["restriction"]!["period"]!["end"], (string?)second["restriction"]!["period"]!["end"]);
    }

    [Fact]
    public async Task The_feed_replayed_and_a_change_of_nothing_make_no_second_review()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("r", "final", 4.2m);
        var task = await house.ReviewAsync("r");
        var follower = house.Clinic.Server.Services.GetRequiredService<ReviewFollower>();
        ChangeNotice[] notices = [new(1, "DiagnosticReport", "r", 1, VersionAction.Create, DateTimeOffset.UnixEpoch), new(2, "Observation", "r-k", 1, VersionAction.Update, DateTimeOffset.UnixEpoch)];
        await follower.TakeAsync(notices, Stop);
        await follower.TakeAsync(notices, Stop);
        // The partner sends the same once more.
        await house.ReportAsync("r", "final", 4.2m);
        await house.CaughtUpAsync("marker");
        Assert.Equal(task["meta"]!["versionId"]!.ToString(), (await house.ReviewAsync("r"))["meta"]!["versionId"]!.ToString());
    }

    [Fact]
    public async Task A_correction_renews_the_open_review_and_replaces_the_signed_one()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("r", "final", 4.2m);
        var first = await house.ReviewAsync("r");
        await house.ReportAsync("r", "corrected", 6.9m, "HH");
        var renewed = await house.ReviewAsync("r", task => (string?)task["priority"] == "stat");
        Assert.Equal("Observation/r-k/_history/1", (string?)BasketHouse.Inputs(renewed, "changed").Single()["valueReference"]!["reference"]);
        Assert.True((bool)BasketHouse.Inputs(renewed, "corrected").Single()["valueBoolean"]!);
        renewed["status"] = "completed";
        (await house.Lab.PutAsync(renewed)).Expect(200);
        await house.ReportAsync("r", "corrected", 4.4m, "N");
        var reviews = await house.ReviewsAsync("r", 2);
        Assert.Equal(("requested", "Practitioner/dr", $"Task/{first["id"]}"), ((string?)reviews[1]["status"], (string?)reviews[1]["owner"]!["reference"], (string?)BasketHouse.Inputs(reviews[1], "replaces").Single()["valueReference"]!["reference"]));
        Assert.Equal("Observation/r-k/_history/2", (string?)BasketHouse.Inputs(reviews[1], "changed").Single()["valueReference"]!["reference"]);
    }

    [Fact]
    public async Task A_result_that_is_taken_back_after_it_was_signed_is_told()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("r", "final", 4.2m);
        var task = await house.ReviewAsync("r");
        task["status"] = "completed";
        (await house.Lab.PutAsync(task)).Expect(200);
        await house.ReportAsync("r", "entered-in-error", 4.2m);
        var told = (await house.ReviewsAsync("r", 2))[1];
        Assert.Equal("urgent", (string?)told["priority"]);
        Assert.True((bool)BasketHouse.Inputs(told, "withdrawn").Single()["valueBoolean"]!);
    }

    [Fact]
    public async Task Nobodys_and_history_are_told_apart()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.ReportAsync("old", "final", 4.2m, basedOn: null, issued: "2001-01-01T00:00:00Z");
        await house.ReportAsync("unasked", "final", 4.2m, basedOn: null, issued: "2999-01-01T00:00:00Z");
        Assert.Null((await house.ReviewAsync("unasked"))["owner"]);
        Assert.Empty(await house.ReviewsAsync("old", 0));
    }

    [Fact]
    public async Task Who_has_no_account_that_opens_leaves_the_review_to_the_shared_list()
    {
        await using var house = await BasketHouse.NewAsync();
        await house.Clinic.Clinic.Parts.Accounts.ChangeAsync("dr", new AccountChange(Disabled: true), house.Clinic.Clinic.Parts.Policies.Current, Stop);
        await house.ReportAsync("r", "final", 4.2m);
        Assert.Null((await house.ReviewAsync("r"))["owner"]);
    }

    [Fact]
    public async Task A_host_that_starts_again_neither_loses_nor_doubles()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using (var house = await BasketHouse.NewAsync(data: data))
        {
            await house.ReportAsync("before", "final", 4.2m);
            await house.ReviewAsync("before");
            await house.Clinic.StopServerAsync();
            // Written while nobody follows.
            await house.Clinic.FillAsync([new JsonObject
            {
                ["resourceType"] = "DiagnosticReport", ["id"] = "between", ["status"] = "final", ["code"] = BasketHouse.Concept("http://loinc.org", "2823-3"),
                ["subject"] = BasketHouse.To("Patient/pat"), ["basedOn"] = new JsonArray(BasketHouse.To("ServiceRequest/order")), ["conclusion"] = "Seen.",
            }]);
        }
        await using var again = await RunningClinic.OpenAsync(data);
        var lab = again.Again("lab");
        while ((await lab.GetAsync("fhir/Task?focus=DiagnosticReport/between&_summary=count")).Expect(200).Total != 1)
            await Task.Delay(20, Stop);
        Assert.Equal(2, (await lab.GetAsync("fhir/Task?_summary=count")).Expect(200).Total);
    }

    private static JsonObject Result(string id, string code, string at, string status = "final") => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = id,
        ["status"] = status,
        ["code"] = BasketHouse.Concept("http://loinc.org", code),
        ["subject"] = BasketHouse.To("Patient/pat"),
        ["effectiveDateTime"] = at,
        ["valueQuantity"] = new JsonObject { ["value"] = 4.2m, ["unit"] = "mmol/L", ["system"] = "http://unitsofmeasure.org", ["code"] = "mmol/L" },
    };
}
