using System.Text;

namespace Carewright.Security.Tests.Sessions;

public sealed class SessionTests : IDisposable
{
    private readonly House _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_secret_is_256_random_bits_and_is_kept_nowhere()
    {
        var account = await _house.AddAsync();
        var (secret, session) = await _house.Sessions.StartAsync(account, "10.0.0.1", House.Stop);
        Assert.Equal(43, secret.Length);
        Assert.NotEqual(secret, (await _house.Sessions.StartAsync(account, "10.0.0.1", House.Stop)).Secret);
        foreach (var (key, value) in _house.Table.List("session"))
        {
            Assert.DoesNotContain(secret, key + Encoding.UTF8.GetString(value), StringComparison.Ordinal);
            Assert.Null(_house.Sessions.Find(key, true));
        }
        Assert.DoesNotContain(session.Id, secret, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_was_never_given_out_opens_nothing(string secret)
    {
        await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Fact]
    public async Task A_session_ends_after_fifteen_idle_minutes_and_activity_puts_that_off()
    {
        var (secret, _) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        _house.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.NotNull(_house.Sessions.Find(secret, true));
        _house.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.NotNull(_house.Sessions.Find(secret, false));
        _house.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_house.Sessions.Find(secret, true));
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_however_busy()
    {
        var (secret, session) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        for (var i = 0; i < 71; i++)
        {
            _house.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.NotNull(_house.Sessions.Find(secret, true));
        }
        Assert.Equal(session.EndsAt(_house.Sessions.Limits), _house.Sessions.Find(secret, true)!.ExpiresAt);
        _house.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Fact]
    public async Task How_long_is_the_policys_and_a_change_of_it_is_in_force_for_those_who_are_signed_in()
    {
        var (secret, session) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        _house.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(TimeSpan.FromMinutes(15), _house.Sessions.Find(secret, false)!.ExpiresAt - session.LastActivity);
        Assert.Empty(await _house.Policy.ChangeAsync(SignInPolicy.OfNewClinic with { IdleMinutes = 30, LongestHours = 1 }, House.Stop));
        _house.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.NotNull(_house.Sessions.Find(secret, true));
        _house.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(session.StartedAt + TimeSpan.FromHours(1), _house.Sessions.Find(secret, true)!.ExpiresAt);
        Assert.Empty(await _house.Policy.ChangeAsync(SignInPolicy.OfNewClinic with { IdleMinutes = 5 }, House.Stop));
        _house.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Theory]
    [InlineData(0, 12, "idleMinutes")]
    [InlineData(61, 12, "idleMinutes")]
    [InlineData(15, 0, "longestHours")]
    [InlineData(15, 25, "longestHours")]
    public async Task Times_that_guard_nothing_are_no_policy(int minutes, int hours, string place)
    {
        var issue = Assert.Single(await _house.Policy.ChangeAsync(SignInPolicy.OfNewClinic with { IdleMinutes = minutes, LongestHours = hours }, House.Stop));
        Assert.Equal(place, issue.Location);
    }

    [Fact]
    public async Task Signing_out_ends_it_here_and_in_the_store()
    {
        var (secret, _) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        await _house.Sessions.EndAsync(secret, House.Stop);
        Assert.Null(_house.Sessions.Find(secret, true));
        Assert.Empty(_house.Table.List("session"));
        await _house.Sessions.FlushAsync(House.Stop);
        Assert.Empty(_house.Table.List("session"));
    }

    public static TheoryData<string> Changes => ["disable", "role", "department", "site", "password"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Whatever_changes_what_an_account_may_do_ends_its_sessions_at_once(string what)
    {
        var (secret, _) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        var change = what switch
        {
            "disable" => new AccountChange(Disabled: true),
            "role" => new AccountChange(Role: Roles.Nurse),
            "department" => new AccountChange(Department: "dermatology"),
            "site" => new AccountChange(Site: "Location/other"),
            _ => new AccountChange(Password: "another set of words"),
        };
        Assert.NotNull((await _house.ChangeAsync("dr.one", change)).Account);
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Fact]
    public async Task A_new_display_name_ends_nothing_and_enabling_again_revives_nothing()
    {
        var (secret, _) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        await _house.ChangeAsync("dr.one", new AccountChange(Display: "New Name"));
        Assert.Equal("New Name", _house.Sessions.Find(secret, true)?.Account.Display);
        await _house.ChangeAsync("dr.one", new AccountChange(Disabled: true));
        await _house.ChangeAsync("dr.one", new AccountChange(Disabled: false));
        Assert.Null(_house.Sessions.Find(secret, true));
    }

    [Fact]
    public async Task Sessions_survive_a_restart_and_last_activity_is_written_behind()
    {
        var (secret, _) = await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        var puts = _house.Table.Puts;
        _house.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var i = 0; i < 100; i++)
            _house.Sessions.Find(secret, true);
        Assert.Equal(puts, _house.Table.Puts);
        await _house.Sessions.FlushAsync(House.Stop);
        await _house.Sessions.FlushAsync(House.Stop);
        Assert.Equal(puts + 1, _house.Table.Puts);
        _house.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(new Security.Sessions(_house.Table, _house.Accounts, _house.Policy, _house.Clock).Find(secret, true));
    }

    [Fact]
    public async Task Ended_sessions_are_swept_from_the_store()
    {
        await _house.Sessions.StartAsync(await _house.AddAsync(), "10.0.0.1", House.Stop);
        _house.Clock.Advance(TimeSpan.FromHours(1));
        await _house.Sessions.FlushAsync(House.Stop);
        Assert.Empty(_house.Table.List("session"));
    }
}
