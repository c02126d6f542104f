using System.Text;
using Carewright.Testing.Fakes;

namespace Carewright.Security.Tests.Policies;

public sealed class PolicyLibraryTests
{
    private const string Second = """{"version":2,"roles":{"administrator":{"purpose":"HSYSADMIN","operations":["users"]}}}""";
    private readonly FakePrivateTable _table = new();

    [Fact]
    public void Without_a_stored_policy_the_one_that_ships_is_in_force()
    {
        var inForce = PolicyLibrary.Load(_table);
        Assert.False(inForce.IsStored);
        Assert.Same(PolicyLibrary.Embedded, inForce.Policy);
    }

    [Fact]
    public async Task A_stored_policy_overrides_it_and_is_kept_by_version()
    {
        var outcome = await PolicyLibrary.StoreAsync(_table, Encoding.UTF8.GetBytes(Second), TestContext.Current.CancellationToken);
        Assert.NotNull(outcome.Policy);
        Assert.Equal((2, true), (PolicyLibrary.Load(_table).Policy.Version, PolicyLibrary.Load(_table).IsStored));
        Assert.NotNull(_table.Get("policy", "version-2"));
    }

    [Fact]
    public async Task A_policy_that_does_not_check_or_is_not_newer_is_not_stored()
    {
        await PolicyLibrary.StoreAsync(_table, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        var same = await PolicyLibrary.StoreAsync(_table, PolicyLibrary.EmbeddedJson(), TestContext.Current.CancellationToken);
        Assert.Equal("POLICY-VERSION", Assert.Single(same.Issues).Code);
        Assert.Equal(0, _table.Puts);
    }

    [Fact]
    public async Task A_stored_policy_that_no_longer_checks_closes_the_house_and_does_not_fall_back()
    {
        await _table.PutAsync("policy", "current", "{\"version\":3}"u8.ToArray(), TestContext.Current.CancellationToken);
        var inForce = PolicyLibrary.Load(_table);
        Assert.NotEmpty(inForce.Issues);
        Assert.All(Roles.All, role => Assert.Empty(inForce.Policy.Permissions(Actors.Typical(role))));
        Assert.True(inForce.Policy.MayOperate(Actors.Of(Roles.Administrator), "users"));
        Assert.False(inForce.Policy.MayOperate(Actors.Of(Roles.ComplianceOfficer), "audit"));
    }
}
