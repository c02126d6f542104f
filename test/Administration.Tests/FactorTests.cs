using System.Net;
using Carewright.Audit;
using Carewright.Security;

namespace Carewright.Administration.Tests;

/// <summary>Second factors through the HTTP door, in a clinic with the sign-in policy of a new one.</summary>
public sealed class FactorTests
{
    [Fact]
    public async Task A_first_sign_in_of_staff_opens_nothing_but_the_setting_up_of_a_second_factor()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var cookie = await clinic.EnterAsync(Roles.Administrator);
        var session = (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Json;
        Assert.Equal(["totp", "passkey"], session.GetProperty("mustEnrol").EnumerateArray().Select(kind => kind.GetString()!));
        Assert.Equal((0, 0, 0), (session.GetProperty("areas").GetArrayLength(), session.GetProperty("operations").GetArrayLength(), session.GetProperty("may").EnumerateObject().Count()));
        Assert.Equal("MustEnrol", (await clinic.SendAsync("GET", "/who", cookie: cookie)).Body);
        foreach (var (method, path) in new[] { ("GET", "/users"), ("GET", "/account/sessions"), ("POST", "/account/recovery-codes"), ("DELETE", "/account/totp"), ("POST", "/account/password"), ("GET", "/audit/events") })
        {
            var answer = await clinic.SendAsync(method, path, method == "POST" ? new { } : null, cookie);
            Assert.Equal((HttpStatusCode.Unauthorized, "enrolment-required"), (answer.Status, answer.Code));
            Assert.Equal(AuditOutcome.Refused, clinic.Log[^1].Outcome);
        }
    }

