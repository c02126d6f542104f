using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Directories;

/// <summary>Accounts, roles, factors and ends of sessions that a directory decides, and what it does not decide.</summary>
public sealed class SignInByDirectoryTests(DirectoryHouse house) : IClassFixture<DirectoryHouse>
{
    private AccountRegister Accounts => house.Clinic.Clinic.Parts.Accounts;

    [Fact]
    public async Task The_sign_in_page_knows_the_directory_and_the_settings_never_give_the_secret_back()
    {
        var names = (await house.NewBrowser().AskAsync("GET", "auth/directories")).Expect(200);
        Assert.Contains(names.Json["directories"]!.AsArray(), one => (string?)one!["name"] == "Clinic directory");
        var settings = (await house.Boss.AskAsync("GET", "users/directories")).Expect(200);
        Assert.DoesNotContain("secret of both sides", settings.Text, StringComparison.Ordinal);
        Assert.True((bool)settings.Json["directories"]!.AsArray().First(one => (string?)one!["directory"]!["id"] == "main")!["hasSecret"]!);
        Assert.True((bool)(await house.Boss.AskAsync("POST", "users/directories/main/test", new JsonObject())).Expect(200).Json["works"]!);
    }

    [Fact]
    public async Task An_account_of_the_directory_follows_the_groups_and_has_no_other_way_in()
    {
        var name = house.NewName("mover");
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors"));
        var browser = house.NewBrowser();
        Assert.Equal("physician", (string?)(await house.SignInAsync(browser)).Expect(200).Json["role"]);
        (await browser.AskAsync("GET", "auth/session")).Expect(200);
        Assert.Null(Accounts.Find(name)!.PasswordHash);
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "nurses"));
        Assert.Equal("nurse", (string?)(await house.SignInAsync(house.NewBrowser())).Expect(200).Json["role"]);
        // The session from before had the rights of another role.
        (await browser.AskAsync("GET", "auth/session")).Expect(401);
    }

    [Fact]
    public async Task Who_has_left_the_groups_is_not_let_in_and_what_is_open_elsewhere_ends()
    {
        var name = house.NewName("leaver");
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors"));
        var open = house.NewBrowser();
        (await house.SignInAsync(open)).Expect(200);
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "gardeners"));
        Assert.Equal("directory-no-access", (string?)(await house.SignInAsync(house.NewBrowser())).Expect(403).Json["code"]);
        (await open.AskAsync("GET", "auth/session")).Expect(401);
    }

    [Fact]
    public async Task A_name_or_an_email_alone_links_nobody()
    {
        var name = house.NewName("present");
        await house.Clinic.AddUserAsync(name, "physician");
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors").With("email", name + "@clinic.example"));
        Assert.Equal("directory-not-linked", (string?)(await house.SignInAsync(house.NewBrowser())).Expect(403).Json["code"]);
        var refused = await house.Boss.AskAsync("PUT", "users/directories/main", DirectoryHouse.Settings(house.Provider).With("nameClaim", "email").With("linksByName", true));
        Assert.Contains("DIRECTORY-EMAIL", refused.Expect(422).Text, StringComparison.Ordinal);
        // An administrator makes the first link, from what waits; from then on the password opens nothing.
        var waiting = (await house.Boss.AskAsync("GET", "users/directories")).Json["directories"]!.AsArray().First(one => (string?)one!["directory"]!["id"] == "main")!["waiting"]!.AsArray();
        Assert.Contains(waiting, one => (string?)one!["subject"] == "id-of-" + name);
        (await house.Boss.AskAsync("PUT", $"users/directories/main/links/{name}", new JsonObject { ["subject"] = "id-of-" + name })).Expect(204);
        Assert.Equal(name, (string?)(await house.SignInAsync(house.NewBrowser())).Expect(200).Json["userName"]);
        (await house.NewBrowser().AskAsync("POST", "auth/sign-in", new JsonObject { ["userName"] = name, ["password"] = RunningClinic.Password })).Expect(401);
    }

    [Fact]
    public async Task The_name_rule_links_staff_where_it_is_switched_on_and_never_an_administrator()
    {
        await house.PutAsync("named", DirectoryHouse.Settings(house.Other).With("linksByName", true).With("nameSuffix", "@clinic.example").With("makesAccounts", false));
        var name = house.NewName("nurse");
        await house.Clinic.AddUserAsync(name, "nurse");
        await house.Other.TellAsync(DirectoryHouse.Person(name, "nurses").With("preferred_username", name + "@clinic.example"));
        (await house.SignInAsync(house.NewBrowser(), "named", at: house.Other)).Expect(200);
        await house.Other.TellAsync(DirectoryHouse.Person("x" + name, "nurses").With("preferred_username", "admin@clinic.example"));
        (await house.SignInAsync(house.NewBrowser(), "named", at: house.Other)).Expect(403);
        await house.Other.TellAsync(DirectoryHouse.Person("y" + name, "nurses").With("preferred_username", name + "@elsewhere.example"));
        (await house.SignInAsync(house.NewBrowser(), "named", at: house.Other)).Expect(403);
        (await house.Boss.AskAsync("DELETE", "users/directories/named")).Expect(204);
    }

    [Fact]
    public async Task What_the_directory_says_of_factors_counts_only_where_it_is_trusted()
    {
        var name = house.NewName("factors");
        var person = DirectoryHouse.Person(name, "doctors").With("amr", new JsonArray("pwd", "mfa"));
        await house.Provider.TellAsync(person);
        (await house.SignInAsync(house.NewBrowser())).Expect(200);
        await house.Clinic.Clinic.Parts.FactorReset.ResetAsync(name, CancellationToken.None);
        var asked = (await house.SignInAsync(house.NewBrowser())).Expect(202).Json;
        Assert.Equal("enrolment-code", (string?)asked["kinds"]![0]);
        await house.PutAsync("main", DirectoryHouse.Settings(house.Provider).With("trustedFactors", new JsonArray("mfa")));
        try
        {
            var session = (await house.SignInAsync(house.NewBrowser())).Expect(200).Json;
            Assert.Contains("mfa", session["methods"]!.AsArray().Select(method => (string)method!));
            await house.Provider.TellAsync(person.With("amr", new JsonArray("pwd")));
            (await house.SignInAsync(house.NewBrowser())).Expect(202);
        }
        finally
        {
            await house.PutAsync("main", DirectoryHouse.Settings(house.Provider));
        }
    }

    [Fact]
    public async Task A_logout_by_the_directory_ends_one_session_or_all_at_once_and_only_a_right_one_does()
    {
        var name = house.NewName("logout");
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors"));
        var (first, second) = (house.NewBrowser(), house.NewBrowser());
        (await house.SignInAsync(first)).Expect(200);
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors").With("sid", "elsewhere"));
        (await house.SignInAsync(second)).Expect(200);
        foreach (var wrong in new JsonObject[] { new() { ["sub"] = "id-of-" + name, ["nonce"] = "x" }, new() { ["sub"] = "id-of-" + name, ["events"] = null }, new() { ["sub"] = "id-of-" + name, ["aud"] = "other" }, new() { ["sub"] = "id-of-" + name, ["iss"] = "https://other.example" }, new() { ["sub"] = "id-of-" + name, ["exp"] = 1 }, [] })
            await LogoutAsync(wrong, 400);
        await house.Provider.TellAsync(algorithm: "none");
        await LogoutAsync(new JsonObject { ["sub"] = "id-of-" + name }, 400);
        await house.Provider.TellAsync();
        (await first.AskAsync("GET", "auth/session")).Expect(200);
        var token = await LogoutAsync(new JsonObject { ["sub"] = "id-of-" + name, ["sid"] = "elsewhere" }, 200);
        (await second.AskAsync("GET", "auth/session")).Expect(401);
        (await first.AskAsync("GET", "auth/session")).Expect(200);
        (await first.SubmitAsync("auth/directories/main/logout", [("logout_token", token)])).Expect(400);
        await LogoutAsync(new JsonObject { ["sub"] = "id-of-" + name }, 200);
        (await first.AskAsync("GET", "auth/session")).Expect(401);
    }

    [Fact]
    public async Task Signing_out_here_says_where_to_sign_out_there()
    {
        await house.Provider.TellAsync(DirectoryHouse.Person(house.NewName("out"), "doctors"));
        var browser = house.NewBrowser();
        (await house.SignInAsync(browser)).Expect(200);
        var there = (string)(await browser.AskAsync("POST", "auth/sign-out", new JsonObject())).Expect(200).Json["goTo"]!;
        Assert.StartsWith(house.Provider.Issuer + "/end?client_id=carewright&post_logout_redirect_uri=", there, StringComparison.Ordinal);
        (await browser.AskAsync("GET", "auth/session")).Expect(401);
        (await house.NewBrowser().AskAsync("POST", "auth/sign-out", new JsonObject())).Expect(204);
    }

    [Fact]
    public async Task Somebody_of_the_directory_proves_there_once_more_who_they_are()
    {
        var person = DirectoryHouse.Person(house.NewName("prover"), "doctors");
        await house.Provider.TellAsync(person, since: 3600);
        var browser = house.NewBrowser();
        (await house.SignInAsync(browser)).Expect(200);
        (await house.SignInAsync(browser, isStepUp: true)).Expect(204);
        await house.Provider.TellAsync(person, "stale-proof", since: 3600);
        (await house.SignInAsync(browser, isStepUp: true)).Expect(401);
        await house.Provider.TellAsync(DirectoryHouse.Person(house.NewName("someone-else"), "doctors"));
        (await house.SignInAsync(browser, isStepUp: true)).Expect(401);
        (await house.Boss.AskAsync("POST", "auth/directories/main/begin", new JsonObject { ["stepUp"] = true })).Expect(400);
    }

    [Fact]
    public async Task Local_accounts_work_while_the_directory_is_away_and_the_last_local_administrator_stays_one()
    {
        var gone = await DirectoryProcess.StartAsync();
        await house.Clinic.Clinic.Gateway.Endpoints.AllowAsync([.. house.Clinic.Clinic.Gateway.Endpoints.Allowed, gone.Address.Authority], CancellationToken.None);
        var settings = DirectoryHouse.Settings(gone);
        await gone.DisposeAsync();
        await house.PutAsync("gone", settings, works: false);
        Assert.Equal("directory-away", (string?)(await house.NewBrowser().AskAsync("POST", "auth/directories/gone/begin", new JsonObject())).Expect(503).Json["code"]);
        var local = house.NewBrowser();
        await local.SignInAsync("admin");
        var refused = (await local.AskAsync("PUT", "users/directories/gone/links/admin", new JsonObject { ["subject"] = "x" })).Expect(409);
        Assert.Equal("last-local-administrator", (string?)refused.Json["code"]);
        (await local.AskAsync("DELETE", "users/directories/gone")).Expect(204);
    }

    [Fact]
    public async Task The_server_proves_itself_by_a_key_whose_private_half_stays()
    {
        var made = await house.PutAsync("keyed", DirectoryHouse.Settings(house.Other).With("issuer", "https://keyed.example").With("authentication", "private_key_jwt"), works: false);
        var keys = (await house.NewBrowser().AskAsync("GET", new Uri((string)made["keys"]!).AbsolutePath.TrimStart('/'))).Expect(200).Json["keys"]!.AsArray();
        var key = Assert.Single(keys)!.AsObject();
        Assert.Equal("RSA", (string?)key["kty"]);
        Assert.False(key.ContainsKey("d") || key.ContainsKey("p"));
        (await house.Boss.AskAsync("DELETE", "users/directories/keyed")).Expect(204);
    }

    private async Task<string> LogoutAsync(JsonObject more, int status)
    {
        var token = await house.Provider.LogoutTokenAsync(more);
        var reply = await house.NewBrowser().SubmitAsync("auth/directories/main/logout", [("logout_token", token)]);
        var rules = (await house.Log.EventsAsync("action=execute")).Select(one => AuditLog.Text(one, "rule")).TakeLast(3);
        Assert.True(reply.Status == status, $"{status} was expected, {reply.Status} came: {string.Join("; ", rules)}");
        return token;
    }
}
