using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Directories;

/// <summary>What a directory may not be before it was tested, and what opens its accounts after it: nothing that is older than it.</summary>
public sealed class DirectoryEndTests(DirectoryHouse house) : IClassFixture<DirectoryHouse>
{
    private const string NewPassword = "harbour-violet-tractor-88";

    [Fact]
    public async Task A_directory_stays_off_until_the_server_has_found_that_it_works_as_it_is_now()
    {
        var settings = DirectoryHouse.Settings(house.Other);
        await RefuseAsync("tried", settings);
        (await house.Boss.AskAsync("PUT", "users/directories/tried", settings.With("isEnabled", false))).Expect(201);
        await RefuseAsync("tried", WithoutSecret());
        (await house.NewBrowser().AskAsync("POST", "auth/directories/tried/begin", new JsonObject())).Expect(404);
        Assert.True((bool)(await house.Boss.AskAsync("POST", "users/directories/tried/test", new JsonObject())).Expect(200).Json["works"]!);
        (await house.Boss.AskAsync("PUT", "users/directories/tried", WithoutSecret())).Expect(200);
        // What it may decide changes while it is on; whom this server speaks to, and how, does not.
        (await house.Boss.AskAsync("PUT", "users/directories/tried", WithoutSecret().With("name", "Another name"))).Expect(200);
        await RefuseAsync("tried", DirectoryHouse.Settings(house.Other).With("secret", "another secret"));
        await RefuseAsync("tried", WithoutSecret().With("clientId", "somebody-else"));
        await RefuseAsync("tried", DirectoryHouse.Settings(house.Other).With("issuer", "https://elsewhere.example"));
        (await house.Boss.AskAsync("PUT", "users/directories/tried", DirectoryHouse.Settings(house.Other).With("issuer", "https://localhost:1/away").With("isEnabled", false))).Expect(200);
        Assert.False((bool)(await house.Boss.AskAsync("POST", "users/directories/tried/test", new JsonObject())).Expect(200).Json["works"]!);
        await RefuseAsync("tried", WithoutSecret().With("issuer", "https://localhost:1/away"));
        (await house.Boss.AskAsync("DELETE", "users/directories/tried")).Expect(204);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("unlinked")]
    [InlineData("removed")]
    public async Task An_older_password_does_not_come_back_when_the_directory_does_not_vouch_any_more(string how)
    {
        var (id, name) = ("end-" + how, house.NewName("end"));
        await house.PutAsync(id, DirectoryHouse.Settings(house.Other).With("makesAccounts", false));
        await house.Clinic.AddUserAsync(name, "nurse");
        Assert.Equal(200, await SignInAsync(name, RunningClinic.Password));
        (await house.Boss.AskAsync("PUT", $"users/directories/{id}/links/{name}", new JsonObject { ["subject"] = "id-of-" + name })).Expect(204);
        Assert.Equal(401, await SignInAsync(name, RunningClinic.Password));
        await EndAsync(how, id, name);
        Assert.Equal(401, await SignInAsync(name, RunningClinic.Password));
        // An administrator says anew how the person comes in: at once where no directory vouches, else when none does any more.
        (await house.Boss.AskAsync("PATCH", $"users/{name}", new JsonObject { ["password"] = NewPassword })).Expect(200);
        Assert.Equal(how == "off" ? 401 : 200, await SignInAsync(name, NewPassword));
        if (how != "removed")
            (await house.Boss.AskAsync("DELETE", $"users/directories/{id}")).Expect(204);
        Assert.Equal(200, await SignInAsync(name, NewPassword));
        Assert.Equal(401, await SignInAsync(name, RunningClinic.Password));
    }

    private async Task EndAsync(string how, string id, string name)
    {
        var (method, path) = how switch { "removed" => ("DELETE", $"users/directories/{id}"), "unlinked" => ("DELETE", $"users/directories/{id}/links/{name}"), _ => ("PUT", $"users/directories/{id}") };
        var body = how == "off" ? WithoutSecret().With("isEnabled", false) : null;
        (await house.Boss.AskAsync(method, path, body)).Expect(how == "off" ? 200 : 204);
    }

    private async Task<int> SignInAsync(string name, string password) =>
        (await house.NewBrowser().AskAsync("POST", "auth/sign-in", new JsonObject { ["userName"] = name, ["password"] = password })).Status;

    private async Task RefuseAsync(string id, JsonObject settings) =>
        Assert.Contains("DIRECTORY-UNTESTED", (await house.Boss.AskAsync("PUT", $"users/directories/{id}", settings.With("isEnabled", true))).Expect(422).Text, StringComparison.Ordinal);

    private JsonObject WithoutSecret()
    {
        var settings = DirectoryHouse.Settings(house.Other).With("isEnabled", true);
        settings.Remove("secret");
        return settings;
    }
}
