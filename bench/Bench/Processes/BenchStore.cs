using Carewright.Host;
using Carewright.Host.Consoles;
using Carewright.Storage.Sealing;

namespace Carewright.Bench.Processes;

/// <summary>The store of the bench. Nothing but generated people is ever kept in it, so that its passphrase may stand here.</summary>
internal static class BenchStore
{
    public const string Passphrase = "carewright bench store";

    public static Task<Clinic> OpenAsync(string folder, bool mayCreate) =>
        StoreFolder.OpenAsync(new DirectoryInfo(folder), new PassphraseKeyProvider(Passphrase), mayCreate, TimeProvider.System, CancellationToken.None);
}
