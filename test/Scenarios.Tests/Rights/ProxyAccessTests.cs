using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>What a proxy sees, and that it ends by itself.</summary>
public sealed class ProxyAccessTests
{
    [Fact]
    public async Task A_parent_of_two_sees_both_children_and_nothing_else_and_changes_nothing()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        (await mara.GetAsync("fhir/Patient/teen")).ExpectOutcome(404);
        var offer = (await house.Rights.Officer.PostAsync("privacy/proxies", ProxyHouse.Draft("teen", "parent"))).Expect(201).Json;
        (await mara.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2008-03-04", null))).Expect(200);
        Assert.Equal(["Patient/kid", "Patient/teen"], (await mara.AllAsync("fhir/Patient")).Order());
        Assert.Equal(["Observation/kid-pulse", "Observation/teen-pulse"], (await mara.AllAsync("fhir/Observation")).Order());
        Assert.Equal(["Observation/kid-pulse"], await mara.AllAsync("fhir/Observation?patient=Patient/kid"));
        // The participants are hidden; that a visit is the child's is known.
        Assert.Equal(["Appointment/kid-visit"], await mara.AllAsync("fhir/Appointment?patient=Patient/kid"));
        (await mara.GetAsync("fhir/Appointment?actor=Practitioner/doctor")).ExpectOutcome(403);
        foreach (var path in new[] { "Patient/ann", "Observation/ann-pulse", "Condition/bob-problem" })
            (await mara.GetAsync("fhir/" + path)).ExpectOutcome(404);
        foreach (var type in new[] { "Consent", "RelatedPerson", "Communication", "QuestionnaireResponse", "Claim", "AuditEvent" })
            (await mara.GetAsync("fhir/" + type)).ExpectOutcome(403);
        (await mara.PutAsync(Chart.Observation("kid-pulse", "kid"))).ExpectOutcome(403);
        (await mara.DeleteAsync("Observation/kid-pulse")).ExpectOutcome(403);
        var everything = await mara.AllAsync("fhir/Patient/kid/$everything");
        Assert.Contains("Condition/kid-cold", everything);
        Assert.DoesNotContain("Observation/teen-pulse", everything);
        Assert.DoesNotContain(everything, reference => reference.StartsWith("RelatedPerson/", StringComparison.Ordinal));
        var look = (await house.Rights.Log.EventsAsync("user=mara&patient=kid")).First(one => AuditLog.Text(one, "interaction") == "everything");
        Assert.Contains("FAMRQT", look.ToJsonString(), StringComparison.Ordinal);
        (await mara.GetAsync("fhir/Patient/kid", ("X-Carewright-Purpose", "TREAT"))).Expect(403);
    }

