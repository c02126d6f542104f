using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>An explanation is what decides, said in words.</summary>
public sealed class ExplainTests(SeededClinic clinic)
{
    private static readonly string[] s_users = ["physician", "nurse", "medical-assistant", "front-desk", "biller", "patient", "psychologist", "compliance-officer"];

    [Fact]
    public async Task For_any_user_and_row_it_says_what_a_request_gets_and_its_conditions_come_to_the_same()
    {
        var officer = clinic.As("compliance-officer");
        var random = new Random(20260302);
        var rows = clinic.Generated.Where(resource => (string?)resource["resourceType"] is not "AuditEvent").OrderBy(_ => random.Next()).Take(40).ToList();
        var (yes, no) = (0, 0);
        foreach (var row in rows.Concat(clinic.Generated.Where(SeededClinic.IsRestricted).Take(10)))
        {
            var user = s_users[random.Next(s_users.Length)];
            var reference = Reply.Reference(row);
            var answer = await clinic.As(user).GetAsync("fhir/" + reference);
            var why = (await officer.GetAsync($"policies/explain?user={user}&reference={reference}")).Expect(200).Json;
            Assert.True((answer.Status == 200) == (bool)why["isAllowed"]!, $"{user} {reference}: {answer.Status}, {why.ToJsonString()}");
            var grants = why["grants"]!.AsArray();
            foreach (var grant in grants)
                Assert.Equal((bool)grant!["covers"]!, grant["conditions"]!.AsArray().All(condition => (bool)condition!["holds"]!));
            var composed = grants.Any(grant => (bool)grant!["covers"]!) && why["restrictions"]!.AsArray().All(one => (bool)one!["holds"]!);
            Assert.Equal((bool)why["isAllowed"]!, composed);
            if (answer.Status == 200)
                foreach (var hidden in why["hidden"]!.AsArray().Select(element => (string)element!).Where(element => element is not ("extension" or "text")))
                    Assert.DoesNotContain(answer.Json.Select(member => member.Key), name => name == hidden);
            _ = answer.Status == 200 ? yes++ : no++;
        }
        Assert.True(yes > 5 && no > 5, $"{yes} allowed, {no} not: the sample says too little.");
    }

    [Fact]
    public async Task It_names_the_restriction_the_label_and_the_grant()
    {
        var officer = clinic.As("compliance-officer");
        var note = Chart.NewId();
        (await clinic.As("psychologist").PutAsync(Chart.Note(note, Chart.NewId(), "Closed."))).Expect(201);
        var why = (await officer.GetAsync($"policies/explain?user=physician&reference=DocumentReference/{note}")).Expect(200).Json;
        Assert.Equal((false, "restriction 'department notes'"), ((bool)why["isAllowed"]!, (string)why["rule"]!));
        Assert.Contains(SeededClinic.RestrictionSystem + "|behavioral-health", why["labels"]!.AsArray().Select(label => (string)label!));
        var desk = (await officer.GetAsync($"policies/explain?user=front-desk&reference=DocumentReference/{note}")).Expect(200).Json;
        Assert.Empty(desk["grants"]!.AsArray());
        Assert.Contains("no grant for read of DocumentReference", (string)desk["rule"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("physician", 403)]
    [InlineData("patient", 403)]
    [InlineData("compliance-officer", 422)]
    public async Task It_is_for_whoever_may_explain_and_asks_for_a_user_and_a_reference(string user, int status) =>
        (await clinic.As(user).GetAsync("policies/explain?user=nobody&reference=Observation/1")).Expect(status);
}
