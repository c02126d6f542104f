using System.Diagnostics;

namespace Carewright.Security.Tests.Accounts;

public sealed class SignInTests(ITestOutputHelper output) : IDisposable
{
    private readonly House _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task The_right_password_signs_in_and_is_remembered()
    {
        await _house.AddAsync();
        var step = Assert.IsType<SignInCompleted>(await _house.SignInAsync(" Dr.One", House.Password));
        Assert.Equal(_house.Clock.GetUtcNow(), step.Account.LastSignIn);
    }

    [Fact]
    public async Task Wrong_passwords_unknown_names_and_disabled_accounts_get_one_and_the_same_answer()
    {
        await _house.AddAsync();
        await _house.AddAsync("gone", Roles.Nurse);
        await _house.ChangeAsync("gone", new AccountChange(Disabled: true));
        Assert.Equal(new SignInRefused(), await _house.SignInAsync("dr.one", "wrong password here"));
        Assert.Equal(new SignInRefused(), await _house.SignInAsync("nobody", "wrong password here"));
        Assert.Equal(new SignInRefused(), await _house.SignInAsync("gone", House.Password));
    }

    [Theory]
    [InlineData("dr.one")]
    [InlineData("nobody")]
    public async Task Five_failures_lock_any_name_and_each_further_lock_out_is_twice_as_long(string name)
    {
        await _house.AddAsync();
        foreach (var minutes in new[] { 15, 30, 60, 120, 240, 480, 480 })
        {
            for (var i = 0; i < 4; i++)
                Assert.IsType<SignInRefused>(await _house.SignInAsync(name, "wrong", $"10.1.{minutes}.{i}"));
            var locked = Assert.IsType<SignInLockedOut>(await _house.SignInAsync(name, "wrong", "10.2.0.1"));
            Assert.Equal(TimeSpan.FromMinutes(minutes), locked.RetryAfter);
            _house.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.IsType<SignInLockedOut>(await _house.SignInAsync(name, House.Password, "10.3.0.1"));
            _house.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_success_or_a_new_password_forgets_failures()
    {
        await _house.AddAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
                await _house.SignInAsync("dr.one", "wrong");
            Assert.IsType<SignInCompleted>(await _house.SignInAsync("dr.one", House.Password));
        }
        for (var i = 0; i < 5; i++)
            await _house.SignInAsync("dr.one", "wrong", "10.0.0.2");
        await _house.ChangeAsync("dr.one", new AccountChange(Password: "another set of words"));
        Assert.IsType<SignInCompleted>(await _house.SignInAsync("dr.one", "another set of words"));
    }

    [Fact]
    public async Task A_lock_out_survives_a_restart()
    {
        await _house.AddAsync();
        for (var i = 0; i < 5; i++)
            await _house.SignInAsync("dr.one", "wrong");
        using var restarted = new House(_house.Table);
        Assert.IsType<SignInLockedOut>(await restarted.SignInAsync("dr.one", House.Password));
    }

    [Fact]
    public async Task Guessing_in_parallel_gets_no_more_guesses()
    {
        await _house.AddAsync();
        var steps = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _house.SignInAsync("dr.one", i == 19 ? House.Password : $"guess {i}", $"10.0.1.{i}")));
        Assert.Equal(4, steps.Count(step => step is SignInRefused));
        Assert.DoesNotContain(steps, step => step is SignInCompleted);
    }

    [Fact]
    public async Task An_address_that_fails_thirty_times_is_throttled_for_every_name_and_others_are_not()
    {
        await _house.AddAsync();
        for (var i = 0; i < Authenticator.FailuresPerAddress; i++)
            await _house.SignInAsync($"name{i}", "wrong", "10.9.9.9");
        Assert.IsType<SignInThrottled>(await _house.SignInAsync("dr.one", House.Password, "10.9.9.9"));
        Assert.IsType<SignInCompleted>(await _house.SignInAsync("dr.one", House.Password, "10.9.9.8"));
        _house.Clock.Advance(Authenticator.AddressWindow);
        Assert.IsType<SignInCompleted>(await _house.SignInAsync("dr.one", House.Password, "10.9.9.9"));
    }

    [Fact]
    public async Task A_failure_costs_the_store_the_same_whether_or_not_the_name_exists()
    {
        await _house.AddAsync();
        var before = _house.Table.Puts;
        await _house.SignInAsync("dr.one", "wrong");
        var known = _house.Table.Puts - before;
        await _house.SignInAsync("nobody", "wrong");
        Assert.Equal(known, _house.Table.Puts - before - known);
    }

    [Fact]
    public void Checking_takes_as_long_without_an_account_as_with_one()
    {
        var passwords = new Passwords(20_000);
        var hash = passwords.Hash(House.Password);
        passwords.Verify(null, "x", out _);
        var (with, without) = (Best(() => passwords.Verify(hash, "wrong", out _)), Best(() => passwords.Verify(null, "wrong", out _)));
        Assert.InRange(without / with, 0.5, 2.0);
    }

    [Fact]
    public void A_weaker_hash_is_recognised_and_a_password_is_checked_in_a_tenth_of_a_second_or_so()
    {
        var old = new Passwords(1000).Hash(House.Password);
        var passwords = new Passwords();
        Assert.True(passwords.Verify(old, House.Password, out var needsRehash));
        Assert.True(needsRehash);
        var hash = passwords.Hash(House.Password);
        var milliseconds = Best(() => Assert.True(passwords.Verify(hash, House.Password, out _)));
        output.WriteLine($"{Passwords.DefaultIterations} iterations: {milliseconds:F0} ms");
        Assert.True(milliseconds > 15, "hashing is too cheap");
    }

    [Fact]
    public async Task Signing_in_strengthens_a_weak_hash()
    {
        await _house.AddAsync();
        using var stronger = new AccountRegister(_house.Table, new Passwords(2000), _house.Clock);
        using var authenticator = new Authenticator(stronger, new Passwords(2000), _house.Demands, new SignInChallenges(_house.Clock), _house.Clock);
        var before = stronger.Find("dr.one")!.PasswordHash;
        Assert.IsType<SignInCompleted>(await authenticator.SignInAsync("dr.one", House.Password, "10.0.0.1", House.Stop));
        Assert.NotEqual(before, stronger.Find("dr.one")!.PasswordHash);
        Assert.IsType<SignInCompleted>(await authenticator.SignInAsync("dr.one", House.Password, "10.0.0.1", House.Stop));
    }

    private static double Best(Action action)
    {
        var times = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times.Min();
    }
}
