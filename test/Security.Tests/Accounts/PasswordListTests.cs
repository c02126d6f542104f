using System.Security.Cryptography;
using System.Text;

namespace Carewright.Security.Tests.Accounts;

/// <summary>The list of breached passwords, and Unicode form C.</summary>
public sealed class PasswordListTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-passwords-");

    private FileInfo List => new(Path.Combine(_folder.FullName, BreachedPasswords.FileName));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_on_the_list_is_found_and_nothing_else()
    {
        var known = Enumerable.Range(0, 1000).Select(number => $"known password number {number}").ToArray();
        Assert.Equal(1000, Load(Published(known)));
        var list = new BreachedPasswords(List);
        Assert.All(known, password => Assert.True(list.Contains(password)));
        Assert.All(Enumerable.Range(1000, 1000), number => Assert.False(list.Contains($"known password number {number}")));
        Assert.Equal("PASSWORD-BREACHED", Assert.Single(list.Check(known[7])).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Lists_of_any_length_are_searched_to_their_ends(int count)
    {
        var known = Enumerable.Range(0, count).Select(number => $"known {number}").ToArray();
        Load(Published(known));
        Assert.All(known, password => Assert.True(new BreachedPasswords(List).Contains(password)));
        Assert.False(new BreachedPasswords(List).Contains("unknown"));
    }

    [Fact]
    public void Without_a_list_nothing_is_on_it() => Assert.Empty(new BreachedPasswords(List).Check("four unrelated green words"));

    [Theory]
    [InlineData("")]
    [InlineData("CWPWNED")]
    [InlineData("CWPWNED1123")]
    [InlineData("something else..")]
    public void A_list_that_cannot_be_read_lets_no_password_through(string content)
    {
        File.WriteAllText(List.FullName, content);
        Assert.Equal("PASSWORD-LIST", Assert.Single(new BreachedPasswords(List).Check("four unrelated green words")).Code);
    }

    [Theory]
    [InlineData("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9\n0000000000000000000000000000000000000000:1\n", "Line 2")]
    [InlineData("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9\n5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9\n", "Line 2")]
    [InlineData("password:9\n", "Line 1")]
    [InlineData("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FDG:9\n", "Line 1")]
    public void A_file_of_another_form_is_refused_with_its_line_and_the_list_stays(string content, string line)
    {
        Load(Published(["known"]));
        Assert.Contains(line, Assert.Throws<InvalidDataException>(() => Load(content)).Message, StringComparison.Ordinal);
        Assert.True(new BreachedPasswords(List).Contains("known"));
        Assert.Equal(BreachedPasswords.FileName, Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public async Task A_breached_password_is_refused_when_it_is_set()
    {
        Load(Published(["seven quiet herons at noon"]));
        using var house = new House();
        using var accounts = new AccountRegister(house.Table, house.Passwords, house.Clock, new BreachedPasswords(List));
        var draft = new AccountDraft("dr.one", "Some Body", Roles.Physician, null, null, null, "seven quiet herons at noon");
        Assert.Equal("PASSWORD-BREACHED", Assert.Single((await accounts.CreateAsync(draft, PolicyLibrary.Embedded, House.Stop)).Issues).Code);
        Assert.NotNull((await accounts.CreateAsync(draft with { Password = House.Password }, PolicyLibrary.Embedded, House.Stop)).Account);
        Assert.Equal("PASSWORD-BREACHED", Assert.Single((await accounts.ChangeAsync("dr.one", new AccountChange(Password: draft.Password), PolicyLibrary.Embedded, House.Stop)).Issues).Code);
    }

    [Theory]
    [InlineData("n\u0303", "\u00F1")]
    [InlineData("A\u030A", "\u00C5")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\uFB01", "\uFB01")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("plain words", "plain words")]
    public void Texts_are_brought_into_form_c(string text, string expected)
    {
        Assert.Equal(expected, UnicodeComposition.Compose(text));
        Assert.Equal(expected, UnicodeComposition.Compose(expected));
    }

    [Fact]
    public async Task A_password_opens_whichever_keyboard_it_was_typed_on()
    {
        using var house = new House();
        await house.AddAsync(password: "cinco n\u0303andu\u0301es al sol");
        var completed = await house.SignInAsync("dr.one", "cinco \u00F1and\u00FAes al sol");
        Assert.IsType<SignInCompleted>(completed);
    }

    private static string Published(IEnumerable<string> passwords) =>
        string.Concat(passwords.Select(HashOf).Order(StringComparer.Ordinal).Select(hash => $"{hash}:3\n"));

    private static string HashOf(string password)
    {
#pragma warning disable CA5350 // The published form.
        return Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
    }

    private long Load(string published) => BreachedPasswordsLoader.Load(new StringReader(published), List, null, CancellationToken.None);
}
