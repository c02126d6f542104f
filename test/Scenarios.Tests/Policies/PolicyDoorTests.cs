using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>Policies as versions that change while the server runs.</summary>
public sealed class PolicyDoorTests
{
    [Fact]
    public async Task An_activated_policy_holds_for_the_next_request_in_every_door_and_is_on_record()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (admin, officer) = (await clinic.AddUserAsync("second.admin", "administrator"), await clinic.AddUserAsync("officer", "compliance-officer"));
        var (nurse, partner) = (await clinic.AddUserAsync("nurse", "nurse", "family-medicine"), await clinic.AddUserAsync("partner", "system-interface"));
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        (await partner.PutAsync(Chart.Observation("o", "p"))).Expect(201);
        (await nurse.GetAsync("fhir/Observation/o")).Expect(200);
        var desk = new PolicyDesk(admin);
        var number = await desk.ActivateAsync(PolicyDesk.Changed(policy => policy["roles"]!["nurse"]!["grants"] = new JsonArray()));
        Assert.Equal(2, number);
        (await nurse.GetAsync("fhir/Observation/o")).ExpectOutcome(403);
        (await nurse.GetAsync("fhir/Observation?patient=p")).ExpectOutcome(403);
        Assert.Empty((await nurse.GetAsync("auth/session")).Expect(200).Json["may"]!.AsObject());
        (await admin.PostAsync("policies/versions/1/activate", PolicyDesk.Reason)).Expect(200);
        (await nurse.GetAsync("fhir/Observation/o")).Expect(200);
        var listing = (await admin.GetAsync("policies")).Expect(200).Json;
        Assert.Equal((1, 2), ((int)listing["inForce"]!, listing["activations"]!.AsArray().Count));
        var events = await new AuditLog(officer).EventsAsync("user=second.admin");
        Assert.Equal(2, events.Count(one => AuditLog.Text(one, "interaction") == "policy-activate" && AuditLog.Text(one, "outcome") == "success"));
    }

    [Theory]
    [InlineData("physician")]
    [InlineData("compliance-officer")]
    [InlineData("system-interface")]
    public async Task Only_who_may_manage_policies_gets_through_and_a_refusal_is_on_record(string role)
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (door, officer) = (await clinic.AddUserAsync("somebody", role), await clinic.AddUserAsync("officer", "compliance-officer"));
        foreach (var path in new[] { "policies", "policies/words", "policies/diff?from=1&to=1", "policies/versions/1" })
            (await door.GetAsync(path)).Expect(403);
        (await door.PostAsync("policies/versions/1/activate", PolicyDesk.Reason)).Expect(403);
        (await door.PostAsync("policies/drafts", new JsonObject { ["name"] = "x" })).Expect(403);
        Assert.Equal(6, (await new AuditLog(officer).EventsAsync("user=somebody")).Count(one => AuditLog.Text(one, "outcome") == "refused"));
        (await clinic.Nobody().GetAsync("policies")).Expect(401);
    }

    [Fact]
    public async Task A_draft_says_where_it_is_wrong_and_a_policy_that_locks_everybody_out_is_refused()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var admin = await clinic.AddUserAsync("second.admin", "administrator");
        var place = PolicyDesk.GrantsOf(PolicyDesk.Changed(_ => { }), "nurse").Count;
        var wrong = PolicyDesk.Changed(policy => PolicyDesk.GrantsOf(policy, "nurse").Add(JsonNode.Parse("""{"types":["Observation"],"interactions":["read"],"filter":"categori=x"}""")));
        var issues = (await admin.PostAsync("policies/check", new JsonObject { ["policy"] = wrong })).Expect(200).Json["issues"]!.AsArray();
        Assert.Contains(issues, issue => (string?)issue!["code"] == "POLICY-FILTER" && (string?)issue["place"] == $"roles.nurse.grants[{place}].filter");
        var id = await new PolicyDesk(admin).DraftAsync(PolicyDesk.Changed(policy => policy["roles"]!["administrator"]!["operations"] = new JsonArray("users")));
        var refused = (await admin.PostAsync($"policies/drafts/{id}/activate", PolicyDesk.Reason)).Expect(422);
        Assert.Contains("POLICY-NOBODY-MANAGES", refused.Text, StringComparison.Ordinal);
        (await admin.PostAsync($"policies/drafts/{id}/activate", new JsonObject { ["reason"] = "" })).Expect(422);
        Assert.Equal(1, (int)(await admin.GetAsync("policies")).Expect(200).Json["inForce"]!);
    }

    [Fact]
    public async Task A_version_leaves_as_a_file_comes_back_as_a_draft_and_differs_in_words()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var admin = await clinic.AddUserAsync("second.admin", "administrator");
        var file = (await admin.GetAsync("policies/versions/1")).Expect(200);
        Assert.Equal(Security.PolicyLibrary.EmbeddedJson().ToArray(), file.Body);
        var policy = file.Json;
        PolicyDesk.GrantsOf(policy.AsObject(), "nurse").Add(JsonNode.Parse("""{"types":["Claim","Invoice"],"interactions":["read"],"hidden":[],"purposes":["CAREMGT"]}""")!);
        var id = await new PolicyDesk(admin).DraftAsync(policy.AsObject());
        var change = Assert.Single((await admin.GetAsync($"policies/diff?from=1&to=draft:{id}")).Expect(200).Json["changes"]!.AsArray());
        Assert.Equal(("grant", "nurse", "added", "all rows for purposes CAREMGT"), ((string)change!["section"]!, (string)change["subject"]!, (string)change["kind"]!, (string)change["after"]!));
        Assert.Equal(["Claim", "Invoice"], change["types"]!.AsArray().Select(type => (string)type!));
        (await admin.GetAsync("policies/diff?from=1&to=9")).Expect(404);
    }

    [Fact]
    public async Task A_simulation_counts_over_the_record_what_users_would_gain_and_lose()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var admin = await clinic.AddUserAsync("second.admin", "administrator");
        await clinic.AddUserAsync("nurse.one", "nurse", "family-medicine");
        await clinic.AddUserAsync("nurse.two", "nurse", "family-medicine");
        var partner = await clinic.AddUserAsync("partner", "system-interface");
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        for (var i = 0; i < 5; i++)
            (await partner.PutAsync(Chart.Observation($"o{i}", "p", i < 2 ? "8867-4" : "8480-6"))).Expect(201);
        var desk = new PolicyDesk(admin);
        var id = await desk.DraftAsync(PolicyDesk.Changed(policy => policy["roles"]!["nurse"]!["grants"] =
            JsonNode.Parse("""[{"types":["Observation"],"interactions":["read","search"],"filter":"code=8867-4"},{"types":["Patient"],"interactions":["read","search"],"hidden":["address"]}]""")));
        var answer = (await admin.PostAsync($"policies/drafts/{id}/simulate", new JsonObject())).Expect(200).Json;
        Assert.Equal(["nurse.one", "nurse.two"], answer["affected"]!.AsArray().Select(user => (string)user!));
        Assert.Empty(answer["skipped"]!.AsArray());
        var observations = answer["changes"]!.AsArray().Single(change => (string?)change!["resourceType"] == "Observation")!;
        Assert.Equal((3, "exact", 0), ((int)observations["lost"]!["number"]!, (string)observations["lost"]!["kind"]!, (int)observations["gained"]!["number"]!));
        Assert.Equal(["Observation/o2", "Observation/o3", "Observation/o4"], observations["lost"]!["samples"]!.AsArray().Select(one => (string)one!).Order());
        Assert.Equal(["create", "update"], observations["mayLess"]!.AsArray().Select(one => (string)one!));
        var patients = answer["changes"]!.AsArray().Single(change => (string?)change!["resourceType"] == "Patient")!;
        Assert.Equal((0, "address"), ((int)patients["lost"]!["number"]!, (string)patients["newlyHidden"]![0]!));
        Assert.Equal(1, (int)(await admin.GetAsync("policies")).Expect(200).Json["inForce"]!);
    }
}
