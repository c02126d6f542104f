using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;

namespace Carewright.Scenarios.Tests.Directories;

/// <summary>What must open nothing: tokens that are not what they should be, answers of others, things used twice, other browsers. The provider misbehaves in earnest, in a process of its own.</summary>
public sealed class DirectoryAttackTests(DirectoryHouse house) : IClassFixture<DirectoryHouse>
{
    [Theory]
    [InlineData("nonce", "RS256", "nonce")]
    [InlineData("no-nonce", "RS256", "nonce")]
    [InlineData("issuer", "RS256", "iss")]
    [InlineData("audience", "RS256", "aud")]
    [InlineData("audiences", "RS256", "azp")]
    [InlineData("party", "RS256", "azp")]
    [InlineData("expired", "RS256", "exp")]
    [InlineData("no-end", "RS256", "exp")]
    [InlineData("too-new", "RS256", "iat")]
    [InlineData("too-old", "RS256", "iat")]
    [InlineData("no-issue", "RS256", "iat")]
    [InlineData("hash", "RS256", "at_hash")]
    [InlineData("no-subject", "RS256", "sub")]
    [InlineData("", "none", "algorithm")]
    [InlineData("", "HS256", "algorithm")]
    [InlineData("", "RS512", "algorithm")]
    [InlineData("", "foreign", "signature")]
    [InlineData("answer-other-issuer", "RS256", "iss of the answer")]
    [InlineData("answer-without-issuer", "RS256", "iss of the answer")]
    [InlineData("denied", "RS256", "error")]
    public async Task A_token_or_an_answer_that_is_not_right_opens_nothing_and_is_on_record(string fault, string algorithm, string rule)
    {
        var browser = house.NewBrowser();
        var name = house.NewName("victim");
        await house.Provider.TellAsync(DirectoryHouse.Person(name, "doctors"), fault, algorithm);
        var left = await house.Log.DuringAsync("anonymous", async () => Assert.Equal("directory-refused", (string?)(await house.SignInAsync(browser)).Expect(401).Json["code"]));
        Assert.Contains(left, one => AuditLog.Text(one, "rule") == "directory: " + rule && AuditLog.Text(one, "outcome") == "refused");
        (await browser.AskAsync("GET", "auth/session")).Expect(401);
        Assert.Null(house.Clinic.Clinic.Parts.Accounts.Find(name));
    }

    [Theory]
    [InlineData("", "RS256")]
    [InlineData("", "RS384")]
    [InlineData("", "ES256")]
    [InlineData("", "ES384")]
    [InlineData("clock", "ES384")]
    public async Task What_is_right_opens_by_every_algorithm_that_counts_and_with_clocks_half_a_minute_apart(string fault, string algorithm)
    {
        await house.Provider.TellAsync(DirectoryHouse.Person(house.NewName("right"), "doctors"), fault, algorithm);
        Assert.Equal("physician", (string?)(await house.SignInAsync(house.NewBrowser())).Expect(200).Json["role"]);
    }

    [Fact]
    public async Task An_answer_goes_to_the_browser_that_began_and_to_no_other()
    {
        var (attacker, victim) = (house.NewBrowser(), house.NewBrowser());
        await house.Provider.TellAsync(DirectoryHouse.Person(house.NewName("attacker"), "doctors"));
        var answer = await house.Provider.VisitAsync(await DirectoryHouse.BeginAsync(attacker));
        Assert.Equal("unknown", await DirectoryHouse.ComeBackAsync(victim, answer));
        var returned = await DirectoryHouse.ComeBackAsync(attacker, answer);
        Assert.Equal("directory-ended", (string?)(await DirectoryHouse.FinishAsync(victim, returned)).Expect(401).Json["code"]);
        (await DirectoryHouse.FinishAsync(attacker, returned)).Expect(200);
    }

    [Fact]
    public async Task State_and_code_work_once()
    {
        var browser = house.NewBrowser();
        await house.Provider.TellAsync(DirectoryHouse.Person(house.NewName("once"), "doctors"));
        var answer = await house.Provider.VisitAsync(await DirectoryHouse.BeginAsync(browser));
        var returned = await DirectoryHouse.ComeBackAsync(browser, answer);
        Assert.Equal("unknown", await DirectoryHouse.ComeBackAsync(browser, answer));
        (await DirectoryHouse.FinishAsync(browser, returned)).Expect(200);
        (await DirectoryHouse.FinishAsync(browser, returned)).Expect(401);
        // The code again, under a state that is fresh: the directory refuses it, and its verifier is another.
        var fresh = Value(new Uri(await DirectoryHouse.BeginAsync(browser)), "state");
        var replay = new Uri(house.Clinic.Address, $"auth/directories/main/callback?code={Value(answer, "code")}&state={fresh}&iss={Uri.EscapeDataString(house.Provider.Issuer)}");
        (await DirectoryHouse.FinishAsync(browser, await DirectoryHouse.ComeBackAsync(browser, replay))).Expect(401);
    }

