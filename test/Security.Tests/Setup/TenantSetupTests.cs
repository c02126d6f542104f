namespace Carewright.Security.Tests.Setup;

public sealed class TenantSetupTests : IDisposable
{
    private static readonly TenantDraft s_draft = new("Hill Clinic", "boss", "The Boss", House.Password);
    private readonly House _house = new();
    private readonly TenantSetup _setup;

    public TenantSetupTests() => _setup = new TenantSetup(_house.Table, _house.Accounts, _house.Clock);

    public void Dispose()
    {
        _setup.Dispose();
        _house.Dispose();
    }

    [Fact]
    public async Task Whoever_holds_the_code_makes_the_tenant_once()
    {
        var code = _setup.NewCode();
        Assert.Matches("^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$", code);
        var outcome = await _setup.CompleteAsync(code.ToLowerInvariant().Replace('-', ' '), s_draft, House.Stop);
        Assert.Equal((SetupStatus.Created, Roles.Administrator), (outcome.Status, outcome.Administrator?.Role));
        Assert.False(_setup.IsNeeded);
        Assert.Equal(SetupStatus.AlreadyDone, (await _setup.CompleteAsync(code, s_draft, House.Stop)).Status);
        Assert.Equal(SetupStatus.AlreadyDone, (await _setup.CreateAsync(s_draft, House.Stop)).Status);
        using var reopened = new TenantSetup(_house.Table, _house.Accounts, _house.Clock);
        Assert.Equal("Hill Clinic", reopened.Profile?.Name);
        Assert.IsType<SignInCompleted>(await _house.SignInAsync("boss", House.Password));
    }

    [Fact]
    public async Task Without_a_code_or_with_a_wrong_one_nothing_is_made()
    {
        Assert.Equal(SetupStatus.BadCode, (await _setup.CompleteAsync("", s_draft, House.Stop)).Status);
        _setup.NewCode();
        Assert.Equal(SetupStatus.BadCode, (await _setup.CompleteAsync("AAAA-AAAA-AAAA", s_draft, House.Stop)).Status);
        Assert.True(_setup.IsNeeded);
        Assert.Empty(_house.Accounts.All);
    }

    [Fact]
    public async Task A_code_dies_after_five_wrong_attempts()
    {
        var code = _setup.NewCode();
        for (var i = 0; i < 5; i++)
            await _setup.CompleteAsync("WRONG", s_draft, House.Stop);
        Assert.Equal(SetupStatus.BadCode, (await _setup.CompleteAsync(code, s_draft, House.Stop)).Status);
        Assert.Equal(SetupStatus.Created, (await _setup.CompleteAsync(_setup.NewCode(), s_draft, House.Stop)).Status);
    }

    [Theory]
    [InlineData("", "boss", House.Password, "TENANT-NAME")]
    [InlineData("Hill Clinic", "!", House.Password, "ACCOUNT-USER-NAME")]
    [InlineData("Hill Clinic", "boss", "short", "PASSWORD-SHORT")]
    [InlineData("Hill Clinic", "boss", "hill clinic 2026", "PASSWORD-GUESSABLE")]
    public async Task Bad_input_is_told_and_the_code_stays_good(string tenant, string user, string password, string code)
    {
        var secret = _setup.NewCode();
        var outcome = await _setup.CompleteAsync(secret, new TenantDraft(tenant, user, "The Boss", password), House.Stop);
        Assert.Equal(SetupStatus.Invalid, outcome.Status);
        Assert.Contains(outcome.Issues, issue => issue.Code == code);
        Assert.Equal(SetupStatus.Created, (await _setup.CompleteAsync(secret, s_draft, House.Stop)).Status);
    }

    [Fact]
    public async Task A_crash_between_administrator_and_tenant_can_be_mended()
    {
        await _house.AddAsync("boss", Roles.Administrator);
        var outcome = await _setup.CreateAsync(s_draft with { Password = "the newer set of words" }, House.Stop);
        Assert.Equal(SetupStatus.Created, outcome.Status);
        Assert.IsType<SignInCompleted>(await _house.SignInAsync("boss", "the newer set of words"));
    }
}