    [Fact]
    public async Task What_a_minor_consents_to_alone_closes_on_the_birthday_and_what_is_confidential_was_never_open()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, proxy) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        var (father, _) = await house.ProxyAsync(ProxyHouse.Draft("teen", "parent"), "2008-03-04", "father");
        (await father.GetAsync("fhir/Condition/teen-pill")).ExpectOutcome(404);
        (await father.GetAsync("fhir/Observation/teen-pulse")).Expect(200);
        (await mara.GetAsync("fhir/Condition/kid-hiv")).Expect(200);
        house.Rights.Advance(TimeSpan.FromHours(39) - TimeSpan.FromSeconds(1));
        mara = house.Clinic.Again("mara");
        (await mara.GetAsync("fhir/Condition/kid-hiv")).Expect(200);
        house.Rights.Clock.Advance(TimeSpan.FromSeconds(1));
        (await mara.GetAsync("fhir/Condition/kid-hiv")).ExpectOutcome(404);
        Assert.Equal(["Condition/kid-cold"], await mara.AllAsync("fhir/Condition"));
        Assert.Equal(1, (await mara.GetAsync("fhir/Condition?_total=accurate")).Expect(200).Total);
        Assert.DoesNotContain("Condition/kid-hiv", await mara.AllAsync("fhir/Patient/kid/$everything"));
        (await house.Rights.Doctor.PutAsync(Opening("kid", (string)proxy["person"]!))).Expect(201);
        (await mara.GetAsync("fhir/Condition/kid-hiv")).Expect(200);
        (await house.Rights.Doctor.PutAsync(Opening("kid", "RelatedPerson/somebody"))).Expect(200);
        (await mara.GetAsync("fhir/Condition/kid-hiv")).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_parents_access_ends_on_the_birthday_in_every_door_and_the_account_with_it()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (_, _) = await house.ProxyAsync(ProxyHouse.Draft("teen", "parent"), "2008-03-04");
        house.Rights.Advance(TimeSpan.FromHours(39) - TimeSpan.FromSeconds(1));
        var mara = house.Clinic.Again("mara");
        using var browser = await house.BrowserAsync("mara");
        (await mara.GetAsync("fhir/Observation/teen-pulse")).Expect(200);
        (await browser.GetAsync("auth/session")).Expect(200);
        house.Rights.Clock.Advance(TimeSpan.FromSeconds(1));
        (await mara.GetAsync("fhir/Observation/teen-pulse")).ExpectOutcome(401);
        (await mara.GetAsync("fhir/Practitioner")).ExpectOutcome(401);
        (await mara.GetAsync("fhir/Patient/teen/$everything")).ExpectOutcome(401);
        (await browser.GetAsync("auth/session")).Expect(401);
        Assert.Equal("of-age", (string?)(await house.Rights.Officer.GetAsync("privacy/proxies?patient=teen")).Expect(200).Json["proxies"]![0]!["state"]);
        await UntilAsync(() => house.Clinic.Clinic.Parts.Accounts.Find("mara")!.IsDisabled);
        (await house.Rights.Boss.SendBytesAsync(HttpMethod.Patch, "users/mara", "{\"disabled\":false}"u8.ToArray(), "application/json")).Expect(422);
    }

    [Fact]
    public async Task One_of_two_that_ends_closes_that_record_and_leaves_the_other()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        var offer = (await house.Rights.Officer.PostAsync("privacy/proxies", ProxyHouse.Draft("teen", "parent"))).Expect(201).Json;
        (await mara.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2008-03-04", null))).Expect(200);
        var end = $"privacy/proxies/{(string)offer["proxy"]!["id"]!}/end";
        (await house.Rights.Officer.PostAsync(end, RightsHouse.Body(("reason", "no")))).Expect(422);
        (await house.Rights.Doctor.PostAsync(end, RightsHouse.Body(("reason", "The court has said so.")))).Expect(403);
        (await mara.PostAsync(end, RightsHouse.Body(("reason", "The court has said so.")))).Expect(403);
        (await mara.GetAsync("fhir/Observation/teen-pulse")).Expect(200);
        (await house.Rights.Officer.PostAsync(end, RightsHouse.Body(("reason", "The court has said so.")))).Expect(200);
        (await mara.GetAsync("fhir/Observation/teen-pulse")).ExpectOutcome(404);
        Assert.Equal(["Patient/kid"], await mara.AllAsync("fhir/Patient"));
    }

    [Theory]
    [InlineData("term")]
    [InlineData("death")]
    [InlineData("inactive")]
    [InlineData("moved")]
    [InlineData("deleted-patient")]
    public async Task A_guardians_access_ends_with_what_it_rests_on(string how)
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, proxy) = await house.ProxyAsync(ProxyHouse.Draft("ann", "guardian", "GUARD", "2026-03-02", "DocumentReference/ann-paper"), "1980-05-17");
        (await mara.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        var person = (await house.Rights.Doctor.GetAsync("fhir/" + (string)proxy["person"]!)).Expect(200).Json.AsObject();
        // Nobody gives more than was given by writing the record.
        person["period"]!["end"] = "2030-01-01";
        (await house.Rights.Doctor.PutAsync(person)).Expect(200);
        switch (how)
        {
            case "term":
                house.Rights.Advance(TimeSpan.FromHours(15) - TimeSpan.FromSeconds(1));
                mara = house.Clinic.Again("mara");
                (await mara.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
                house.Rights.Clock.Advance(TimeSpan.FromSeconds(1));
                break;
            case "death":
                var dead = Chart.Patient("ann", "Rights", "Ann");
                dead["deceasedDateTime"] = "2026-03-02";
                (await house.Rights.Doctor.PutAsync(dead)).Expect(200);
                break;
            case "inactive":
                person["active"] = false;
                (await house.Rights.Doctor.PutAsync(person)).Expect(200);
                break;
            case "moved":
                person["patient"]!["reference"] = "Patient/bob";
                (await house.Rights.Doctor.PutAsync(person)).Expect(200);
                break;
            default:
                (await house.Rights.Partner.DeleteAsync("Patient/ann")).Expect(204);
                break;
        }
        (await mara.GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(401);
        (await mara.GetAsync("fhir/Observation/bob-pulse")).ExpectOutcome(401);
    }

    [Fact]
    public async Task The_states_ages_are_the_clinics_to_set()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("teen", "parent"), "2008-03-04");
        (await house.Rights.Doctor.GetAsync("privacy/ages")).Expect(403);
        var table = (await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json.AsObject();
        Assert.All(table["ages"]!.AsArray(), line => Assert.NotEqual("", (string?)line!["source"]));
        var others = table["ages"]!.AsArray().Single(line => (string?)line!["state"] == "*")!.AsObject();
        others["majority"] = 12;
        (await PutAsync(house, table)).Expect(422);
        others["majority"] = 17;
        (await house.Rights.Doctor.SendAsync(HttpMethod.Put, "privacy/ages", table.ToJsonString())).Expect(403);
        (await mara.GetAsync("fhir/Observation/teen-pulse")).Expect(200);
        (await PutAsync(house, table)).Expect(200);
        (await mara.GetAsync("fhir/Observation/teen-pulse")).ExpectOutcome(401);
    }

    [Theory]
    [InlineData("ages[0].majority", "majority", 13)]
    [InlineData("ages[0].majority", "majority", 22)]
    [InlineData("ages[0].consent.BH", "BH", -1)]
    [InlineData("ages[0].consent.BH", "BH", 19)]
    public async Task An_age_that_cannot_be_is_refused_with_its_place(string place, string what, int age)
    {
        await using var house = await ProxyHouse.NewAsync();
        var table = (await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json.AsObject();
        var line = table["ages"]![0]!.AsObject();
        (what == "majority" ? line : line["consent"]!.AsObject())[what] = age;
        var issue = (await PutAsync(house, table)).Expect(422).Json["issues"]!.AsArray().Single()!;
        Assert.Equal(("PROXY-AGES", place), ((string?)issue["code"], (string?)issue["location"] ?? (string?)issue["place"]));
    }

    [Fact]
    public async Task A_change_of_the_ages_takes_a_reason_and_keeps_who_when_and_what()
    {
        await using var house = await ProxyHouse.NewAsync();
        var table = (await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json.AsObject();
        Assert.Empty(table["changes"]!.AsArray());
        table["ages"]![0]!["consent"]!["HIV"] = 10;
        table["state"] = "WA";
        (await PutAsync(house, table, "")).Expect(422);
        var twice = table.DeepClone().AsObject();
        twice["ages"]!.AsArray().Add(twice["ages"]![1]!.DeepClone());
        Assert.Contains("ages[4].state", (await PutAsync(house, twice)).Expect(422).Text, StringComparison.Ordinal);
        (await PutAsync(house, table, "Counsel has read the statute again.")).Expect(200);
        var change = Assert.Single((await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json["changes"]!.AsArray())!;
        Assert.Equal(("officer", "Counsel has read the statute again."), ((string?)change["by"], (string?)change["reason"]));
        Assert.Equal([("", "clinic-state", null, "WA"), ("*", "HIV", "12", "10")],
            change["lines"]!.AsArray().Select(line => ((string)line!["state"]!, (string)line["what"]!, (string?)line["before"], (string?)line["after"])));
        var record = (await house.Rights.Log.EventsAsync("user=officer")).Last(one => AuditLog.Text(one, "interaction") == "proxy-ages-change" && AuditLog.Text(one, "outcome") == "success");
        Assert.Contains("*.HIV=12>10", AuditLog.Text(record, "query"), StringComparison.Ordinal);
        Assert.DoesNotContain("Counsel", record.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_age_of_consent_closes_at_once_and_opens_again()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        (await mara.GetAsync("fhir/Condition/kid-hiv")).Expect(200);
        var table = (await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json.AsObject();
        table["ages"]![0]!["consent"]!["HIV"] = 11;
        (await PutAsync(house, table)).Expect(200);
        (await mara.GetAsync("fhir/Condition/kid-hiv")).ExpectOutcome(404);
        table["ages"]![0]!["consent"]!["HIV"] = 12;
        (await PutAsync(house, table)).Expect(200);
        (await mara.GetAsync("fhir/Condition/kid-hiv")).Expect(200);
    }

    [Fact]
    public async Task A_small_childs_mental_disorder_is_the_parents_to_know_and_an_older_ones_is_not()
    {
        await using var house = await ProxyHouse.NewAsync();
        await house.Clinic.FillAsync([Chart.Condition("kid-mood", "kid", "F32.9"), Chart.Condition("teen-mood", "teen", "F32.9")]);
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        var (father, _) = await house.ProxyAsync(ProxyHouse.Draft("teen", "parent"), "2008-03-04", "father");
        (await mara.GetAsync("fhir/Condition/kid-mood")).Expect(200);
        (await father.GetAsync("fhir/Condition/teen-mood")).ExpectOutcome(404);
        // The label is put by the age on the day of writing; where the state says eleven, the next version has it.
        var labels = (await house.Rights.Doctor.GetAsync("fhir/Condition/kid-mood")).Expect(200).Json["meta"]!["security"]!.ToJsonString();
        Assert.DoesNotContain("ADOL", labels, StringComparison.Ordinal);
        Assert.Contains("BH", labels, StringComparison.Ordinal);
        var table = (await house.Rights.Officer.GetAsync("privacy/ages")).Expect(200).Json.AsObject();
        table["ages"]![0]!["consent"]!["BH"] = 11;
        (await PutAsync(house, table)).Expect(200);
        (await mara.GetAsync("fhir/Condition/kid-mood")).ExpectOutcome(404);
        for (var relabeller = house.Clinic.Clinic.Gateway.Relabeller; relabeller.IsNeeded;)
            await relabeller.StepAsync(TestContext.Current.CancellationToken);
        Assert.Contains("ADOL", (await house.Rights.Doctor.GetAsync("fhir/Condition/kid-mood")).Expect(200).Json["meta"]!["security"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parents_access_ends_with_the_childs_death_and_none_is_given_after_it()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (mara, _) = await house.ProxyAsync(ProxyHouse.Draft("kid", "parent"), "2014-03-04");
        (await mara.GetAsync("fhir/Observation/kid-pulse")).Expect(200);
        var dead = ProxyHouse.Child("kid", "2014-03-04");
        dead["deceasedBoolean"] = true;
        (await house.Rights.Doctor.PutAsync(dead)).Expect(200);
        (await mara.GetAsync("fhir/Observation/kid-pulse")).ExpectOutcome(401);
        Assert.Equal("deceased", (string?)(await house.Rights.Officer.GetAsync("privacy/proxies?patient=kid")).Expect(200).Json["proxies"]![0]!["state"]);
        Assert.Contains("PROXY-DECEASED", (await house.Rights.Officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(422).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_made_a_proxy_by_an_administrator()
    {
        await using var house = await ProxyHouse.NewAsync();
        var user = RightsHouse.Body(("userName", "mara"), ("display", "Mara"), ("role", "proxy"), ("password", RunningClinic.Password), ("fhirUser", "RelatedPerson/x"));
        (await house.Rights.Boss.PostAsync("users", user)).Expect(422);
        (await house.Rights.Boss.SendBytesAsync(HttpMethod.Patch, "users/doctor", "{\"role\":\"proxy\"}"u8.ToArray(), "application/json")).Expect(422);
        var door = await house.Clinic.AddUserAsync("forged", "proxy", null, "RelatedPerson/x");
        (await door.GetAsync("fhir/Practitioner")).ExpectOutcome(401);
    }

    private static Task<Reply> PutAsync(ProxyHouse house, JsonObject table, string reason = "The clinic's counsel says so.")
    {
        table["reason"] = reason;
        return house.Rights.Officer.SendAsync(HttpMethod.Put, "privacy/ages", table.ToJsonString());
    }

    private static JsonObject Opening(string patient, string person) => Chart.Resource($$$"""
        {"resourceType":"Consent","id":"{{{patient}}}-opens","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/{{{patient}}}"},"policyRule":{"coding":[{"system":"{{{ProxyHouse.ActCode}}}","code":"OPTIN"}]},
         "provision":{"type":"permit","actor":[{"role":{"text":"parent"},"reference":{"reference":"{{{person}}}"}}],"securityLabel":[{"system":"{{{ProxyHouse.ActCode}}}","code":"HIV"}]}}
        """);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var deadline = TimeProvider.System.GetUtcNow().AddMinutes(2); !isSo(); await Task.Delay(20, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, "it did not come about within two minutes");
    }
}
