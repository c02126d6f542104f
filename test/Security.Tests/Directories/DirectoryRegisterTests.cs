using Carewright.Testing.Fakes;

namespace Carewright.Security.Tests.Directories;

public sealed class DirectoryRegisterTests
{
    [Theory]
    [InlineData(DirectoryAuthentication.Basic, false)]
    [InlineData(DirectoryAuthentication.PrivateKey, true)]
    public async Task A_directory_has_a_key_only_when_it_signs_also_after_another_start(string authentication, bool signs)
    {
        var table = new FakePrivateTable();
        using (var first = new DirectoryRegister(table))
            Assert.Empty((await first.PutAsync(new StaffDirectory("main", "Main", "https://directory.example", "clinic", authentication, ["openid"], false), signs ? null : "a-secret", PolicyLibrary.Embedded, TestContext.Current.CancellationToken)).Issues);
        using var again = new DirectoryRegister(table);
        Assert.Equal(signs, again.PublicKeyOf("main") is not null);
    }
}
