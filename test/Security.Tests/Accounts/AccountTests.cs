using System.Text;

namespace Carewright.Security.Tests.Accounts;

public sealed class AccountTests : IDisposable
{
    private readonly House _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Names_are_folded_and_unique()
    {
        await _house.AddAsync(" Dr.One ");
        Assert.Equal("dr.one", _house.Accounts.Find("DR.ONE")?.UserName);
        var second = await _house.Accounts.CreateAsync(new AccountDraft("dr.ONE", "X", Roles.Nurse, null, null, null, House.Password), PolicyLibrary.Embedded, House.Stop);
        Assert.Equal("ACCOUNT-EXISTS", Assert.Single(second.Issues).Code);
    }

    [Fact]
    public async Task The_password_is_kept_only_as_a_hash_that_a_second_process_can_check()
    {
        await _house.AddAsync();
        var kept = Encoding.UTF8.GetString(_house.Table.Get("account", "dr.one")!);
        Assert.DoesNotContain(House.Password, kept, StringComparison.Ordinal);
        using var other = new House(_house.Table);
        Assert.IsType<SignInCompleted>(await other.SignInAsync("dr.one", House.Password));
    }

    [Theory]
    [InlineData("x", "X", Roles.Nurse, null, null, null, "ACCOUNT-USER-NAME")]
    [InlineData("аdmin", "X", Roles.Nurse, null, null, null, "ACCOUNT-USER-NAME")]
    [InlineData("a b", "X", Roles.Nurse, null, null, null, "ACCOUNT-USER-NAME")]
    [InlineData("=cmd", "X", Roles.Nurse, null, null, null, "ACCOUNT-USER-NAME")]
    [InlineData("ann", "  ", Roles.Nurse, null, null, null, "ACCOUNT-DISPLAY")]
    [InlineData("ann", "X\nY", Roles.Nurse, null, null, null, "ACCOUNT-DISPLAY")]
    [InlineData("ann", "X", "surgeon", null, null, null, "ACCOUNT-ROLE")]
    [InlineData("ann", "X", Roles.Nurse, "main", null, null, "ACCOUNT-SITE")]
    [InlineData("ann", "X", Roles.Nurse, "Location/a,b", null, null, "ACCOUNT-SITE")]
    [InlineData("ann", "X", Roles.Nurse, null, "Family Medicine", null, "ACCOUNT-DEPARTMENT")]
    [InlineData("ann", "X", Roles.Nurse, null, null, "Observation/1", "ACCOUNT-FHIR-USER")]
    [InlineData("ann", "X", Roles.Patient, null, null, null, "ACCOUNT-PATIENT")]
    [InlineData("ann", "X", Roles.Patient, null, null, "Practitioner/1", "ACCOUNT-PATIENT")]
    [InlineData("ann", "X", Roles.Nurse, null, null, "Patient/1", "ACCOUNT-PATIENT-ROLE")]
    public async Task What_is_wrong_with_an_account_is_told(string user, string display, string role, string? site, string? department, string? person, string code)
    {
        var outcome = await _house.Accounts.CreateAsync(new AccountDraft(user, display, role, site, department, person, House.Password), PolicyLibrary.Embedded, House.Stop);
        Assert.Null(outcome.Account);
        Assert.Contains(outcome.Issues, issue => issue.Code == code);
        Assert.Empty(_house.Accounts.All);
    }

    [Theory]
    [InlineData("short", "PASSWORD-SHORT")]
    [InlineData("fourteenchars!", "PASSWORD-SHORT")]
    [InlineData("passwordpassword", "PASSWORD-GUESSABLE")]
    [InlineData("P@ssw0rd2026!!!", "PASSWORD-GUESSABLE")]
    [InlineData("123456789012345", "PASSWORD-GUESSABLE")]
    [InlineData("aaaaaaaaaaaaaaaa", "PASSWORD-GUESSABLE")]
    [InlineData("abcabcabcabcabc", "PASSWORD-GUESSABLE")]
    [InlineData("abcdefghijklmnop", "PASSWORD-GUESSABLE")]
    [InlineData("ann.smith-202620", "PASSWORD-GUESSABLE")]
    [InlineData("Carewright2026!", "PASSWORD-GUESSABLE")]
    [InlineData("correct horse battery staple", "PASSWORD-GUESSABLE")]
    public void Guessable_passwords_are_refused_and_never_quoted(string password, string code)
    {
        var issue = Assert.Single(PasswordPolicy.Check(password, "ann.smith", "Ann Smith"));
        Assert.Equal(code, issue.Code);
        Assert.DoesNotContain(password, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("four unrelated green words")]
    [InlineData("ñandú-cañón-über-šil")]
    [InlineData("tulip brass harbor")]
    [InlineData("k7Qm2xT9vLp4Wz8")]
    [InlineData("my dog ate 7 wet maps")]
    public void Good_passwords_are_taken_whatever_they_are_made_of(string password) => Assert.Empty(PasswordPolicy.Check(password, "ann.smith", "Ann Smith"));

    [Fact]
    public void A_password_of_endless_length_is_refused() => Assert.Equal("PASSWORD-LONG", Assert.Single(PasswordPolicy.Check(string.Concat(Enumerable.Range(0, 300).Select(i => (char)('a' + (i * 7 % 26)))))).Code);

    [Fact]
    public async Task The_last_administrator_cannot_be_disabled_or_demoted()
    {
        await _house.AddAsync("boss", Roles.Administrator);
        Assert.Equal("ACCOUNT-LAST-ADMINISTRATOR", Assert.Single((await _house.ChangeAsync("boss", new AccountChange(Disabled: true))).Issues).Code);
        Assert.Equal("ACCOUNT-LAST-ADMINISTRATOR", Assert.Single((await _house.ChangeAsync("boss", new AccountChange(Role: Roles.Nurse))).Issues).Code);
        await _house.AddAsync("second", Roles.Administrator);
        Assert.True((await _house.ChangeAsync("boss", new AccountChange(Disabled: true))).Account?.IsDisabled);
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_name_and_clears_what_is_empty()
    {
        await _house.AddAsync();
        var account = (await _house.ChangeAsync("DR.ONE", new AccountChange(Department: ""))).Account!;
        Assert.Equal((null, "Location/main", Roles.Physician), (account.Department, account.Site, account.Role));
        Assert.Equal("ACCOUNT-NOT-FOUND", Assert.Single((await _house.ChangeAsync("nobody", new AccountChange())).Issues).Code);
    }
}
