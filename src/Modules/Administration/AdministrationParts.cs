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
    private AdministrationParts(IRecordStore store, TimeProvider time, Passwords passwords, BreachedPasswords? breached)
    {
        (Store, Time) = (store, time);
        Policies = PolicyShelf.Of(store, time);
        Accounts = new AccountRegister(store.Private, passwords, time, breached);
        Passwords = passwords;
        SignIn = new SignInPolicyInForce(store.Private);
        Factors = new FactorRegister(store.Private);
        Demands = new FactorDemands(SignIn, Factors, time);
        Challenges = new SignInChallenges(time);
        FactorReset = new FactorReset(Factors, Accounts, passwords, time);
        Directories = new DirectoryRegister(store.Private);
        Links = new DirectoryLinks(store.Private, Accounts);
        Authenticator = new Authenticator(Accounts, passwords, Demands, Challenges, time, Links);
        Setup = new TenantSetup(store.Private, Accounts, time);
    }

    /// <summary>The open store.</summary>
    public IRecordStore Store { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The policies, with the one in force: ask for it each time.</summary>
    public PolicyShelf Policies { get; }

    /// <summary>Accounts.</summary>
    public AccountRegister Accounts { get; }

    /// <summary>How passwords are hashed.</summary>
    public Passwords Passwords { get; }

    /// <summary>Who needs a second factor, and what else the clinic says of signing in.</summary>
    public SignInPolicyInForce SignIn { get; }

    /// <summary>Second factors.</summary>
    public FactorRegister Factors { get; }

    /// <summary>What an account must prove or set up.</summary>
    public FactorDemands Demands { get; }

    /// <summary>Help for whoever has lost their second factors.</summary>
    public FactorReset FactorReset { get; }

    /// <summary>Sign-ins between their steps.</summary>
    public SignInChallenges Challenges { get; }

    /// <summary>The clinic's directories.</summary>
    public DirectoryRegister Directories { get; }

    /// <summary>Which accounts a directory vouches for.</summary>
    public DirectoryLinks Links { get; }

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
    /// <param name="breached">Passwords known from breaches; null: no list.</param>
    /// <param name="folder">Where the store lies, absolute; empty when it has no folder.</param>
    public static async Task<AdministrationParts> OpenAsync(IRecordStore store, TimeProvider time, Passwords? passwords, CancellationToken cancellationToken, BreachedPasswords? breached = null, string folder = "")
    {
        var parts = new AdministrationParts(store, time, passwords ?? new Passwords(), breached) { Folder = new StoreFolderName(folder) };
        parts.Tokens = await AccessTokens.OpenAsync(store.Private, store.Tenant, parts.Accounts, time, cancellationToken);
        parts.Checkpoints = await AuditCheckpoints.OpenAsync(store, time, cancellationToken);
        return parts;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Policies.Dispose();
        Tokens.Dispose();
        Setup.Dispose();
        Authenticator.Dispose();
        Links.Dispose();
        Directories.Dispose();
        Factors.Dispose();
        Accounts.Dispose();
    }
}
