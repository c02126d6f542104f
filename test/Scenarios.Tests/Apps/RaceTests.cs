using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>The same code or refresh token at the same moment from many sides: a thief and the app itself.</summary>
public sealed class RaceTests(AppHouse house) : IClassFixture<AppHouse>
{
    private const int Sides = 8;

    [Fact]
    public async Task Of_many_who_redeem_one_code_at_most_one_gets_tokens_and_they_are_dead()
    {
        var browser = await SignedInAsync();
        for (var round = 0; round < 5; round++)
        {
            var app = await house.AddAppAsync("patient/Observation.rs launch/patient offline_access");
            var code = await app.CodeAsync(browser, "patient/Observation.rs launch/patient offline_access", "Patient/ann");
            var replies = await AtOnceAsync(() => app.RedeemAsync(code));
            Assert.True(replies.Count(reply => reply.Status == 200) <= 1);
            Assert.All(replies.Where(reply => reply.Status != 200), reply => Assert.Equal("invalid_grant", (string?)reply.Expect(400).Json["error"]));
            foreach (var given in replies.Where(reply => reply.Status == 200))
                await ExpectDeadAsync(app, given.Json);
        }
    }

    [Fact]
    public async Task Of_many_who_refresh_by_one_token_at_most_one_gets_the_next_and_the_family_is_dead()
    {
        var browser = await SignedInAsync();
        var app = await house.AddAppAsync("patient/Observation.rs launch/patient offline_access");
        var first = await app.TokensAsync(browser, "patient/Observation.rs launch/patient offline_access", "Patient/ann");
        var replies = await AtOnceAsync(() => app.RefreshAsync((string)first["refresh_token"]!));
        Assert.All(replies.Where(reply => reply.Status != 200), reply => Assert.Equal("invalid_grant", (string?)reply.Expect(400).Json["error"]));
        Assert.True(replies.Count(reply => reply.Status == 200) <= 1);
        foreach (var given in replies.Where(reply => reply.Status == 200))
            await ExpectDeadAsync(app, given.Json);
        await ExpectDeadAsync(app, first);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = house.NewBrowser();
        await browser.SignInAsync("doctor");
        return browser;
    }

    private async Task ExpectDeadAsync(TestApp app, JsonObject tokens)
    {
        (await house.With((string)tokens["access_token"]!).GetAsync("fhir/Observation/ann-pulse")).Expect(401);
        (await app.RefreshAsync((string)tokens["refresh_token"]!)).Expect(400);
    }

    private static async Task<IReadOnlyList<Reply>> AtOnceAsync(Func<Task<Reply>> ask)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Enumerable.Range(0, Sides).Select(async _ =>
        {
            await gate.Task;
            return await ask();
        }).ToList();
        gate.SetResult();
        return await Task.WhenAll(asked);
    }
}
