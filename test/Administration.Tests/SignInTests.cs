using System.Net;
using Carewright.Audit;
using Carewright.Security;
using Carewright.Testing.Fakes;

namespace Carewright.Administration.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task Signing_in_gives_a_session_and_a_cookie_that_only_this_origin_gets_over_tls()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("dr.one", Roles.Physician, "Practitioner/d1");
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "Dr.One", password = Clinic.Password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var cookie = answer.Headers["Set-Cookie"].ToLowerInvariant();
        Assert.Contains("__host-carewright=", cookie, StringComparison.Ordinal);
        Assert.All(["; secure", "; httponly", "; samesite=strict", "; path=/"], part => Assert.Contains(part, cookie, StringComparison.Ordinal));
        Assert.DoesNotContain("domain", cookie, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        var session = answer.Json;
        Assert.Equal(("dr.one", "physician", "Practitioner/d1", 900), (session.GetProperty("userName").GetString(), session.GetProperty("role").GetString(),
            session.GetProperty("fhirUser").GetString(), session.GetProperty("idleTimeoutSeconds").GetInt32()));
        Assert.Equal("family-medicine", session.GetProperty("department").GetProperty("code").GetString());
        Assert.Equal("Location/main", session.GetProperty("site").GetProperty("reference").GetString());
        Assert.Contains("read", session.GetProperty("may").GetProperty("Observation").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(["finder", "chart", "schedule", "in-basket", "messages", "in-house"], session.GetProperty("areas").EnumerateArray().Select(item => item.GetString()!));
        Assert.Contains("privacy-intake", session.GetProperty("operations").EnumerateArray().Select(item => item.GetString()!));
        var record = Assert.Single(clinic.Log, one => one.Interaction != "new-device");
        Assert.Equal(("sign-in", "dr.one", AuditOutcome.Success, 200), (record.Interaction, record.UserName, record.Outcome, record.Status));
    }

    [Theory]
    [InlineData("""{"resourceType":"Location","id":"main","name":"North","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/Chicago"}]}""", "North", "America/Chicago")]
    [InlineData("""{"resourceType":"Location","id":"main","name":"Room 1","partOf":{"reference":"Location/house"}}""", "Room 1", "America/Denver")]
    [InlineData("""{"resourceType":"Location","id":"main","name":"South","managingOrganization":{"reference":"Organization/o"}}""", "South", "America/Boise")]
    [InlineData("""{"resourceType":"Location","id":"main","name":"Circle","partOf":{"reference":"Location/main"}}""", "Circle", null)]
    [InlineData(null, null, null)]
    public async Task The_session_names_its_site_and_the_sites_time_zone(string? site, string? name, string? zone)
    {
        await using var clinic = await Clinic.OpenAsync();
        Put("Location", "house", """{"resourceType":"Location","id":"house","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/Denver"}]}""");
        Put("Organization", "o", """{"resourceType":"Organization","id":"o","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/Boise"}]}""");
        if (site is not null)
            Put("Location", "main", site);
        var cookie = await clinic.EnterAsync(Roles.ComplianceOfficer);
        var answer = (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Json.GetProperty("site");
        Assert.Equal(("Location/main", name, zone), (answer.GetProperty("reference").GetString(), answer.GetProperty("display").GetString(), answer.GetProperty("timeZone").GetString()));

        void Put(string type, string id, string json) => clinic.Store.Resources[$"{type}/{id}"] = new FakeVersion(type, id, json);
    }

    [Fact]
    public async Task A_failed_sign_in_is_401_and_on_record_with_the_name_that_was_tried_and_without_the_password()
    {
        await using var clinic = await Clinic.OpenAsync();
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "Nobody", password = "a secret thing" });
        Assert.Equal((HttpStatusCode.Unauthorized, "bad-credentials"), (answer.Status, answer.Code));
        Assert.Null(answer.Cookie);
        var record = Assert.Single(clinic.Log);
        Assert.Equal(("nobody", AuditOutcome.Failed, 401), (record.UserName, record.Outcome, record.Status));
        Assert.DoesNotContain("secret", System.Text.Encoding.UTF8.GetString(clinic.Store.Rows[0].Row.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_failures_the_name_is_locked_with_the_time_to_wait()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("dr.one", Roles.Physician);
        for (var i = 0; i < 4; i++)
            Assert.Equal("bad-credentials", (await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "dr.one", password = "wrong" })).Code);
        await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "dr.one", password = "wrong" });
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "dr.one", password = Clinic.Password });
        Assert.Equal(((HttpStatusCode)423, "locked-out", 900), (answer.Status, answer.Code, answer.Json.GetProperty("retryAfterSeconds").GetInt32()));
        Assert.Equal("900", answer.Headers["Retry-After"]);
        Assert.Equal(AuditOutcome.Refused, clinic.Log[^1].Outcome);
        clinic.Clock.Advance(TimeSpan.FromMinutes(15));
        await clinic.SignInAsync("dr.one");
    }

    [Fact]
    public async Task Sixty_sign_ins_a_minute_from_one_address_are_the_most()
    {
        await using var clinic = await Clinic.OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 65).Select(i => clinic.SendAsync("POST", "/auth/sign-in", new { userName = "a", password = $"{i}" })));
        Assert.True(answers.Count(answer => answer.Code == "too-many-attempts") >= 5);
    }

    [Fact]
    public async Task Without_the_app_s_header_there_is_no_sign_in_and_no_sign_out()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Physician);
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "physician", password = Clinic.Password }, asApp: false);
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-app"), (answer.Status, answer.Code));
        Assert.Equal(HttpStatusCode.Forbidden, (await clinic.SendAsync("POST", "/auth/sign-out", cookie: cookie, asApp: false)).Status);
        Assert.Equal("NotFromApp", (await clinic.SendAsync("POST", "/who", cookie: cookie, asApp: false)).Body);
        Assert.Equal("physician physician app TREAT", (await clinic.SendAsync("GET", "/who", cookie: cookie, asApp: false)).Body);
        Assert.Equal("physician physician app TREAT", (await clinic.SendAsync("POST", "/who", cookie: cookie)).Body);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Physician);
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("POST", "/auth/sign-out", cookie: cookie)).Status);
        Assert.Equal("session-ended", (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Code);
        Assert.Equal("sign-out", clinic.Log[^1].Interaction);
        Assert.Equal(HttpStatusCode.NoContent, (await clinic.SendAsync("POST", "/auth/sign-out")).Status);
    }

    [Fact]
    public async Task Signing_in_ends_the_session_whose_cookie_was_there_before()
    {
        await using var clinic = await Clinic.OpenAsync();
        var planted = await clinic.EnterAsync(Roles.Physician);
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "physician", password = Clinic.Password }, planted);
        Assert.NotEqual(planted, answer.Cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, (await clinic.SendAsync("GET", "/auth/session", cookie: planted)).Status);
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/auth/session", cookie: answer.Cookie)).Status);
    }

    [Fact]
    public async Task A_peek_is_no_activity_and_any_other_request_is()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Physician);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        var before = (await clinic.SendAsync("GET", "/auth/session?peek=1", cookie: cookie)).Json.GetProperty("expiresAt").GetDateTimeOffset();
        Assert.Equal(clinic.Clock.GetUtcNow().AddMinutes(5), before);
        Assert.Equal(clinic.Clock.GetUtcNow().AddMinutes(15), (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Json.GetProperty("expiresAt").GetDateTimeOffset());
        clinic.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/auth/session?peek=1", cookie: cookie)).Status);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await clinic.SendAsync("GET", "/auth/session", cookie: cookie)).Status);
    }

    [Fact]
    public async Task A_bearer_token_is_an_actor_without_the_header_and_a_bad_one_does_not_fall_back_on_the_cookie()
    {
        await using var clinic = await Clinic.OpenAsync();
        var cookie = await clinic.EnterAsync(Roles.Physician);
        var token = clinic.Get<AccessTokens>().Issue(clinic.Accounts.Find("physician")!);
        Assert.Equal("physician physician token TREAT", (await clinic.SendAsync("POST", "/who", asApp: false, bearer: token)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: cookie, bearer: token + "x")).Body);
        Assert.Equal("NoCredential", (await clinic.SendAsync("GET", "/who")).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", cookie: token)).Body);
        Assert.Equal("BadCredential", (await clinic.SendAsync("GET", "/who", bearer: cookie)).Body);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{\"userName\":\"a\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"userName\":\"a\",\"password\":null}", HttpStatusCode.BadRequest)]
    [InlineData("{\"userName\":\"a\",\"password\":1}", HttpStatusCode.BadRequest)]
    [InlineData("{\"userName\":\"a\",\"password\":\"\\ud800\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"userName\":\"a\",\"password\":\"b\",\"role\":\"administrator\"}", HttpStatusCode.BadRequest)]
    public async Task Malformed_bodies_are_told_as_problems(string body, HttpStatusCode expected)
    {
        await using var clinic = await Clinic.OpenAsync();
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", body);
        Assert.Equal((expected, "application/problem+json"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        await using var clinic = await Clinic.OpenAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await clinic.SendAsync("POST", "/auth/sign-in", $"{{\"userName\":\"{new string('a', 100_000)}\",\"password\":\"b\"}}")).Status);
    }

    [Fact]
    public async Task When_the_log_cannot_be_written_nobody_gets_in()
    {
        await using var clinic = await Clinic.OpenAsync();
        await clinic.AddAsync("dr.one", Roles.Physician);
        clinic.Store.IsBusy = true;
        var answer = await clinic.SendAsync("POST", "/auth/sign-in", new { userName = "dr.one", password = Clinic.Password });
        Assert.Equal((HttpStatusCode.TooManyRequests, "busy"), (answer.Status, answer.Code));
        Assert.Null(answer.Cookie);
        Assert.Empty(clinic.Store.Table.List("session"));
    }

    [Fact]
    public async Task A_session_goes_on_after_a_restart_of_the_server()
    {
        await using var first = await Clinic.OpenAsync();
        var cookie = await first.EnterAsync(Roles.Physician);
        await using var second = await Clinic.OpenAsync(first.Store);
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync("GET", "/auth/session", cookie: cookie)).Status);
    }
}
