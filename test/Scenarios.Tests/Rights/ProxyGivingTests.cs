using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>Who may give whom leave to act for a patient, and how it is taken up.</summary>
public sealed class ProxyGivingTests
{
    [Fact]
    public async Task Nobody_but_whoever_answers_for_privacy_gives_one_and_only_what_the_law_knows()
    {
        await using var house = await ProxyHouse.NewAsync();
        var officer = house.Rights.Officer;
        var parent = ProxyHouse.Draft("kid", "parent");
        (await house.Clinic.Nobody().PostAsync("privacy/proxies", parent)).Expect(401);
        (await house.Rights.Doctor.PostAsync("privacy/proxies", parent)).Expect(403);
        (await house.Rights.Ann.PostAsync("privacy/proxies", parent)).Expect(403);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("nobody", "parent"))).Expect(404);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "friend"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent", "BOSS"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "parent"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("teen", "adult", papers: "DocumentReference/ann-paper"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "guardian", "GUARD", "2026-12-31"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "guardian", "GUARD", null, "DocumentReference/ann-paper"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "guardian", "GUARD", "2026-12-31", "DocumentReference/bob-paper"))).Expect(422);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "guardian", "GUARD", "2026-03-01", "DocumentReference/ann-paper"))).Expect(422);
        Assert.Empty((await officer.GetAsync("privacy/proxies?patient=kid")).Expect(200).Json["proxies"]!.AsArray());
        Assert.Contains(await house.Rights.Log.EventsAsync("user=doctor"), one => AuditLog.Text(one, "interaction") == "proxy-give" && AuditLog.Text(one, "outcome") == "refused");
        (await officer.PostAsync("privacy/proxies", parent)).Expect(201);
        var given = Assert.Single((await officer.GetAsync("privacy/proxies?patient=kid")).Expect(200).Json["proxies"]!.AsArray())!;
        Assert.Equal(("invited", "PRN", "Mara Rights"), ((string?)given["state"], (string?)given["relationship"], (string?)given["name"]));
        var person = (await house.Rights.Doctor.GetAsync("fhir/" + (string?)given["person"])).Expect(200).Json;
        Assert.Equal(("Patient/kid", true, "2026-03-02"), ((string?)person["patient"]!["reference"], (bool?)person["active"], (string?)person["period"]!["start"]));
    }

    [Fact]
    public async Task A_code_joins_once_with_the_date_of_birth_and_five_wrong_ones_void_it()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (officer, nobody) = (house.Rights.Officer, house.Clinic.Nobody());
        var offer = (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(201).Json;
        var wrong = ProxyHouse.Joining(offer, "2014-03-04");
        wrong["code"] = "AAAA-AAAA-AAAA";
        var unknown = (await nobody.PostAsync("proxies/join", wrong)).Expect(422).Text;
        Assert.Equal(unknown, (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-05"))).Expect(422).Text);
        (await house.Rights.Doctor.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-04"))).Expect(403);
        var weak = ProxyHouse.Joining(offer, "2014-03-04");
        weak["password"] = "password";
        (await nobody.PostAsync("proxies/join", weak)).Expect(422);
        (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-04", "doctor"))).Expect(422);
        (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-04"))).Expect(200);
        Assert.Equal(unknown, (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-04", "other"))).Expect(422).Text);
        var second = (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(201).Json;
        for (var i = 0; i < 5; i++)
            (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(second, "2000-01-01", "father"))).Expect(422);
        Assert.Equal(unknown, (await nobody.PostAsync("proxies/join", ProxyHouse.Joining(second, "2014-03-04", "father"))).Expect(422).Text);
        Assert.Null(house.Clinic.Clinic.Parts.Accounts.Find("father"));
        Assert.Equal(6, (await house.Rights.Log.EventsAsync("patient=kid&user=anonymous")).Count(one => AuditLog.Text(one, "interaction") == "proxy-join" && AuditLog.Text(one, "outcome") == "refused"));
    }

    [Fact]
    public async Task A_code_is_good_for_a_week_and_no_longer_than_its_proxy()
    {
        await using var house = await ProxyHouse.NewAsync();
        var offer = (await house.Rights.Officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(201).Json;
        var other = (await house.Rights.Officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(201).Json;
        (await house.Rights.Officer.PostAsync($"privacy/proxies/{(string)other["proxy"]!["id"]!}/end", RightsHouse.Body(("reason", "Given in error.")))).Expect(200);
        (await house.Clinic.Nobody().PostAsync("proxies/join", ProxyHouse.Joining(other, "2014-03-04"))).Expect(422);
        house.Rights.Advance(TimeSpan.FromDays(7));
        (await house.Clinic.Nobody().PostAsync("proxies/join", ProxyHouse.Joining(offer, "2014-03-04"))).Expect(422);
    }

    [Fact]
    public async Task An_adult_patient_names_one_and_ends_it_and_ends_no_guardian()
    {
        await using var house = await ProxyHouse.NewAsync();
        var (ann, officer) = (house.Rights.Ann, house.Rights.Officer);
        (await house.Rights.Doctor.PostAsync("my-record/proxies", ProxyHouse.Draft("ann", "adult", "FRND"))).Expect(403);
        (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "adult", "FRND"))).Expect(422);
        await house.Clinic.AddUserAsync("teen", "patient", null, "Patient/teen");
        (await house.Clinic.As("teen").PostAsync("my-record/proxies", ProxyHouse.Draft("teen", "adult", "FRND"))).Expect(422);
        // Whom a patient names is theirs alone, whatever the body says.
        var offer = (await ann.PostAsync("my-record/proxies", ProxyHouse.Draft("bob", "guardian", "FRND"))).Expect(201).Json;
        Assert.Equal(("Patient/ann", "adult"), ((string?)offer["proxy"]!["patient"], (string?)offer["proxy"]!["kind"]));
        (await house.Clinic.Nobody().PostAsync("proxies/join", ProxyHouse.Joining(offer, "1980-05-17", "friend"))).Expect(200);
        var friend = house.Clinic.Again("friend");
        (await friend.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        (await friend.GetAsync("my-record/proxies")).Expect(403);
        (await friend.GetAsync("privacy/proxies?patient=ann")).Expect(403);
        var guardian = (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("ann", "guardian", "GUARD", "2026-12-31", "DocumentReference/ann-paper"))).Expect(201).Json;
        var kids = (await officer.PostAsync("privacy/proxies", ProxyHouse.Draft("kid", "parent"))).Expect(201).Json;
        (await ann.PostAsync($"my-record/proxies/{(string)kids["proxy"]!["id"]!}/end", new JsonObject())).Expect(404);
        (await ann.PostAsync($"my-record/proxies/{(string)guardian["proxy"]!["id"]!}/end", new JsonObject())).Expect(409);
        var id = (string)offer["proxy"]!["id"]!;
        using var browser = await house.BrowserAsync("friend");
        (await browser.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        (await ann.PostAsync($"my-record/proxies/{id}/end", new JsonObject())).Expect(200);
        (await friend.GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(401);
        (await browser.GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(401);
        (await ann.PostAsync($"my-record/proxies/{id}/end", new JsonObject())).Expect(409);
        Assert.Equal("ended", (string?)(await ann.GetAsync("my-record/proxies")).Expect(200).Json["proxies"]!.AsArray().Single(one => (string?)one!["id"] == id)!["state"]);
        Assert.False((bool?)(await house.Rights.Doctor.GetAsync("fhir/" + (string?)offer["proxy"]!["person"])).Expect(200).Json["active"]);
        var look = (await ann.GetAsync("my-record/looks")).Expect(200).Json["looks"]!.AsArray().Single(one => (string?)one!["role"] == "proxy")!;
        Assert.Equal(("Mara Rights", "FRND"), ((string?)look["name"], (string?)look["relationship"]));
    }
}
