using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>What is known of the tenant as a whole.</summary>
/// <param name="Name">The clinic's name, for people.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record TenantProfile(string Name, DateTimeOffset CreatedAt);

/// <summary>What is needed to make a tenant.</summary>
/// <param name="TenantName">The clinic's name, for people.</param>
/// <param name="UserName">First administrator.</param>
/// <param name="Display">Their name for people.</param>
/// <param name="Password">As typed.</param>
public sealed record TenantDraft(string TenantName, string UserName, string Display, string Password);

/// <summary>How making a tenant ended.</summary>
public enum SetupStatus
{
    /// <summary>The tenant and its first administrator are there.</summary>
    Created,

    /// <summary>The one-time code is wrong, used up, or was never given out.</summary>
    BadCode,

    /// <summary>There is a tenant already.</summary>
    AlreadyDone,

    /// <summary>A name or the password is not acceptable.</summary>
    Invalid,
}

/// <summary>The outcome of making a tenant.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Administrator">The first administrator; null unless created.</param>
/// <param name="Issues">What is wrong with the input.</param>
public sealed record SetupOutcome(SetupStatus Status, Account? Administrator, IReadOnlyList<Issue> Issues);

/// <summary>
/// The first start: an empty store gets its tenant and first administrator, from the browser with a one-time code that only the console shows, or from the command line, which has the
/// store's passphrase and needs no code. Safe to call from many threads.
/// </summary>
public sealed class TenantSetup : IDisposable
{
    private const string Kind = "tenant";
    private const string Key = "profile";
    private const int MaxAttempts = 5;
    private const string CodeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private readonly IPrivateTable _table;
    private readonly AccountRegister _accounts;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private byte[]? _codeHash;
    private int _attempts;

    /// <summary>Setup of a store.</summary>
    public TenantSetup(IPrivateTable table, AccountRegister accounts, TimeProvider time)
    {
        (_table, _accounts, _time) = (table, accounts, time);
        if (table.Get(Kind, Key) is { } json)
            Profile = JsonSerializer.Deserialize(json, TenantJson.Default.TenantProfile);
    }

    /// <summary>The tenant; null until it is made.</summary>
    public TenantProfile? Profile { get; private set; }

    /// <summary>True until the tenant is made.</summary>
    public bool IsNeeded => Profile is null;

    /// <summary>
    /// A new one-time code, for the host to show on its console and nowhere else. A code given out before is void. 60 bits, in three groups that are easy to type; it dies after five
    /// wrong attempts and with the process.
    /// </summary>
    public string NewCode()
    {
        var code = string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(CodeLetters, 4)));
        (_codeHash, _attempts) = (HashOf(code), 0);
        return code;
    }

    /// <summary>Makes the tenant for whoever holds the code.</summary>
    public async Task<SetupOutcome> CompleteAsync(string code, TenantDraft draft, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!IsNeeded)
                return new SetupOutcome(SetupStatus.AlreadyDone, null, []);
            if (!TakeCode(code))
                return new SetupOutcome(SetupStatus.BadCode, null, []);
            return await CreateLockedAsync(draft, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Makes the tenant for whoever opened the store: the command line.</summary>
    public async Task<SetupOutcome> CreateAsync(TenantDraft draft, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return IsNeeded ? await CreateLockedAsync(draft, cancellationToken) : new SetupOutcome(SetupStatus.AlreadyDone, null, []);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));

    private bool TakeCode(string code)
    {
        if (_codeHash is not { } expected)
            return false;
        if (CryptographicOperations.FixedTimeEquals(expected, HashOf(code)))
            return true;
        if (++_attempts >= MaxAttempts)
            _codeHash = null;
        return false;
    }

    private async Task<SetupOutcome> CreateLockedAsync(TenantDraft draft, CancellationToken cancellationToken)
    {
        var name = draft.TenantName.Trim();
        var issues = new List<Issue>();
        if (name.Length is 0 or > 120 || name.Any(char.IsControl))
            issues.Add(AccountRules.Problem("TENANT-NAME", "A clinic's name is 1 to 120 characters.", "tenant"));
        issues.AddRange(PasswordPolicy.Check(draft.Password, name));
        if (issues.Count > 0)
            return new SetupOutcome(SetupStatus.Invalid, null, issues);
        var account = new AccountDraft(draft.UserName, draft.Display, Roles.Administrator, null, null, null, draft.Password);
        var outcome = await _accounts.CreateAsync(account, PolicyLibrary.Embedded, cancellationToken);
        // A crash between account and profile left an administrator without a tenant: setup goes on from there.
        if (outcome.Account is null && !outcome.Issues.All(issue => issue.Code == "ACCOUNT-EXISTS"))
            return new SetupOutcome(SetupStatus.Invalid, null, outcome.Issues);
        return await KeepAsync(name, outcome.Account, draft, cancellationToken);
    }

    private async Task<SetupOutcome> KeepAsync(string name, Account? administrator, TenantDraft draft, CancellationToken cancellationToken)
    {
        if (administrator is null)
        {
            var change = new AccountChange(draft.Display, Roles.Administrator, Disabled: false, Password: draft.Password);
            var outcome = await _accounts.ChangeAsync(draft.UserName, change, PolicyLibrary.Embedded, cancellationToken);
            if ((administrator = outcome.Account) is null)
                return new SetupOutcome(SetupStatus.Invalid, null, outcome.Issues);
        }
        var profile = new TenantProfile(name, _time.GetUtcNow());
        await _table.PutAsync(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(profile, TenantJson.Default.TenantProfile), cancellationToken);
        (Profile, _codeHash) = (profile, null);
        return new SetupOutcome(SetupStatus.Created, administrator, []);
    }
}

[JsonSerializable(typeof(TenantProfile))]
internal sealed partial class TenantJson : JsonSerializerContext;
