using System.Net;
using Carewright.Security;

namespace Carewright.Administration.Tests;

/// <summary>Where one is signed in, how that ends, and what becomes of a cookie that moves.</summary>
public sealed class SessionTests
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task The_cookies_are_bound_to_the_origin_and_out_of_reach_of_scripts()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("nurse", Roles.Nurse);
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password });
        var cookies = answer.Headers["Set-Cookie"].Split(", __Host-").Select(one => "__Host-" + one.Replace("__Host-", "", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, cookies.Length);
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-carewright", cookie, StringComparison.Ordinal);
            foreach (var flag in new[] { "; path=/", "; secure", "; samesite=strict", "; httponly" })
                Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.DoesNotContain("expires", cookies.Single(cookie => cookie.StartsWith("__Host-carewright=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task One_sees_where_one_is_signed_in_and_ends_one_the_others_or_all()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("nurse", Roles.Nurse);
        var office = (await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password }, agent: Firefox)).Cookie!;
        var (ward, home) = (await clinic.SignInAsync("nurse"), await clinic.SignInAsync("nurse"));
        var other = await clinic.EnterAsync(Roles.Physician);
        var sessions = (await clinic.SendAsync("GET", "/account/sessions", cookie: office)).Json.GetProperty("sessions").EnumerateArray().ToArray();
        Assert.Equal(3, sessions.Length);
        var current = Assert.Single(sessions, session => session.GetProperty("current").GetBoolean());
        Assert.Equal(("Firefox on Windows", "127.0.0.1"), (current.GetProperty("agent").GetString(), current.GetProperty("address").GetString()));
        Assert.All(sessions, session => Assert.Null(clinic.Get<Sessions>().Find(session.GetProperty("id").GetString()!, true)));

        var foreign = clinic.Get<Sessions>().Of(Roles.Physician)[0].Id;
        Assert.Equal("not-found", (await clinic.SendAsync("DELETE", $"/account/sessions/{foreign}", cookie: office)).Code);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/auth/session", cookie: other)).Status);

        var wardId = clinic.Get<Sessions>().Find(ward, false)!.Session.Id;
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("DELETE", $"/account/sessions/{wardId}", cookie: office)).Status);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: ward)).Body);
        await clinic.SendAsync("POST", "/account/sessions/end", new { which = "others" }, office);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: home)).Body);
        Assert.Equal("nurse nurse app TREAT", (await clinic.SendAsync("GET", "/who", cookie: office)).Body);
        var token = clinic.Get<AccessTokens>().Issue(clinic.Accounts.Find("nurse")!);
        await clinic.SendAsync("POST", "/account/sessions/end", new { which = "all" }, office);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: office)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", bearer: token)).Body);
        Assert.Equal(["session-end", "session-end", "session-end", "session-end"], clinic.Log.Where(record => record.Interaction == "session-end").Select(record => record.Interaction));
    }

    [Fact]
    public async Task An_administrator_ends_all_sessions_and_tokens_of_a_user()
    {
        await using var clinic = await Clinic.OpenAsync();
        var (boss, nurse) = (await clinic.EnterAsync(Roles.Administrator), await clinic.EnterAsync(Roles.Nurse));
        var token = clinic.Get<AccessTokens>().Issue(clinic.Accounts.Find("nurse")!);
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("POST", "/users/nurse/sessions/end", cookie: boss)).Status);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: nurse)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", bearer: token)).Body);
        Assert.Equal("forbidden", (await clinic.SendAsync("POST", "/users/nurse/sessions/end", cookie: await clinic.SignInAsync("nurse"))).Code);
    }

    [Fact]
    public async Task A_browser_that_is_new_to_an_account_is_on_record_once()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("nurse", Roles.Nurse);
        await clinic.AddAsync("other", Roles.Nurse);
        var first = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password }, agent: Firefox);
        Assert.NotNull(first.Device);
        Assert.Equal("agent=Firefox on Windows", Assert.Single(clinic.Log, record => record.Interaction == "new-device").Query);
        var again = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password }, device: first.Device);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Null(again.Device);
        Assert.Single(clinic.Log, record => record.Interaction == "new-device");
        await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "other", password = Clinic.Password }, device: first.Device);
        Assert.Equal(["nurse", "other"], clinic.Log.Where(record => record.Interaction == "new-device").Select(record => record.UserName));
        await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password }, device: "forged");
        Assert.Equal(3, clinic.Log.Count(record => record.Interaction == "new-device"));
        Assert.Equal("NoCredential", (await clinic.SendAsync("GET", "/who", device: first.Device)).Body);
    }

    [Theory]
    [InlineData(SignInPolicy.Record, "nurse nurse app TREAT")]
    [InlineData(SignInPolicy.End, "BadCredential")]
    public async Task A_cookie_that_comes_from_elsewhere_is_on_record_and_goes_on_or_ends_as_the_clinic_says(string choice, string expected)
    {
        await using var clinic = await Clinic.OpenAsync();
        Assert.Empty(await clinic.Get<SignInPolicyInForce>().ChangeAsync(SignInPolicy.OfDemonstration with { AddressChange = choice }, Clinic.Stop));
        var account = await clinic.AddAsync("nurse", Roles.Nurse);
        var (stolen, _) = await clinic.Get<Sessions>().StartAsync(account, "203.0.113.9", Clinic.Stop);
        Assert.Equal(expected, (await clinic.SendAsync("GET", "/who", cookie: stolen)).Body);
        Assert.Equal(expected, (await clinic.SendAsync("GET", "/who", cookie: stolen)).Body);
        var moved = Assert.Single(clinic.Log, record => record.Interaction == "session-moved");
        Assert.Contains("from=203.0.113.9", moved.Query, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", moved.Address);
    }

    [Fact]
    public async Task Changing_the_own_password_asks_for_the_old_one_and_ends_every_other_session()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Nurse);
        var elsewhere = await clinic.SignInAsync("nurse");
        const string Fresh = "seven quiet herons at noon";
        Assert.Equal("bad-password", (await clinic.SendAsync("POST", "/account/password", new { old = "wrong", @new = Fresh }, cookie)).Code);
        Assert.Equal("invalid", (await clinic.SendAsync("POST", "/account/password", new { old = Clinic.Password, @new = "short" }, cookie)).Code);
        var changed = await clinic.SendAsync("POST", "/account/password", new { old = Clinic.Password, @new = Fresh }, cookie);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: cookie)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: elsewhere)).Body);
        Assert.Equal("nurse nurse app TREAT", (await clinic.SendAsync("GET", "/who", cookie: changed.Cookie)).Body);
        Assert.Equal("bad-credentials", (await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "nurse", password = Clinic.Password })).Code);
        await clinic.SignInAsync("nurse", Fresh);
        Assert.DoesNotContain(clinic.Log, record => ((record.Query ?? "") + record.Rule).Contains(Fresh, StringComparison.Ordinal));
    }
}
