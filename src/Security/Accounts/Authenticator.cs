namespace Carewright.Security;

/// <summary>
/// Checks names and passwords, and slows down whoever guesses: five failures lock a name for 15 minutes, and for twice as long each further time; an address is throttled after
/// thirty failures within five minutes. Names without an account are treated alike in answer, time and lock-out, so that nobody learns which names exist. A right password of an account
/// with a second factor opens nothing yet, and forgives no failure: only a sign-in that is complete does.
/// </summary>
public sealed class Authenticator : IDisposable
{
    /// <summary>Failures from one address within <see cref="AddressWindow"/> that throttle it.</summary>
    public const int FailuresPerAddress = 30;

    private const int MaxKeys = 10_000;

    // Longer than any account's name, so that a cut name is nobody's; short, so that counting unknown names stays small.
    private const int MaxName = 80;
    private readonly AccountRegister _accounts;
    private readonly Passwords _passwords;
    private readonly TimeProvider _time;
    private readonly FactorDemands _demands;
    private readonly SignInChallenges _challenges;
    private readonly DirectoryLinks? _links;
    private readonly FailureWindow _addresses;
    private readonly UnknownNames _unknownNames = new(MaxKeys);
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    // Each check takes a core for a tenth of a second: more at once would starve everybody else.
    private readonly SemaphoreSlim _checking = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>An authenticator over the accounts. An account that a directory vouches for has no other way in: its password and its passkey alone open nothing.</summary>
    public Authenticator(AccountRegister accounts, Passwords passwords, FactorDemands demands, SignInChallenges challenges, TimeProvider time, DirectoryLinks? links = null)
    {
        (_accounts, _passwords, _demands, _challenges, _time, _links) = (accounts, passwords, demands, challenges, time, links);
        _addresses = new FailureWindow(time, AddressWindow, MaxKeys);
    }

    /// <summary>Window of the throttle per address.</summary>
    public static TimeSpan AddressWindow { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Tries to sign in.</summary>
    /// <param name="userName">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">Network address the attempt comes from.</param>
    /// <param name="cancellationToken">Stops it. A failure that was found is counted all the same.</param>
    public async Task<SignInStep> SignInAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        if (_addresses.Get(address) is { Count: >= FailuresPerAddress } throttled)
            return new SignInThrottled(throttled.Left);
        var name = AccountRules.Fold(userName.Length <= MaxName ? userName : userName[..MaxName]);
        return await InTurnAsync(name, () => CheckAsync(name, password, address, cancellationToken), cancellationToken);
    }

