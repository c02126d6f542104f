namespace Carewright.Security.Tests.Accounts;

public sealed class SecondFactorTests : IDisposable
{
    private readonly House _house = new();
    private readonly byte[] _secret = Totp.NewSecret();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_right_password_opens_nothing_where_there_is_a_second_factor()
    {
        await EnrolAsync();
        var needed = Assert.IsType<SecondFactorNeeded>(await _house.SignInAsync("dr.one", House.Password));
        Assert.Equal([FactorKinds.Totp], needed.Kinds);
        var completed = Assert.IsType<SignInCompleted>(await ContinueAsync(needed.Challenge, Code()));
        Assert.Equal(["pwd", "otp", "mfa"], completed.Methods);
        Assert.False(completed.MustEnrol);
        Assert.IsType<SignInChallengeEnded>(await ContinueAsync(needed.Challenge, Code(1)));
    }

    [Fact]
    public async Task A_wrong_password_is_answered_alike_with_and_without_a_second_factor()
    {
        await EnrolAsync();
        await _house.AddAsync("dr.two");
        Assert.Equal(await _house.SignInAsync("dr.two", "wrong"), await _house.SignInAsync("dr.one", "wrong"));
        Assert.IsType<SignInRefused>(await _house.SignInAsync("dr.none", "wrong"));
    }

    [Fact]
    public async Task A_code_works_once_also_in_another_sign_in()
    {
        await EnrolAsync();
        var (first, second) = (await NeedAsync(), await NeedAsync());
        Assert.IsType<SignInCompleted>(await ContinueAsync(first, Code()));
        Assert.IsType<SecondFactorRefused>(await ContinueAsync(second, Code()));
    }

    [Fact]
    public async Task Of_two_who_bring_the_same_code_at_once_one_gets_in()
    {
        await EnrolAsync();
        var challenges = new List<string>();
        for (var i = 0; i < 8; i++)
            challenges.Add(await NeedAsync());
        var steps = await Task.WhenAll(challenges.Take(4).Select(challenge => ContinueAsync(challenge, Code())));
        Assert.Single(steps, step => step is SignInCompleted);
    }

    [Fact]
    public async Task Wrong_codes_count_towards_the_lock_out_and_a_right_password_between_them_forgives_none()
    {
        await EnrolAsync();
        for (var i = 0; i < LockOut.FailuresToLock - 1; i++)
            Assert.IsType<SecondFactorRefused>(await ContinueAsync(await NeedAsync(), "000000"));
        Assert.IsType<SignInLockedOut>(await ContinueAsync(await NeedAsync(), "000000"));
        Assert.IsType<SignInLockedOut>(await _house.SignInAsync("dr.one", House.Password));
    }