    [Fact]
    public async Task Setting_up_an_app_opens_a_new_session_and_shows_ten_recovery_codes_once()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var cookie = await clinic.EnterAsync(Roles.Administrator);
        var person = await Person.EnrolAsync(clinic, Roles.Administrator, cookie);
        Assert.NotEqual(cookie, person.Cookie);
        Assert.Equal(10, person.RecoveryCodes.Count);
        Assert.Equal(HttpStatusCode.Unauthorized, (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Status);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/users", cookie: person.Cookie)).Status);
        Assert.Equal(["sign-in", "new-device", "factor-begin", "factor-add"], clinic.Log.Take(4).Select(record => record.Interaction));
        Assert.DoesNotContain(clinic.Log, record => (record.Query ?? "").Contains(person.Secret, StringComparison.OrdinalIgnoreCase));
        var account = await clinic.SendAsync("GET", "/account", cookie: person.Cookie);
        Assert.Equal(10, account.Json.GetProperty("factors").GetProperty("recoveryCodesLeft").GetInt32());
        Assert.DoesNotContain(person.Secret, account.Body, StringComparison.Ordinal);
        Assert.All(person.RecoveryCodes, code => Assert.DoesNotContain(code, account.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_then_on_a_sign_in_has_two_steps()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var person = await Person.EnrolAsync(clinic, Roles.Nurse, await clinic.EnterAsync(Roles.Nurse));
        var first = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password });
        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Null(first.Cookie);
        Assert.Equal(["totp", "recovery"], first.Json.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!));
        var challenge = first.Json.GetProperty("challenge").GetString();
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: challenge)).Body);
        var wrong = await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "totp", code = "000000" });
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-factor", 4), (wrong.Status, wrong.Code, wrong.Json.GetProperty("triesLeft").GetInt32()));
        Assert.Equal(("nurse", AuditOutcome.Failed), (clinic.Log[^1].UserName, clinic.Log[^1].Outcome));
        var used = await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "totp", code = person.Code() });
        Assert.Equal("bad-factor", used.Code);
        clinic.Clock.Advance(TimeSpan.FromSeconds(30));
        var right = await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "totp", code = person.Code() });
        Assert.Equal(HttpStatusCode.OK, right.Status);
        Assert.Equal(["pwd", "otp", "mfa"], right.Json.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!));
        Assert.Equal("nurse nurse app TREAT", (await clinic.SendAsync("GET", "/who", cookie: right.Cookie)).Body);
        Assert.Equal("challenge-ended", (await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "recovery", code = person.RecoveryCodes[0] })).Code);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_name_as_wrong_passwords_do()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var person = await Person.EnrolAsync(clinic, Roles.Nurse, await clinic.EnterAsync(Roles.Nurse));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 4; i++)
            Assert.Equal("bad-factor", (await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge = await person.ChallengeAsync(), kind = "totp", code = "000000" })).Code);
        var last = await person.ChallengeAsync();
        Assert.Equal(HttpStatusCode.Locked, (await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge = last, kind = "totp", code = "000000" })).Status);
        Assert.Equal(HttpStatusCode.Locked, (await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge = last, kind = "totp", code = person.Code() })).Status);
    }

    [Fact]
    public async Task A_secret_can_be_confirmed_by_the_session_that_asked_for_it_alone()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var first = await clinic.EnterAsync(Roles.Nurse);
        var second = await clinic.SignInAsync("nurse");
        var secret = (await clinic.SendAsync("POST", "/account/totp", cookie: first)).Json.GetProperty("secret").GetString()!;
        var code = Totp.CodeOf(Person.FromBase32(secret), Totp.StepAt(clinic.Clock.GetUtcNow()));
        Assert.Equal("bad-factor", (await clinic.SendAsync("POST", "/account/totp/confirm", new { code }, second)).Code);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/auth/session", cookie: first)).Status);
        clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        code = Totp.CodeOf(Person.FromBase32(secret), Totp.StepAt(clinic.Clock.GetUtcNow()));
        Assert.Equal("bad-factor", (await clinic.SendAsync("POST", "/account/totp/confirm", new { code }, first)).Code);
        Assert.False(clinic.Get<FactorRegister>().Of("nurse").HasAny);
    }

    [Fact]
    public async Task What_changes_how_one_signs_in_asks_once_more_after_ten_minutes()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var person = await Person.EnrolAsync(clinic, Roles.Nurse, await clinic.EnterAsync(Roles.Nurse));
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("POST", "/account/recovery-codes", new { }, person.Cookie)).Status);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        foreach (var (method, path) in new[] { ("POST", "/account/recovery-codes"), ("DELETE", "/account/totp"), ("POST", "/account/totp"), ("POST", "/account/password") })
        {
            var refused = await clinic.SendAsync(method, path, method == "POST" ? new { old = Clinic.Password, @new = "seven quiet herons at noon" } : null, person.Cookie);
            Assert.Equal((HttpStatusCode.Forbidden, "step-up-needed"), (refused.Status, refused.Code));
        }
        Assert.Equal("no-such-kind", (await clinic.SendAsync("POST", "/account/step-up", new { kind = "password", code = Clinic.Password }, person.Cookie)).Code);
        Assert.Equal("bad-factor", (await clinic.SendAsync("POST", "/account/step-up", new { kind = "totp", code = "000000" }, person.Cookie)).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("POST", "/account/step-up", new { kind = "totp", code = person.Code() }, person.Cookie)).Status);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("POST", "/account/recovery-codes", new { }, person.Cookie)).Status);
        Assert.Equal("factor-required", (await clinic.SendAsync("DELETE", "/account/totp", cookie: person.Cookie)).Code);
    }

    [Fact]
    public async Task A_token_cannot_change_how_its_owner_signs_in()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.EnterAsync(Roles.Administrator);
        var token = clinic.Get<AccessTokens>().Issue(clinic.Accounts.Find(Roles.Administrator)!);
        foreach (var (method, path) in new[] { ("GET", "/account"), ("POST", "/account/totp"), ("POST", "/users/administrator/factors/reset"), ("PUT", "/users/sign-in-policy") })
            Assert.Equal("forbidden", (await clinic.SendAsync(method, path, method == "GET" ? null : new { reason = "x" }, bearer: token)).Code);
    }

    [Fact]
    public async Task A_reset_makes_a_code_without_which_nothing_new_can_be_set_up()
    {
        await using var clinic = await Clinic.OpenAsync();
        var boss = await clinic.EnterAsync(Roles.Administrator);
        var nurse = await Person.EnrolAsync(clinic, Roles.Nurse, await clinic.EnterAsync(Roles.Nurse));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clinic.SendAsync("POST", "/users/nurse/factors/reset", new { reason = " " }, boss)).Status);
        Assert.Equal("not-found", (await clinic.SendAsync("POST", "/users/ghost/factors/reset", new { reason = "lost" }, boss)).Code);
        var reset = (await clinic.SendAsync("POST", "/users/nurse/factors/reset", new { reason = "lost telephone" }, boss)).Json;
        Assert.Equal("userName=nurse&reason=lost telephone", clinic.Log[^1].Query);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: nurse.Cookie)).Body);
        var needed = (await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password })).Json;
        Assert.Equal(["enrolment-code"], needed.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!));
        var challenge = needed.GetProperty("challenge").GetString();
        Assert.Equal("bad-factor", (await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "totp", code = nurse.Code() })).Code);
        var opened = await clinic.SendAsync("POST", "/auth/sign-in/factor", new { challenge, kind = "enrolment-code", code = reset.GetProperty("code").GetString() });
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Equal("MustEnrol", (await clinic.SendAsync("GET", "/who", cookie: opened.Cookie)).Body);
        await Person.EnrolAsync(clinic, Roles.Nurse, opened.Cookie!);
        Assert.Null(clinic.Get<FactorRegister>().Of("nurse").EnrolmentCode);
    }

    [Fact]
    public async Task Leave_to_go_without_has_a_reason_an_end_and_a_record()
    {
        await using var clinic = await Clinic.OpenAsync(asksForFactors: true);
        var boss = (await Person.EnrolAsync(clinic, Roles.Administrator, await clinic.EnterAsync(Roles.Administrator))).Cookie;
        var nurse = await clinic.EnterAsync(Roles.Nurse);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clinic.SendAsync("PUT", "/users/nurse/leave", new { reason = "x", until = clinic.Clock.GetUtcNow().AddDays(91) }, boss)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clinic.SendAsync("PUT", "/users/nurse/leave", new { reason = "x", until = clinic.Clock.GetUtcNow() }, boss)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("PUT", "/users/nurse/leave", new { reason = "telephone on order", until = clinic.Clock.GetUtcNow().AddDays(2) }, boss)).Status);
        Assert.Contains("telephone on order", clinic.Log[^1].Query, StringComparison.Ordinal);
        Assert.Equal("MustEnrol", (await clinic.SendAsync("GET", "/who", cookie: nurse)).Body);
        var onLeave = await clinic.SignInAsync("nurse");
        Assert.Equal("nurse nurse app TREAT", (await clinic.SendAsync("GET", "/who", cookie: onLeave)).Body);
        var listed = (await clinic.SendAsync("GET", "/users", cookie: boss)).Json.GetProperty("users").EnumerateArray().Single(user => user.GetProperty("userName").GetString() == "nurse");
        Assert.Equal("telephone on order", listed.GetProperty("factors").GetProperty("leave").GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("DELETE", "/users/nurse/leave", cookie: boss)).Status);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: onLeave)).Body);
    }

    [Fact]
    public async Task The_policy_can_be_changed_by_an_administrator_who_has_just_said_who_they_are()
    {
        await using var clinic = await Clinic.OpenAsync();
        var boss = await clinic.EnterAsync(Roles.Administrator);
        var policy = (await clinic.SendAsync("GET", "/users/sign-in-policy", cookie: boss)).Json;
        Assert.True(policy.GetProperty("isDemonstration").GetBoolean());
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var body = policy.GetRawText().Replace("\"isDemonstration\":true", "\"isDemonstration\":false", StringComparison.Ordinal);
        Assert.Equal("step-up-needed", (await clinic.SendAsync("PUT", "/users/sign-in-policy", body, boss)).Code);
        await clinic.SendAsync("POST", "/account/step-up", new { kind = "password", code = Clinic.Password }, boss);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clinic.SendAsync("PUT", "/users/sign-in-policy", body.Replace("\"record\"", "\"shrug\"", StringComparison.Ordinal), boss)).Status);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("PUT", "/users/sign-in-policy", body, boss)).Status);
        Assert.Equal("MustEnrol", (await clinic.SendAsync("GET", "/who", cookie: await clinic.SignInAsync(Roles.Administrator))).Body);
    }
}