    [Fact]
    public async Task Parameters_that_come_twice_are_not_read()
    {
        var browser = house.NewBrowser();
        var answer = await house.Provider.VisitAsync(await DirectoryHouse.BeginAsync(browser));
        Assert.Equal("unknown", await DirectoryHouse.ComeBackAsync(browser, new Uri(answer + "&code=another")));
    }

    // RFC 9207: the browser is sent to the other server, whose code would be handed to this one, or the reverse.
    [Fact]
    public async Task Two_directories_are_not_mixed_up_and_no_code_is_handed_to_the_wrong_one()
    {
        await house.PutAsync("second", DirectoryHouse.Settings(house.Other));
        var browser = house.NewBrowser();
        var person = DirectoryHouse.Person(house.NewName("mixed"), "doctors");
        await house.Provider.TellAsync(person);
        await house.Other.TellAsync(person);
        // The evil one sends the browser on to the honest one with the state, nonce and challenge that were meant for itself.
        var meant = new Uri(await DirectoryHouse.BeginAsync(browser, "second"));
        var honest = await house.Provider.VisitAsync(house.Provider.Issuer + "/authorize" + meant.Query);
        var before = await house.Other.TokenRequestsAsync();
        (await DirectoryHouse.FinishAsync(browser, await DirectoryHouse.ComeBackAsync(browser, honest))).Expect(401);
        Assert.Equal(before, await house.Other.TokenRequestsAsync());
        // At the honest one's own address the state is not known at all.
        var again = new Uri(await DirectoryHouse.BeginAsync(browser, "second"));
        var turned = new Uri((await house.Provider.VisitAsync(house.Provider.Issuer + "/authorize" + again.Query)).ToString().Replace("directories/second", "directories/main", StringComparison.Ordinal));
        Assert.Equal("unknown", await DirectoryHouse.ComeBackAsync(browser, turned));
        Assert.Equal(before, await house.Other.TokenRequestsAsync());
    }

    [Fact]
    public async Task A_directory_that_says_it_is_another_is_not_believed()
    {
        await house.PutAsync("liar", DirectoryHouse.Settings(house.Other).With("issuer", house.Other.Issuer + "/"), works: false);
        var test = (await house.Boss.AskAsync("POST", "users/directories/liar/test", new JsonObject())).Expect(200).Json;
        Assert.False((bool)test["works"]!);
        Assert.Equal("other-issuer", (string?)test["lines"]![0]!["fault"]);
        Assert.Equal("directory-away", (string?)(await house.NewBrowser().AskAsync("POST", "auth/directories/liar/begin", new JsonObject())).Expect(503).Json["code"]);
    }

    [Fact]
    public async Task No_directory_in_a_private_network_is_called_unless_the_administrator_names_its_host()
    {
        await house.PutAsync("inner", DirectoryHouse.Settings(house.Other).With("issuer", "https://localhost:1/inner"), works: false);
        Assert.False((bool)(await house.Boss.AskAsync("POST", "users/directories/inner/test", new JsonObject())).Expect(200).Json["works"]!);
        await house.PutAsync("inner", DirectoryHouse.Settings(house.Other).With("issuer", "http://127.0.0.1:1"), works: false);
        Assert.False((bool)(await house.Boss.AskAsync("POST", "users/directories/inner/test", new JsonObject())).Expect(200).Json["works"]!);
    }

    [Fact]
    public async Task Another_site_cannot_begin_or_finish_in_somebodys_browser()
    {
        var browser = house.NewBrowser();
        (await browser.AskAsync("POST", "auth/directories/main/begin", new JsonObject(), asApp: false)).Expect(403);
        (await browser.AskAsync("POST", "auth/directories/finish", new JsonObject { ["returned"] = "x" }, asApp: false)).Expect(403);
    }

    private static string Value(Uri address, string name) => address.Query.TrimStart('?').Split('&').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}

internal static class JsonChange
{
    internal static JsonObject With(this JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }
}