    [Fact]
    public async Task A_challenge_is_bound_to_its_address_its_time_and_the_account_as_it_was()
    {
        await EnrolAsync();
        Assert.IsType<SignInChallengeEnded>(await ContinueAsync(await NeedAsync(), Code(), "10.0.0.2"));
        Assert.IsType<SignInChallengeEnded>(await ContinueAsync("nothing", Code()));
        var changed = await NeedAsync();
        await _house.ChangeAsync("dr.one", new AccountChange(Role: Roles.Nurse));
        Assert.IsType<SignInChallengeEnded>(await ContinueAsync(changed, Code()));
        var old = await NeedAsync();
        _house.Clock.Advance(SignInChallenges.Lifetime);
        Assert.IsType<SignInChallengeEnded>(await ContinueAsync(old, Code()));
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once()
    {
        await EnrolAsync();
        var (kept, shown) = OneTimeCodes.Make(OneTimeCodes.RecoveryCodes, 1000, _house.Clock.GetUtcNow());
        await _house.Factors.ChangeAsync("dr.one", has => has with { RecoveryCodes = kept }, House.Stop);
        Assert.Equal((10, 10), (shown.Count, shown.Distinct().Count()));
        Assert.IsType<SignInCompleted>(await RecoverAsync(shown[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.IsType<SecondFactorRefused>(await RecoverAsync(shown[3]));
        Assert.Equal(9, _house.Factors.Of("dr.one").RecoveryCodes!.Hashes.Count);
        foreach (var (_, value) in _house.Table.List("factors"))
            Assert.DoesNotContain(shown, code => System.Text.Encoding.UTF8.GetString(value).Contains(code, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_new_clinic_asks_all_staff_for_a_second_factor_and_leaves_it_to_patients()
    {
        foreach (var role in Roles.All)
        {
            await _house.AddAsync("u." + role, role, role == Roles.Patient ? "Patient/p1" : role == Roles.Proxy ? "RelatedPerson/r1" : null);
            var completed = Assert.IsType<SignInCompleted>(await _house.SignInAsync("u." + role, House.Password));
            Assert.Equal(role is not (Roles.Patient or Roles.Proxy), completed.MustEnrol);
        }
    }

    [Fact]
    public async Task Leave_and_grace_end_on_their_day()
    {
        var account = await _house.AddAsync();
        await _house.Factors.ChangeAsync("dr.one", has => has with { Leave = new FactorLeave("lost telephone", _house.Clock.GetUtcNow().AddDays(1), "boss", _house.Clock.GetUtcNow()) }, House.Stop);
        Assert.True(_house.Demands.IsSatisfied(account));
        _house.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(_house.Demands.IsSatisfied(account));
        var policy = SignInPolicy.OfNewClinic with { Default = SignInPolicy.OfNewClinic.Default with { GraceDays = 3 } };
        Assert.Empty(await _house.Policy.ChangeAsync(policy, House.Stop));
        Assert.True(_house.Demands.IsSatisfied(account));
        _house.Clock.Advance(TimeSpan.FromDays(2));
        Assert.False(_house.Demands.IsSatisfied(account));
    }

    [Fact]
    public async Task A_policy_that_asks_for_another_kind_asks_for_that_after_the_one_that_is_there()
    {
        await EnrolAsync();
        await _house.Policy.ChangeAsync(SignInPolicy.OfNewClinic with { Default = new FactorRule(FactorRule.Required, [FactorKinds.Passkey], 0) }, House.Stop);
        var completed = Assert.IsType<SignInCompleted>(await ContinueAsync(await NeedAsync(), Code()));
        Assert.True(completed.MustEnrol);
    }

    [Theory]
    [InlineData("sometimes", "totp", 0)]
    [InlineData("required", "sms", 0)]
    [InlineData("required", "totp", 91)]
    [InlineData("required", "totp", -1)]
    public async Task A_policy_that_cannot_be_kept_is_refused(string factors, string kind, int days)
    {
        var before = _house.Policy.Current;
        Assert.NotEmpty(await _house.Policy.ChangeAsync(SignInPolicy.OfNewClinic with { Default = new FactorRule(factors, [kind], days) }, House.Stop));
        Assert.Same(before, _house.Policy.Current);
    }

    [Fact]
    public async Task Factors_and_policy_are_there_after_a_restart()
    {
        await EnrolAsync();
        await _house.Policy.ChangeAsync(SignInPolicy.OfDemonstration, House.Stop);
        using var again = new House(_house.Table);
        Assert.Equal(_secret, again.Factors.Of("DR.ONE").Totp!.Secret);
        Assert.True(again.Policy.Current.IsDemonstration);
    }

    private async Task EnrolAsync()
    {
        await _house.AddAsync();
        var now = _house.Clock.GetUtcNow();
        await _house.Factors.ChangeAsync("dr.one", has => has with { Totp = new TotpFactor(_secret, 0, now, now) }, House.Stop);
    }

    private string Code(int ahead = 0) => Totp.CodeOf(_secret, Totp.StepAt(_house.Clock.GetUtcNow()) + ahead);

    private async Task<string> NeedAsync() => Assert.IsType<SecondFactorNeeded>(await _house.SignInAsync("dr.one", House.Password)).Challenge;

    private Task<SignInStep> ContinueAsync(string challenge, string code, string address = "10.0.0.1") =>
        _house.Authenticator.ContinueAsync(challenge, FactorProofs.ByCode(FactorKinds.Totp, code, _house.Factors, _house.Clock)!, address, House.Stop);

    private async Task<SignInStep> RecoverAsync(string code) =>
        await _house.Authenticator.ContinueAsync(await NeedAsync(), FactorProofs.ByCode(FactorKinds.Recovery, code, _house.Factors, _house.Clock)!, "10.0.0.1", House.Stop);
}
