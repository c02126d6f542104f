using System.Net;
using Carewright.Security;

namespace Carewright.Administration.Tests;

public sealed class SetupTests
{
    [Fact]
    public async Task The_first_visitor_with_the_code_makes_the_tenant_and_is_signed_in_as_its_administrator()
    {
        await using var clinic = await Clinic.OpenAsync();
        Assert.True((await clinic.SendAsync("GET", "/setup")).Json.GetProperty("needed").GetBoolean());
        var code = clinic.Get<TenantSetup>().NewCode();
        var answer = await clinic.SendAsync("POST", "/setup", new { code, tenant = "Hill Clinic", userName = "boss", display = "The Boss", password = Clinic.Password });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(("Hill Clinic", "administrator"), (answer.Json.GetProperty("tenant").GetString(), answer.Json.GetProperty("role").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await clinic.SendAsync("GET", "/users", cookie: answer.Cookie)).Status);
        Assert.False((await clinic.SendAsync("GET", "/setup")).Json.GetProperty("needed").GetBoolean());
        var again = await clinic.SendAsync("POST", "/setup", new { code, tenant = "Hill Clinic", userName = "boss2", display = "X", password = Clinic.Password });
        Assert.Equal((HttpStatusCode.Conflict, "already-set-up"), (again.Status, again.Code));
        Assert.Equal("setup", clinic.Log[0].Interaction);
    }

    [Fact]
    public async Task A_wrong_code_is_403_and_bad_input_422_with_issues()
    {
        await using var clinic = await Clinic.OpenAsync();
        var code = clinic.Get<TenantSetup>().NewCode();
        var wrong = await clinic.SendAsync("POST", "/setup", new { code = "x", tenant = "T", userName = "boss", display = "B", password = Clinic.Password });
        Assert.Equal((HttpStatusCode.Forbidden, "bad-setup-code"), (wrong.Status, wrong.Code));
        var bad = await clinic.SendAsync("POST", "/setup", new { code, tenant = "T", userName = "boss", display = "B", password = "short" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("PASSWORD-SHORT", bad.Json.GetProperty("issues")[0].GetProperty("code").GetString());
        Assert.Equal("password", bad.Json.GetProperty("issues")[0].GetProperty("location").GetString());
    }
}
