using System.Net;
using Carewright.Audit;
using Carewright.Security;

namespace Carewright.Administration.Tests;

public sealed class UserTests
{
    private static readonly object s_nurse = new { userName = "Nurse.Two", display = "Nurse Two", role = "nurse", site = "Location/main", department = "dermatology", password = Clinic.Password };

    // A proxy who acts for nobody is not signed in at all.
    public static TheoryData<string> Others => [.. Roles.All.Except([Roles.Administrator, Roles.Proxy])];

    [Fact]
    public async Task An_administrator_lists_adds_and_changes_users_and_each_is_on_record()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Administrator);
        var made = await clinic.SendAsync("POST", "/users", s_nurse, cookie);
        Assert.Equal((HttpStatusCode.Created, "nurse.two"), (made.Status, made.Json.GetProperty("userName").GetString()));
        await clinic.SignInAsync("nurse.two");
        var changed = await clinic.SendAsync("PATCH", "/users/NURSE.two", new { role = "biller", department = (string?)null }, cookie);
        Assert.Equal((HttpStatusCode.OK, "biller"), (changed.Status, changed.Json.GetProperty("role").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed.Json.GetProperty("department").ValueKind);
        var users = (await clinic.SendAsync("GET", "/users", cookie: cookie)).Json.GetProperty("users");
        Assert.Equal(["administrator", "nurse.two"], users.EnumerateArray().Select(user => user.GetProperty("userName").GetString()!));
        Assert.Equal(["sign-in", "user-create", "sign-in", "user-update", "users"], clinic.Log.Select(record => record.Interaction).Where(interaction => interaction != "new-device"));
        Assert.Equal("userName=nurse.two&members=role,department", clinic.Log.Single(record => record.Interaction == "user-update").Query);
        Assert.DoesNotContain(users.EnumerateArray(), user => user.TryGetProperty("passwordHash", out _) || user.TryGetProperty("stamp", out _));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Nobody_else_gets_near_users_and_every_attempt_is_on_record(string role)
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(role);
        foreach (var (method, path) in new[] { ("GET", "/users"), ("POST", "/users"), ("PATCH", "/users/x") })
        {
            var answer = await clinic.SendAsync(method, path, method == "GET" ? null : s_nurse, cookie);
            Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (answer.Status, answer.Code));
            Assert.Equal((role, AuditOutcome.Refused, 403), (clinic.Log[^1].UserName, clinic.Log[^1].Outcome, clinic.Log[^1].Status));
        }
        Assert.Null(clinic.Accounts.Find("nurse.two"));
    }

    [Fact]
    public async Task Without_a_credential_it_is_401_and_on_record()
    {
        await using var clinic = await Clinic.OpenAsync();
        var answer = await clinic.SendAsync("GET", "/users");
        Assert.Equal((HttpStatusCode.Unauthorized, "not-signed-in"), (answer.Status, answer.Code));
        Assert.Equal(("anonymous", 401), (clinic.Log[^1].UserName, clinic.Log[^1].Status));
    }

    [Fact]
    public async Task A_forged_request_that_rides_on_the_cookie_is_403_and_changes_nothing()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Administrator);
        var answer = await clinic.SendAsync("POST", "/users", s_nurse, cookie, asApp: false);
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-app"), (answer.Status, answer.Code));
        Assert.Null(clinic.Accounts.Find("nurse.two"));
    }

    [Fact]
    public async Task Disabling_a_user_ends_their_session_and_token_with_the_next_request()
    {
        await using var clinic = await Clinic.OpenAsync();
        var (boss, nurse) = (await clinic.EnterAsync(Roles.Administrator), await clinic.EnterAsync(Roles.Nurse));
        var token = clinic.Get<AccessTokens>().Issue(clinic.Accounts.Find("nurse")!);
        Assert.Equal("nurse nurse token TREAT", (await clinic.SendAsync("GET", "/who", bearer: token)).Body);
        await clinic.SendAsync("PATCH", "/users/nurse", new { disabled = true }, boss);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: nurse)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", bearer: token)).Body);
        Assert.Equal("bad-credentials", (await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password })).Code);
    }

    [Theory]
    [InlineData("{\"role\":\"king\"}", "ACCOUNT-ROLE")]
    [InlineData("{\"password\":\"short\"}", "PASSWORD-SHORT")]
    [InlineData("{\"userName\":\"other\"}", "USER-CHANGE")]
    [InlineData("{\"disabled\":\"yes\"}", "USER-CHANGE")]
    [InlineData("{\"display\":null}", "USER-CHANGE")]
    [InlineData("[]", "USER-CHANGE")]
    [InlineData("{\"role\":\"nurse\"}", "ACCOUNT-LAST-ADMINISTRATOR")]
    public async Task Bad_changes_are_422_with_issues_and_are_on_record_as_failed(string body, string code)
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Administrator);
        var answer = await clinic.SendAsync("PATCH", "/users/administrator", body, cookie);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(code, answer.Json.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("code").GetString()));
        Assert.Equal(AuditOutcome.Failed, clinic.Log[^1].Outcome);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/users", cookie: cookie)).Status);
    }

    [Fact]
    public async Task An_unknown_user_is_404()
    {
        await using var clinic = await Clinic.OpenAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await clinic.SendAsync("PATCH", "/users/ghost", new { disabled = true }, await clinic.EnterAsync(Roles.Administrator))).Status);
    }
}
