namespace Carewright.Security;

/// <summary>
/// Checks names and passwords, and slows down whoever guesses: five failures lock a name for 15 minutes, and for twice as long each further time; an address is throttled after
/// thirty failures within five minutes. Names without an account are treated alike in answer, time and lock-out, so that nobody learns which names exist.
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
    private readonly FailureWindow _addresses;
    private readonly UnknownNames _unknownNames = new(MaxKeys);
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    // Each check takes a core for a tenth of a second: more at once would starve everybody else.
    private readonly SemaphoreSlim _checking = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>An authenticator over the accounts.</summary>
    public Authenticator(AccountRegister accounts, Passwords passwords, TimeProvider time)
    {
        (_accounts, _passwords, _time) = (accounts, passwords, time);
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
        // Attempts on one name run one after another: parallel guesses must not all pass before the first failure is counted.
        var stripe = _stripes[(uint)string.GetHashCode(name, StringComparison.Ordinal) % _stripes.Length];
        if (!await stripe.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken))
            return new SignInThrottled(TimeSpan.FromSeconds(10));
        try
        {
            return LockOutOf(name) is { } lockedOut ? lockedOut : await CheckAsync(name, password, address, cancellationToken);
        }
        finally
        {
            stripe.Release();
        }
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

    private async Task<SignInStep> CheckAsync(string name, string password, string address, CancellationToken cancellationToken)
    {
        if (!await _checking.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken))
            return new SignInThrottled(TimeSpan.FromSeconds(5));
        var account = _accounts.Find(name);
        bool isRight, needsRehash;
        try
        {
            var bounded = password.Length <= PasswordPolicy.MaxLength ? password : password[..PasswordPolicy.MaxLength];
            isRight = _passwords.Verify(account?.PasswordHash, bounded, out needsRehash) && bounded.Length == password.Length;
        }
        finally
        {
            _checking.Release();
        }
        if (isRight && account is { IsDisabled: false })
            return await SucceedAsync(account, needsRehash ? _passwords.Hash(password) : null, cancellationToken);
        return await FailAsync(name, address);
    }

    private async Task<SignInStep> SucceedAsync(Account account, string? strongerHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var kept = await _accounts.RecordAsync(account.UserName,
            current => current with { LockOut = LockOut.None, LastSignIn = now, PasswordHash = current.PasswordHash == account.PasswordHash ? strongerHash ?? current.PasswordHash : current.PasswordHash },
            cancellationToken);
        // Disabled or given another password while this was checked: what was right a moment ago no longer is.
        return kept is { IsDisabled: false } && kept.Stamp == account.Stamp ? new SignInCompleted(kept) : new SignInRefused();
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
