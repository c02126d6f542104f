using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>The register of information-blocking exceptions.</summary>
public sealed class BlockingExceptionTests
{
    private static JsonObject Held(string exception = "171.201", string reason = "A first diagnosis that is told in person on Thursday.") => RightsHouse.Body(
        ("exception", exception), ("practice", "access"), ("matter", "result"), ("subject", "Observation/o"), ("patient", "ann"), ("reason", reason));

    [Fact]
    public async Task Whoever_decides_records_the_exception_and_whoever_answers_for_privacy_sees_and_exports_it()
    {
        await using var house = await RightsHouse.NewAsync();
        var made = (await house.Doctor.PostAsync("privacy/exceptions", Held(reason: "=1+1 told in person on Thursday"))).Expect(201).Json;
        Assert.Equal(("doctor", "Patient/ann", "Observation/o"), ((string)made["by"]!, (string)made["patient"]!, (string)made["subject"]!));
        (await house.Doctor.GetAsync("privacy/exceptions")).Expect(403);
        (await house.Doctor.GetAsync("privacy/exceptions/export")).Expect(403);
        Assert.Single((await house.Officer.GetAsync("privacy/exceptions?patient=ann&exception=171.201&from=2026-03-02&to=2026-03-02")).Expect(200).Json["uses"]!.AsArray());
        Assert.Empty((await house.Officer.GetAsync("privacy/exceptions?patient=bob")).Expect(200).Json["uses"]!.AsArray());
        Assert.Empty((await house.Officer.GetAsync("privacy/exceptions?to=2026-03-01")).Expect(200).Json["uses"]!.AsArray());
        (await house.Officer.GetAsync("privacy/exceptions?from=yesterday")).Expect(400);
        var lines = (await house.Officer.GetAsync("privacy/exceptions/export")).Expect(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"'=1+1 told in person on Thursday\"", lines[1], StringComparison.Ordinal);
        var events = await house.Log.EventsAsync("patient=ann");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "blocking-exception" && AuditLog.Text(one, "query").Contains("171.201", StringComparison.Ordinal));
        Assert.DoesNotContain("Thursday", string.Concat(events.Select(one => one.ToJsonString())), StringComparison.Ordinal);
        (await house.Doctor.PostAsync($"privacy/exceptions/{(string)made["id"]!}/end", RightsHouse.Body(("reason", "Told in person today.")))).Expect(200);
        (await house.Officer.PostAsync($"privacy/exceptions/{(string)made["id"]!}/end", RightsHouse.Body(("reason", "Told in person today.")))).Expect(409);
    }

    [Fact]
    public async Task Words_that_are_none_of_the_rule_are_refused_and_infeasibility_has_its_ten_business_days()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Doctor.PostAsync("privacy/exceptions", Held("171.207"))).Expect(422);
        (await house.Doctor.PostAsync("privacy/exceptions", Held(reason: "no"))).Expect(422);
        (await house.Partner.PostAsync("privacy/exceptions", Held())).Expect(403);
        (await house.Ann.PostAsync("privacy/exceptions", Held())).Expect(403);
        var (nobody, past, unknown) = (Held(), Held(), Held());
        nobody.Remove("patient");
        (await house.Doctor.PostAsync("privacy/exceptions", nobody)).Expect(422);
        past["until"] = "2026-03-01T00:00:00Z";
        (await house.Doctor.PostAsync("privacy/exceptions", past)).Expect(422);
        unknown["patient"] = "nobody";
        (await house.Doctor.PostAsync("privacy/exceptions", unknown)).Expect(404);
        // Monday, 2 March: ten business days later it is Monday, 16 March.
        Assert.Equal("2026-03-16", (string?)(await house.Doctor.PostAsync("privacy/exceptions", Held("171.204"))).Expect(201).Json["answerBy"]);
        Assert.Single((await house.Officer.GetAsync("privacy/exceptions")).Expect(200).Json["uses"]!.AsArray());
    }

    [Fact]
    public async Task The_refusal_of_an_app_can_name_one_that_holds()
    {
        await using var house = await RightsHouse.NewAsync();
        var app = """{"name":"Growth chart","kind":"public","scopes":"openid patient/Patient.rs","description":"","redirectUris":["https://localhost/back"]}""";
        var client = (string)(await SendAsync(house.Boss, HttpMethod.Post, "auth/apps", app)).Expect(201).Json["clientId"]!;
        var draft = RightsHouse.Body(("exception", "171.203"), ("practice", "exchange"), ("matter", "app"), ("subject", client), ("requester", "Growth chart"), ("reason", "Its keys were published."));
        // Who answers for privacy says on which exception it rests; an administrator, who sees no patient, names it.
        (await house.Boss.PostAsync("privacy/exceptions", draft)).Expect(403);
        var id = (string)(await house.Officer.PostAsync("privacy/exceptions", draft)).Expect(201).Json["id"]!;
        (await SendAsync(house.Boss, HttpMethod.Patch, $"auth/apps/{client}", """{"state":"suspended","exception":"nothing"}""")).Expect(422);
        (await SendAsync(house.Boss, HttpMethod.Patch, $"auth/apps/{client}", $$"""{"state":"suspended","exception":"{{id}}"}""")).Expect(200);
        Assert.Contains(await house.Log.EventsAsync("user=boss"), one => AuditLog.Text(one, "interaction") == "app-update" && AuditLog.Text(one, "query").Contains($"exception={id}", StringComparison.Ordinal));
    }

    private static Task<Reply> SendAsync(Door door, HttpMethod method, string path, string body) => door.SendBytesAsync(method, path, Encoding.UTF8.GetBytes(body), "application/json");
}