/// <summary>Somebody with an authenticator app.</summary>
internal sealed record Person(Clinic Clinic, string UserName, string Secret, string Cookie, IReadOnlyList<string> RecoveryCodes)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Sets up an app in a session.</summary>
    public static async Task<Person> EnrolAsync(Clinic clinic, string userName, string cookie)
    {
        var begun = await clinic.SendAsync("POST", "/account/totp", cookie: cookie);
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        var secret = begun.Json.GetProperty("secret").GetString()!;
        var code = Totp.CodeOf(FromBase32(secret), Totp.StepAt(clinic.Clock.GetUtcNow()));
        var added = await clinic.SendAsync("POST", "/account/totp/confirm", new { code }, cookie);
        Assert.Equal(HttpStatusCode.OK, added.Status);
        return new Person(clinic, userName, secret, added.Cookie!, [.. added.Json.GetProperty("recoveryCodes").EnumerateArray().Select(one => one.GetString()!)]);
    }

    public static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString(Letters.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    public string Code() => Totp.CodeOf(FromBase32(Secret), Totp.StepAt(Clinic.Clock.GetUtcNow()));

    public async Task<string> ChallengeAsync() =>
        (await Clinic.SendAsync("POST", "/auth/sign-in", new { userName = UserName, password = Clinic.Password })).Json.GetProperty("challenge").GetString()!;
}
