using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>An account that was made or changed, or what is wrong with the input.</summary>
/// <param name="Account">The account as it now is; null when nothing was changed.</param>
/// <param name="Issues">All problems, each located by member name.</param>
public sealed record AccountOutcome(Account? Account, IReadOnlyList<Issue> Issues);

/// <summary>
/// All accounts of a tenant: in memory, so that every request can look at the account's present state, and durable in the private table before a change takes effect.
/// Safe to call from many threads. One process holds a store at a time.
/// </summary>
public sealed class AccountRegister : IDisposable
{
    private const string Kind = "account";
    private readonly IPrivateTable _table;
    private readonly Passwords _passwords;
    private readonly TimeProvider _time;
    private readonly BreachedPasswords? _breached;
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Opens the accounts of a store.</summary>
    /// <param name="table">Where they are.</param>
    /// <param name="passwords">How passwords are hashed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="breached">Passwords known from breaches; null: no list.</param>
    public AccountRegister(IPrivateTable table, Passwords passwords, TimeProvider time, BreachedPasswords? breached = null)
    {
        (_table, _passwords, _time, _breached) = (table, passwords, time, breached);
        foreach (var (_, json) in table.List(Kind))
        {
            var account = JsonSerializer.Deserialize(json, AccountJson.Default.Account) ?? throw new InvalidDataException("An account in the store is empty.");
            _accounts[account.UserName] = account;
        }
    }

    /// <summary>All accounts, by name.</summary>
    public IReadOnlyList<Account> All => [.. _accounts.Values.OrderBy(account => account.UserName, StringComparer.Ordinal)];

    /// <summary>The account of a name in any case; null when there is none.</summary>
    public Account? Find(string userName) => _accounts.GetValueOrDefault(AccountRules.Fold(userName));

    /// <summary>Makes an account.</summary>
    /// <param name="draft">What it shall be.</param>
    /// <param name="policy">The policy whose roles there are.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    /// <param name="isOfDirectory">True: a directory vouches for it, and it has no password.</param>
    public async Task<AccountOutcome> CreateAsync(AccountDraft draft, AccessPolicy policy, CancellationToken cancellationToken, bool isOfDirectory = false)
    {
        var account = new Account(AccountRules.Fold(draft.UserName), draft.Display.Trim(), draft.Role, Empty(draft.Site), Empty(draft.Department), Empty(draft.FhirUser), null, false,
            NewStamp(), LockOut.None, null, _time.GetUtcNow());
        var issues = AccountRules.Check(account, policy).Concat(isOfDirectory ? [] : CheckPassword(account, draft.Password)).ToList();
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_accounts.ContainsKey(account.UserName))
                issues.Add(Issue.Error(IssueTypes.Duplicate, "ACCOUNT-EXISTS", "There is an account of this name.", "userName"));
            if (issues.Count > 0)
                return new AccountOutcome(null, issues);
            return new AccountOutcome(await KeepAsync(account with { PasswordHash = isOfDirectory ? null : HashOf(draft.Password) }, cancellationToken), []);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Changes an account. Whatever changes what it may do, or its password, ends its sessions and tokens at once.</summary>
    /// <returns>The outcome; an issue of type not-found when there is no such account, and a business-rule issue when no enabled administrator would be left.</returns>
    public async Task<AccountOutcome> ChangeAsync(string userName, AccountChange change, AccessPolicy policy, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Find(userName) is not { } before)
                return new AccountOutcome(null, [Issue.Error(IssueTypes.NotFound, "ACCOUNT-NOT-FOUND", "There is no such account.", "userName")]);
            var after = Apply(before, change);
            var issues = AccountRules.Check(after, policy).Concat(change.Password is null ? [] : CheckPassword(after, change.Password)).ToList();
            if (IsAdministrator(before) && !IsAdministrator(after) && _accounts.Values.Count(IsAdministrator) == 1)
                issues.Add(Issue.Error(IssueTypes.BusinessRule, "ACCOUNT-LAST-ADMINISTRATOR", "Nobody could manage users any more.", "role"));
            return issues.Count > 0 ? new AccountOutcome(null, issues) : new AccountOutcome(await KeepAsync(after, cancellationToken), []);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends every session and token of an account at once: they are bound to the stamp that this replaces.</summary>
    /// <returns>The account as it now is; null when there is none.</returns>
    public Task<Account?> RenewStampAsync(string userName, CancellationToken cancellationToken) => RecordAsync(userName, account => account with { Stamp = NewStamp() }, cancellationToken);

    /// <summary>Takes an account its password: nothing local opens it until an administrator gives it another.</summary>
    /// <returns>The account as it now is; null when there is none.</returns>
    internal Task<Account?> EndPasswordAsync(string userName, CancellationToken cancellationToken) => RecordAsync(userName, account => account with { PasswordHash = null, Stamp = NewStamp() }, cancellationToken);

    /// <summary>Keeps what signing in changes (failures, lock-out, last sign-in, a stronger hash), on the account as it is now.</summary>
    internal async Task<Account?> RecordAsync(string userName, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Find(userName) is { } account ? await KeepAsync(change(account), cancellationToken) : null;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes as long as <see cref="RecordAsync"/> does for an account that exists: the time of an answer must not tell whether one does.</summary>
    internal async Task RecordDecoyAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _table.PutAsync("account-decoy", "-", RandomNumberGenerator.GetBytes(400), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private static bool IsAdministrator(Account account) => account is { Role: Roles.Administrator, IsDisabled: false };

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private IReadOnlyList<Issue> CheckPassword(Account account, string? password)
    {
        if (password is null)
            return [AccountRules.Problem("PASSWORD-MISSING", "A password is required.", "password")];
        var issues = PasswordPolicy.Check(password, account.UserName, account.Display);
        return issues.Count == 0 && _breached is not null ? _breached.Check(UnicodeComposition.Compose(password)) : issues;
    }

    private string? HashOf(string? password) => password is null ? null : _passwords.Hash(password);

    private Account Apply(Account before, AccountChange change)
    {
        var after = before with
        {
            Display = change.Display?.Trim() ?? before.Display,
            Role = change.Role ?? before.Role,
            Site = change.Site is null ? before.Site : Empty(change.Site),
            Department = change.Department is null ? before.Department : Empty(change.Department),
            IsDisabled = change.Disabled ?? before.IsDisabled,
        };
        if (change.Password is { } password && password.Length <= PasswordPolicy.MaxLength)
            after = after with { PasswordHash = HashOf(password), LockOut = LockOut.None };
        return after with { Display = before.Display } == before ? after : after with { Stamp = NewStamp() };
    }

    private async Task<Account> KeepAsync(Account account, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, account.UserName, JsonSerializer.SerializeToUtf8Bytes(account, AccountJson.Default.Account), cancellationToken);
        return _accounts[account.UserName] = account;
    }
}
