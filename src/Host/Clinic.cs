using Carewright.Administration;
using Carewright.Conformance;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Host;

/// <summary>An open store and everything that stands on it: what both the server and the command line are made from.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    private Clinic(AdministrationParts parts, DirectoryInfo? folder)
    {
        Parts = parts;
        Conformance = new ConformanceLibrary(folder is null ? null : new DirectoryInfo(Path.Combine(folder.FullName, ConformanceLibrary.FolderName)), parts.Store.Private);
        Gateway = new RecordGateway(parts.Store, new PolicyOfStore(parts.Policy), parts.Time, Conformance);
    }

    internal AdministrationParts Parts { get; }

    internal RecordGateway Gateway { get; }

    internal ConformanceLibrary Conformance { get; }

    internal IRecordStore Store => Parts.Store;

    internal TimeProvider Clock => Parts.Time;

    /// <summary>A clinic over an open store, which it closes at its end.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The store's folder, in which packages are; null when it has none.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    internal static async Task<Clinic> OpenAsync(IRecordStore store, DirectoryInfo? folder, TimeProvider clock, CancellationToken cancellationToken) =>
        new(await AdministrationParts.OpenAsync(store, clock, null, cancellationToken).ConfigureAwait(false), folder);

    public async ValueTask DisposeAsync()
    {
        Parts.Dispose();
        Conformance.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>The policy in force, as it was when the store was opened.</summary>
internal sealed class PolicyOfStore(PolicyInForce inForce) : IPolicySource
{
    public AccessPolicy Current => inForce.Policy;
}
