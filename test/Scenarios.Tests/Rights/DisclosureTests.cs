using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Policies;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>Accountings of disclosures (45 CFR 164.528).</summary>
public sealed class DisclosureTests
{
    private static JsonObject Entry(string to = "County health department", string category = "public-health", string on = "2026-02-20", string patient = "ann") => RightsHouse.Body(
        ("patient", patient), ("category", category), ("on", on), ("to", to), ("address", "1 Main Street"), ("what", "One laboratory report"), ("purpose", "Reportable disease"));

    private static IEnumerable<string> Recipients(Reply reply) => reply.Json["lines"]!.AsArray().Select(line => (string)line!["to"]!);

    [Fact]
    public async Task It_has_what_was_entered_and_what_the_log_knows_and_leaves_out_treatment_payment_operations_and_the_patient()
    {
        await using var house = await RightsHouse.NewAsync();
        await new PolicyDesk(house.Boss).ActivateAsync(PolicyDesk.Changed(policy => policy["roles"]!["system-interface"]!["purposes"] = new JsonArray("PUBHLTH", "HPAYMT")));
        (await house.Partner.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        (await house.Partner.GetAsync("fhir/Observation/ann-pulse", ("X-Carewright-Purpose", "HPAYMT"))).Expect(200);
        (await house.Ann.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        (await house.Doctor.GetAsync("fhir/Observation/ann-pulse")).Expect(200);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry())).Expect(201);
        Assert.Equal(["County health department"], Recipients((await house.Officer.GetAsync("privacy/disclosures?patient=ann")).Expect(200)));
        (await house.Partner.GetAsync("fhir/Observation/ann-pulse", ("X-Carewright-Purpose", "PUBHLTH"))).Expect(200);
        (await house.Partner.GetAsync("fhir/Observation?patient=ann", ("X-Carewright-Purpose", "PUBHLTH"))).Expect(200);
        var lines = (await house.Officer.GetAsync("privacy/disclosures?patient=ann")).Expect(200).Json["lines"]!.AsArray();
        Assert.Equal(("partner", 2, "Observation", "PUBHLTH"), ((string)lines[0]!["to"]!, (int)lines[0]!["times"]!, (string)lines[0]!["what"]!, (string)lines[0]!["purpose"]!));
        Assert.Equal(2, lines.Count);
        Assert.Empty((await house.Officer.GetAsync("privacy/disclosures?patient=bob")).Expect(200).Json["lines"]!.AsArray());
        Assert.Equal(["County health department"], Recipients((await house.Officer.GetAsync("privacy/disclosures?patient=ann&to=2026-03-01")).Expect(200)));
        (await house.Officer.GetAsync("privacy/disclosures?patient=ann&from=2020-03-01")).Expect(422);
        (await house.Officer.GetAsync("privacy/disclosures?patient=ann&from=2020-03-02")).Expect(200);
    }

    [Fact]
    public async Task It_is_given_as_a_table_and_as_a_signed_document_and_to_the_patient()
    {
        await using var house = await RightsHouse.NewAsync();
        var entered = (await house.Doctor.PostAsync("privacy/disclosures", Entry("=cmd() office"))).Expect(201).Json;
        Assert.Contains("\"'=cmd() office\"", (await house.Officer.GetAsync("privacy/disclosures?patient=ann&format=csv")).Expect(200).Text, StringComparison.Ordinal);
        var report = (await house.Officer.GetAsync("privacy/disclosures?patient=ann&format=pdf")).Expect(200);
        Assert.Equal("application/pdf", report.Type);
        Assert.True(PdfCheck.IsSigned(report.Body));
        var changed = report.Body.ToArray();
        changed[changed.AsSpan().IndexOf("=cmd"u8)] ^= 1;
        Assert.False(PdfCheck.IsSigned(changed));
        Assert.True(PdfCheck.IsSigned((await house.Ann.GetAsync("my-record/disclosures?format=pdf")).Expect(200).Body));
        Assert.Equal(["=cmd() office"], Recipients((await house.Ann.GetAsync("my-record/disclosures")).Expect(200)));
        Assert.Contains(await house.Log.EventsAsync("patient=ann&user=ann"), one => AuditLog.Text(one, "interaction") == "disclosure-accounting" && AuditLog.Text(one, "query") == "format=pdf");
        (await house.Officer.PostAsync($"privacy/disclosures/{(string)entered["id"]!}/withdrawal", RightsHouse.Body(("reason", "It was another patient.")))).Expect(200);
        Assert.Empty(Recipients((await house.Ann.GetAsync("my-record/disclosures")).Expect(200)));
    }

    [Fact]
    public async Task A_suspension_holds_back_from_the_patient_what_went_to_its_agency_and_ends_by_itself()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Doctor.PostAsync("privacy/disclosures", Entry())).Expect(201);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry("State police", "law-enforcement"))).Expect(201);
        JsonObject Suspension(string until) => RightsHouse.Body(("patient", "ann"), ("agency", "state police"), ("category", "law-enforcement"), ("until", until), ("isOral", true), ("statement", "Telling would impede the case."));
        (await house.Officer.PostAsync("privacy/suspensions", Suspension("2026-04-02T09:00:00Z"))).Expect(422);
        (await house.Doctor.PostAsync("privacy/suspensions", Suspension("2026-03-20T09:00:00Z"))).Expect(403);
        (await house.Officer.PostAsync("privacy/suspensions", Suspension("2026-03-20T09:00:00Z"))).Expect(201);
        Assert.Equal(["County health department"], Recipients((await house.Ann.GetAsync("my-record/disclosures")).Expect(200)));
        Assert.DoesNotContain("police", (await house.Ann.GetAsync("my-record/disclosures")).Text + (await house.Ann.GetAsync("my-record/looks")).Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("police", (await house.Officer.GetAsync("privacy/disclosures?patient=ann&format=csv")).Text, StringComparison.OrdinalIgnoreCase);
        var officer = (await house.Officer.GetAsync("privacy/disclosures?patient=ann")).Expect(200);
        Assert.Contains(officer.Json["lines"]!.AsArray(), line => (string)line!["to"]! == "State police" && (bool)line["isHeldBack"]!);
        house.Advance(TimeSpan.FromDays(18));
        Assert.Contains("State police", Recipients((await house.Ann.GetAsync("my-record/disclosures")).Expect(200)));
    }

    [Fact]
    public async Task It_is_for_the_officer_and_the_patient_alone_and_entries_are_whole()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Doctor.GetAsync("privacy/disclosures?patient=ann")).Expect(403);
        (await house.Ann.GetAsync("privacy/disclosures?patient=bob")).Expect(403);
        (await house.Clinic.Nobody().GetAsync("my-record/disclosures")).Expect(401);
        (await house.Partner.PostAsync("privacy/disclosures", Entry())).Expect(403);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry(category: "gossip"))).Expect(422);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry(on: "2026-03-03"))).Expect(422);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry(to: " "))).Expect(422);
        (await house.Doctor.PostAsync("privacy/disclosures", Entry(patient: "nobody"))).Expect(404);
        Assert.Empty(Recipients((await house.Officer.GetAsync("privacy/disclosures?patient=ann")).Expect(200)));
    }
}
