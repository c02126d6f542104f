using Carewright.Audit;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Administration;

/// <summary>
/// What stands on an open store and exists once in a process: the policy in force, accounts, sign-in, set-up, tokens and the audit chain's checkpoints.
/// The host opens them, hands them to <see cref="AdministrationModule.AddAdministration"/>, and may use them itself: the command line's console works on the same accounts as the doors.
/// </summary>
public sealed class AdministrationParts : IDisposable
{
    private AdministrationParts(IRecordStore store, TimeProvider time, Passwords passwords)
    {
        (Store, Time) = (store, time);
        Policy = PolicyLibrary.InForce(store);
        Accounts = new AccountRegister(store.Private, passwords, time);
        Authenticator = new Authenticator(Accounts, passwords, time);
        Setup = new TenantSetup(store.Private, Accounts, time);
    }

    /// <summary>The open store.</summary>
    public IRecordStore Store { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The policy in force, as it was when the store was opened.</summary>
    public PolicyInForce Policy { get; }

    /// <summary>Accounts.</summary>
    public AccountRegister Accounts { get; }

    /// <summary>Sign-in.</summary>
    public Authenticator Authenticator { get; }

    /// <summary>The tenant, or its making.</summary>
    public TenantSetup Setup { get; }

    /// <summary>Access tokens.</summary>
    public AccessTokens Tokens { get; private set; } = null!;

    /// <summary>Signed statements of the audit chain's end.</summary>
    public AuditCheckpoints Checkpoints { get; private set; } = null!;

    /// <summary>Where the store lies.</summary>
    public StoreFolderName Folder { get; init; } = new("");

    /// <summary>Opens the parts; makes and keeps the tenant's signing keys when there are none yet.</summary>
    /// <param name="store">The open store; it stays the caller's to close.</param>
    /// <param name="time">The clock.</param>
    /// <param name="passwords">How passwords are hashed; null: as they should be.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <param name="folder">Where the store lies, absolute; empty when it has no folder.</param>
    public static async Task<AdministrationParts> OpenAsync(IRecordStore store, TimeProvider time, Passwords? passwords, CancellationToken cancellationToken, string folder = "")
    {
        var parts = new AdministrationParts(store, time, passwords ?? new Passwords()) { Folder = new StoreFolderName(folder) };
        parts.Tokens = await AccessTokens.OpenAsync(store.Private, store.Tenant, parts.Accounts, time, cancellationToken);
        parts.Checkpoints = await AuditCheckpoints.OpenAsync(store, time, cancellationToken);
        return parts;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Setup.Dispose();
        Authenticator.Dispose();
        Accounts.Dispose();
    }
}