    /// <summary>Goes on with a sign-in that needs a second factor. What is wrong counts as a failure of the name, as a wrong password does.</summary>
    /// <param name="challenge">What <see cref="SecondFactorNeeded"/> named.</param>
    /// <param name="proof">What the person brings.</param>
    /// <param name="address">Network address the attempt comes from; that of the step before, or the challenge is over.</param>
    /// <param name="cancellationToken">Stops it. A failure that was found is counted all the same.</param>
    public async Task<SignInStep> ContinueAsync(string challenge, IFactorProof proof, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (_addresses.Get(address) is { Count: >= FailuresPerAddress } throttled)
            return new SignInThrottled(throttled.Left);
        if (_challenges.Find(challenge, address) is not { UserName: { } name })
            return new SignInChallengeEnded();
        return await InTurnAsync(name, () => ProveAsync(challenge, proof, address, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Completes a sign-in by a passkey that checked its user: two factors at once. A lock-out does not hold it up, for there is nothing to guess. An account without a password is a directory's, or was:
    /// it has no way in of its own.
    /// </summary>
    /// <param name="account">Whose passkey it was; null: nobody's, or the proof was wrong.</param>
    /// <param name="methods">What the proof adds.</param>
    /// <param name="address">Network address the attempt comes from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SignInStep> SignInByPasskeyAsync(Account? account, IReadOnlyList<string> methods, string address, CancellationToken cancellationToken)
    {
        if (_addresses.Get(address) is { Count: >= FailuresPerAddress } throttled)
            return new SignInThrottled(throttled.Left);
        if (account is { IsDisabled: false, PasswordHash: not null } && !IsLinked(account))
            return await SucceedAsync(account, null, methods, cancellationToken);
        _addresses.Add(address);
        return new SignInRefused();
    }

    /// <summary>Goes on with an account that a directory has vouched for. A lock-out does not hold it up: there was nothing to guess here.</summary>
    /// <param name="account">Whose identity it is.</param>
    /// <param name="directory">The directory's session.</param>
    /// <param name="hasFactors">Whether the directory asked for a second factor and is trusted in that; else the account's own is asked for.</param>
    /// <param name="address">Network address the attempt comes from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SignInStep> SignInByDirectoryAsync(Account account, DirectorySession directory, bool hasFactors, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.IsDisabled)
            return new SignInRefused();
        if (!hasFactors && _demands.Of(account).Prove is { Count: > 0 } kinds)
            return Ask(account, kinds, address, directory);
        return await SucceedAsync(account, null, hasFactors ? [AuthenticationMethods.Directory, AuthenticationMethods.DirectoryFactors] : [AuthenticationMethods.Directory], cancellationToken, directory);
    }

    /// <summary>Whether this is the password of an account that is signed in already. A wrong one counts as a failure of the name.</summary>
    public async Task<SignInStep> ConfirmAsync(Account account, string password, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return await InTurnAsync(account.UserName, async () => await IsRightAsync(account, password, cancellationToken) switch
        {
            null => new SignInThrottled(TimeSpan.FromSeconds(5)),
            { IsRight: true } => new SignInCompleted(account),
            _ => await FailAsync(account.UserName, address),
        }, cancellationToken);
    }

    /// <summary>Whether this proves a second factor of an account that is signed in already. A wrong one counts as a failure of the name.</summary>
    public Task<SignInStep> ConfirmAsync(Account account, IFactorProof proof, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(proof);
        return InTurnAsync(account.UserName, async () => await proof.VerifyAsync(account, cancellationToken) is { } methods
            ? new SignInCompleted(account) { Methods = methods }
            : await FailAsync(account.UserName, address), cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _checking.Dispose();
        foreach (var stripe in _stripes)
            stripe.Dispose();
    }

    private SignInLockedOut? LockOutOf(string name)
    {
        var left = (_accounts.Find(name)?.LockOut ?? _unknownNames.Get(name)).Left(_time.GetUtcNow());
        return left > TimeSpan.Zero ? new SignInLockedOut(left) : null;
    }

    // Attempts on one name run one after another: parallel guesses must not all pass before the first failure is counted.
    private async Task<SignInStep> InTurnAsync(string name, Func<Task<SignInStep>> attempt, CancellationToken cancellationToken)
    {
        var stripe = _stripes[(uint)string.GetHashCode(name, StringComparison.Ordinal) % _stripes.Length];
        if (!await stripe.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken))
            return new SignInThrottled(TimeSpan.FromSeconds(10));
        try
        {
            return LockOutOf(name) is { } lockedOut ? lockedOut : await attempt();
        }
        finally
        {
            stripe.Release();
        }
    }

    private async Task<SignInStep> CheckAsync(string name, string password, string address, CancellationToken cancellationToken)
    {
        var account = _accounts.Find(name);
        if (await IsRightAsync(account, password, cancellationToken) is not { } check)
            return new SignInThrottled(TimeSpan.FromSeconds(5));
        if (!check.IsRight || account is not { IsDisabled: false })
            return await FailAsync(name, address);
        var strongerHash = check.NeedsRehash ? _passwords.Hash(password) : null;
        if (_demands.Of(account).Prove is { Count: > 0 } kinds)
            return Ask(account, kinds, address);
        return await SucceedAsync(account, strongerHash, [AuthenticationMethods.Password], cancellationToken);
    }

    // Null: the machine is busy with others' passwords.
    private async Task<(bool IsRight, bool NeedsRehash)?> IsRightAsync(Account? account, string password, CancellationToken cancellationToken)
    {
        if (!await _checking.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken))
            return null;
        try
        {
            var bounded = password.Length <= PasswordPolicy.MaxLength ? password : password[..PasswordPolicy.MaxLength];
            var isRight = _passwords.Verify(account is not null && IsLinked(account) ? null : account?.PasswordHash, bounded, out var needsRehash) && bounded.Length == password.Length;
            return (isRight, needsRehash);
        }
        finally
        {
            _checking.Release();
        }
    }

    private bool IsLinked(Account account) => _links?.IsLinked(account.UserName) == true;

    private SecondFactorNeeded Ask(Account account, IReadOnlyList<string> kinds, string address, DirectorySession? directory = null)
    {
        var (secret, challenge) = _challenges.Begin(account, address, kinds, directory);
        return new SecondFactorNeeded(account, secret, kinds, challenge.EndsAt);
    }

    private async Task<SignInStep> ProveAsync(string secret, IFactorProof proof, string address, CancellationToken cancellationToken)
    {
        // Looked at again: another attempt may have used it up while this one waited.
        if (_challenges.Find(secret, address) is not { UserName: { } name } challenge || _accounts.Find(name) is not { IsDisabled: false } account || account.Stamp != challenge.Stamp)
            return new SignInChallengeEnded();
        if (challenge.Kinds.Contains(proof.Kind, StringComparer.Ordinal) && await proof.VerifyAsync(account, cancellationToken) is { } methods)
            return _challenges.End(secret) ? await SucceedAsync(account, null, [.. challenge.FirstMethods, .. methods], cancellationToken, challenge.Directory) : new SignInChallengeEnded();
        if (--challenge.TriesLeft <= 0)
            _challenges.End(secret);
        return await FailAsync(name, address) is SignInLockedOut lockedOut ? lockedOut : new SecondFactorRefused(account, challenge.TriesLeft);
    }

    private async Task<SignInStep> SucceedAsync(Account account, string? strongerHash, IReadOnlyList<string> methods, CancellationToken cancellationToken, DirectorySession? directory = null)
    {
        var now = _time.GetUtcNow();
        var kept = await _accounts.RecordAsync(account.UserName,
            current => current with { LockOut = LockOut.None, LastSignIn = now, PasswordHash = current.PasswordHash == account.PasswordHash ? strongerHash ?? current.PasswordHash : current.PasswordHash },
            cancellationToken);
        // Disabled or given another password while this was checked: what was right a moment ago no longer is.
        return kept is { IsDisabled: false } && kept.Stamp == account.Stamp
            ? new SignInCompleted(kept)
            {
                Methods = AuthenticationMethods.Together(methods),
                MustEnrol = !methods.Contains(AuthenticationMethods.DirectoryFactors) && _demands.Of(kept).Enrol.Count > 0,
                Directory = directory,
            }
            : new SignInRefused();
    }

    private async Task<SignInStep> FailAsync(string name, string address)
    {
        _addresses.Add(address);
        var now = _time.GetUtcNow();
        // Not cancelled: hanging up must not undo the count.
        var kept = await _accounts.RecordAsync(name, account => account with { LockOut = account.LockOut.Fail(now) }, CancellationToken.None);
        if (kept is null)
        {
            _unknownNames.Fail(name, now);
            await _accounts.RecordDecoyAsync(CancellationToken.None);
        }
        return LockOutOf(name) is { } lockedOut ? lockedOut : new SignInRefused();
    }
}
