using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Host;

/// <summary>An open store and everything that stands on it: what both the server and the command line are made from.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    private Clinic(IRecordStore store, TimeProvider clock)
    {
        Store = store;
        Policies = new PolicyInForceSource(store.Private);
        var passwords = new Passwords();
        Accounts = new AccountRegister(store.Private, passwords, clock);
        Authenticator = new Authenticator(Accounts, passwords, clock);
        Setup = new TenantSetup(store.Private, Accounts, clock);
        Gateway = new RecordGateway(store, Policies, clock);
        Clock = clock;
    }

    internal IRecordStore Store { get; }

    internal PolicyInForceSource Policies { get; }

    internal AccountRegister Accounts { get; }

    internal Authenticator Authenticator { get; }

    internal TenantSetup Setup { get; }

    internal RecordGateway Gateway { get; }

    internal TimeProvider Clock { get; }

    internal AccessTokens Tokens { get; private set; } = null!;

    internal AuditCheckpoints Checkpoints { get; private set; } = null!;

    internal static async Task<Clinic> OpenAsync(IRecordStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var clinic = new Clinic(store, clock);
        clinic.Tokens = await AccessTokens.OpenAsync(store.Private, store.Tenant, clinic.Accounts, clock, cancellationToken).ConfigureAwait(false);
        clinic.Checkpoints = await AuditCheckpoints.OpenAsync(store, clock, cancellationToken).ConfigureAwait(false);
        return clinic;
    }

    public async ValueTask DisposeAsync()
    {
        Authenticator.Dispose();
        Setup.Dispose();
        Accounts.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Keeps the policy in force; loaded at start and whenever a new one is stored.</summary>
internal sealed class PolicyInForceSource(IPrivateTable table) : IPolicySource
{
    private volatile PolicyInForce _inForce = PolicyLibrary.Load(table);

    public AccessPolicy Current => _inForce.Policy;

    /// <summary>Why a stored policy could not be taken, or nothing.</summary>
    internal IReadOnlyList<Kernel.Issue> Issues => _inForce.Issues;

    internal void Reload() => _inForce = PolicyLibrary.Load(table);
}
