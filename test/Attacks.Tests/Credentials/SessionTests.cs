using System.Text.Json.Nodes;
using Carewright.Attacks.Tests.Browsing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Credentials;

/// <summary>The app's cookie: planted, stolen by a foreign page, or used after its end.</summary>
public sealed class SessionTests(SeededClinic clinic)
{
    private const string Cookie = "__Host-carewright";
    private static readonly (string, string) s_app = ("X-Carewright-App", "1");

    [Fact]
    public async Task The_cookie_is_bound_to_this_origin_over_tls_and_hidden_from_scripts()
    {
        var (door, reply) = await SignInAsync();
        using (door)
        {
            var flags = CookieOf(reply).Split(';').Select(part => part.Trim().ToLowerInvariant()).ToList();
            Assert.StartsWith(Cookie.ToLowerInvariant() + "=", flags[0], StringComparison.Ordinal);
            Assert.Contains("secure", flags);
            Assert.Contains("httponly", flags);
            Assert.Contains("samesite=strict", flags);
            Assert.Contains("path=/", flags);
            Assert.DoesNotContain(flags, flag => flag.StartsWith("domain", StringComparison.Ordinal) || flag.StartsWith("expires", StringComparison.Ordinal) || flag.StartsWith("max-age", StringComparison.Ordinal));
            Assert.DoesNotContain(SecretOf(reply), reply.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_planted_session_is_not_the_one_that_a_sign_in_opens()
    {
        const string planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        using var door = new Door(clinic.Running.Address);
        var (name, _) = await clinic.OwnUserAsync("physician");
        var reply = (await door.PostAsync("auth/sign-in", new JsonObject { ["userName"] = name, ["password"] = RunningClinic.Password }, s_app, ("Cookie", $"{Cookie}={planted}"))).Expect(200);
        Assert.NotEqual(planted, SecretOf(reply));
        using var attacker = new Door(clinic.Running.Address);
        Assert.Equal(401, (await attacker.GetAsync("auth/session", ("Cookie", $"{Cookie}={planted}"))).Status);
        Assert.Equal(401, (await attacker.GetAsync("fhir/Patient?_count=1", ("Cookie", $"{Cookie}={planted}"))).Status);
    }

    [Fact]
    public async Task Each_sign_in_has_a_session_of_its_own_and_sign_out_ends_it_for_whoever_copied_it()
    {
        var (door, first) = await SignInAsync();
        var (again, second) = await SignInAsync();
        using (door)
        using (again)
        {
            Assert.NotEqual(SecretOf(first), SecretOf(second));
            using var thief = new Door(clinic.Running.Address);
            var stolen = ("Cookie", $"{Cookie}={SecretOf(first)}");
            Assert.Equal(200, (await thief.GetAsync("fhir/Patient?_count=1", stolen)).Status);
            (await door.PostAsync("auth/sign-out", new JsonObject(), s_app)).Expect(204);
            Assert.Equal(401, (await thief.GetAsync("fhir/Patient?_count=1", stolen)).Status);
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData("application/fhir+json")]
    public async Task A_foreign_page_that_has_the_browser_send_the_cookie_changes_nothing(string contentType)
    {
        var (door, _) = await SignInAsync();
        using (door)
        {
            var family = "Forged" + Guid.NewGuid().ToString("N");
            var body = System.Text.Encoding.UTF8.GetBytes(Chart.Patient(Chart.NewId(), family).ToJsonString());
            foreach (var headers in new (string, string)[][] { [("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")], [("X-Carewright-App", "0")], [("X-Carewright-App", "")] })
                (await door.SendBytesAsync(HttpMethod.Post, "fhir/Patient", body, contentType, headers)).ExpectOutcome(403);
            Assert.Equal(0, (await clinic.As("system-interface").GetAsync($"fhir/Patient?family={family}&_summary=count")).Expect(200).Total);
        }
    }

    [Fact]
    public async Task No_route_that_changes_something_takes_the_cookie_without_the_apps_header()
    {
        var (door, _) = await SignInAsync("administrator");
        using (door)
        {
            foreach (var rule in RouteRule.All.Where(rule => rule.Method != "GET" && rule.Rule is not ("console" or "open" or "oauth")))
            {
                var reply = await door.SendBytesAsync(new HttpMethod(rule.Method), rule.Address, "{}"u8.ToArray(), "application/json", ("Origin", "https://evil.example"));
                Assert.True(reply.Status is 401 or 403, $"{rule} answers {reply.Status}");
            }
            Assert.Equal(200, (await door.GetAsync("auth/session")).Status);
        }
    }

    [Fact]
    public async Task No_foreign_origin_is_let_in_by_a_preflight()
    {
        foreach (var path in new[] { "fhir/Patient", "fhir/metadata", "auth/sign-in", "users", "audit/events", "bulk/jobs" })
        {
            var reply = await clinic.Running.Nobody().SendAsync(HttpMethod.Options, path, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-carewright-app"));
            Assert.True(reply.Status >= 400, path);
            Assert.Null(reply.Header("Access-Control-Allow-Origin"));
            Assert.Null(reply.Header("Access-Control-Allow-Credentials"));
        }
    }

    private async Task<(Door Door, Reply Reply)> SignInAsync(string role = "physician")
    {
        var (name, _) = await clinic.OwnUserAsync(role);
        var door = new Door(clinic.Running.Address);
        return (door, (await door.PostAsync("auth/sign-in", new JsonObject { ["userName"] = name, ["password"] = RunningClinic.Password }, s_app)).Expect(200));
    }

    private static string SecretOf(Reply reply) => CookieOf(reply).Split(';')[0].Split('=', 2)[1];

    // Beside the session's cookie comes one that names the browser.
    private static string CookieOf(Reply reply)
    {
        var header = reply.Header("Set-Cookie")!;
        var start = header.IndexOf(Cookie + "=", StringComparison.Ordinal);
        var end = header.IndexOf(", __Host-", start, StringComparison.Ordinal);
        return end < 0 ? header[start..] : header[start..end];
    }
}
