using Carewright.Administration;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Host;

/// <summary>An open store and everything that stands on it: what both the server and the command line are made from.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    private Clinic(AdministrationParts parts)
    {
        Parts = parts;
        Gateway = new RecordGateway(parts.Store, new PolicyOfStore(parts.Policy), parts.Time);
    }

    internal AdministrationParts Parts { get; }

    internal RecordGateway Gateway { get; }

    internal IRecordStore Store => Parts.Store;

    internal TimeProvider Clock => Parts.Time;

    /// <summary>A clinic over an open store, which it closes at its end.</summary>
    internal static async Task<Clinic> OpenAsync(IRecordStore store, TimeProvider clock, CancellationToken cancellationToken) =>
        new(await AdministrationParts.OpenAsync(store, clock, null, cancellationToken).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        Parts.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>The policy in force, as it was when the store was opened.</summary>
internal sealed class PolicyOfStore(PolicyInForce inForce) : IPolicySource
{
    public AccessPolicy Current => inForce.Policy;
}
