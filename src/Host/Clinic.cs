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
        Policy = PolicyLibrary.Load(store.Private);
        Passwords = new Passwords();
        Accounts = new AccountRegister(store.Private, Passwords, clock);
        Authenticator = new Authenticator(Accounts, Passwords, clock);
        Setup = new TenantSetup(store.Private, Accounts, clock);
        Gateway = new RecordGateway(store, new PolicyOfStore(Policy), clock);
        Clock = clock;
    }

    internal IRecordStore Store { get; }

    internal PolicyInForce Policy { get; }

    internal Passwords Passwords { get; }

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

/// <summary>The policy in force, as it was when the store was opened.</summary>
internal sealed class PolicyOfStore(PolicyInForce inForce) : IPolicySource
{
    public AccessPolicy Current => inForce.Policy;
}
