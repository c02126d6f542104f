using System.Net;
using Carewright.Security;

namespace Carewright.Administration.Tests;

public sealed class AccessReviewTests
{
    [Fact]
    public async Task A_review_is_signed_when_every_account_is_decided_and_is_kept()
    {
        await using var clinic = await Clinic.OpenAsync();
        var boss = await clinic.EnterAsync(Roles.Administrator);
        await clinic.AddAsync("nurse", Roles.Nurse);
        var leaver = await clinic.EnterAsync(Roles.Biller);
        Assert.Equal("undecided", (await clinic.SendAsync("POST", "/users/review/sign-off", cookie: boss)).Code);
        foreach (var (user, decision) in new[] { ("administrator", "keep"), ("nurse", "change"), ("biller", "end") })
            Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("PUT", $"/users/review/{user}", new { decision, note = "looked at" }, boss)).Status);
        Assert.Equal("invalid", (await clinic.SendAsync("PUT", "/users/review/nurse", new { decision = "perhaps" }, boss)).Code);
        Assert.Equal("not-found", (await clinic.SendAsync("PUT", "/users/review/ghost", new { decision = "keep" }, boss)).Code);
        Assert.StartsWith("biller biller app", (await clinic.SendAsync("GET", "/who", cookie: leaver)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("POST", "/users/review/sign-off", cookie: boss)).Status);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: leaver)).Body);
        Assert.Equal("review=1&accounts=3", clinic.Log[^1].Query);
        var kept = (await clinic.SendAsync("GET", "/users/reviews", cookie: boss)).Json.GetProperty("reviews")[0];
        Assert.Equal(["keep", "end", "change"], kept.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("decision").GetString()!));
        var next = (await clinic.SendAsync("GET", "/users/review", cookie: boss)).Json;
        Assert.Equal(clinic.Clock.GetUtcNow().AddDays(90), next.GetProperty("dueAt").GetDateTimeOffset());
        Assert.All(next.GetProperty("accounts").EnumerateArray(), row => Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("decision").ValueKind));
    }

    [Fact]
    public async Task A_decision_about_an_account_that_has_changed_since_does_not_count()
    {
        await using var clinic = await Clinic.OpenAsync();
        var boss = await clinic.EnterAsync(Roles.Administrator);
        await clinic.AddAsync("nurse", Roles.Nurse);
        foreach (var user in new[] { "administrator", "nurse" })
            await clinic.SendAsync("PUT", $"/users/review/{user}", new { decision = "keep" }, boss);
        await clinic.SendAsync("PATCH", "/users/nurse", new { role = "physician" }, boss);
        var refused = await clinic.SendAsync("POST", "/users/review/sign-off", cookie: boss);
        Assert.Equal(("undecided", "nurse"), (refused.Code, refused.Json.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Only_administrators_review()
    {
        await using var clinic = await Clinic.OpenAsync();
        var nurse = await clinic.EnterAsync(Roles.Nurse);
        foreach (var (method, path) in new[] { ("GET", "/users/review"), ("GET", "/users/reviews"), ("GET", "/users/notices"), ("POST", "/users/review/sign-off"), ("PUT", "/users/review/nurse") })
            Assert.Equal("forbidden", (await clinic.SendAsync(method, path, method == "PUT" ? new { decision = "keep" } : null, nurse)).Code);
    }
}
