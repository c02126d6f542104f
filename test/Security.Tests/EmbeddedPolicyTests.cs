namespace Carewright.Security.Tests;

public sealed class EmbeddedPolicyTests
{
    [Fact]
    public void The_policy_that_ships_checks_without_an_issue()
    {
        var outcome = AccessPolicy.Parse(PolicyLibrary.EmbeddedJson());
        Assert.Empty(outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}"));
        Assert.NotNull(outcome.Policy);
    }

    [Fact]
    public void It_knows_the_nine_roles_and_no_other() =>
        Assert.Equal(Roles.All.Order(StringComparer.Ordinal), PolicyLibrary.Embedded.Roles.Select(role => role.Name));
}
