using Carewright.Administration;
using Carewright.Conformance;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Interfaces.Partners;
using Carewright.Security;
using Carewright.Storage.Sqlite;
using Carewright.Storage.Sqlite.Queueing;
using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology;
using Carewright.Terminology.Sources;

namespace Carewright.Host;

/// <summary>An open store and everything that stands on it: what both the server and the command line are made from.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    private readonly SqliteTermStore _terms;

    private Clinic(AdministrationParts parts, DirectoryInfo folder, SqliteMessageLog messages)
    {
        Parts = parts;
        Data = folder;
        Messages = messages;
        TerminologyFiles = TerminologyFolder(folder);
        _terms = new SqliteTermStore(TerminologyFiles, parts.Time);
        Conformance = new ConformanceLibrary(new DirectoryInfo(Path.Combine(folder.FullName, ConformanceLibrary.FolderName)), parts.Store.Private);
        Terminology = new TerminologyService(new TerminologySources([Conformance], _terms), parts.Time);
        Conformance.Attach(Terminology, Terminology.Forget);
        Partners = new PartnerRegister(parts.Store.Private, parts.Accounts, parts.Policies);
        Gateway = new RecordGateway(parts.Store, new PolicyOfShelf(parts.Policies), parts.Time, Terminology, Conformance, messages);
    }

    /// <summary>The data folder.</summary>
    internal DirectoryInfo Data { get; }

    internal AdministrationParts Parts { get; }

    internal RecordGateway Gateway { get; }

    /// <summary>Codes: what ships, what packages hold, and what was loaded into the data folder.</summary>
    internal TerminologyService Terminology { get; }

    /// <summary>Where loaded code systems are kept.</summary>
    internal DirectoryInfo TerminologyFiles { get; }

    /// <summary>FHIR packages and the choice of profiles.</summary>
    internal ConformanceLibrary Conformance { get; }

    /// <summary>Partners that send messages.</summary>
    internal PartnerRegister Partners { get; }

    /// <summary>The log of partners' messages.</summary>
    internal SqliteMessageLog Messages { get; }

    internal SqliteRecordStore Store => (SqliteRecordStore)Parts.Store;

    internal TimeProvider Clock => Parts.Time;

    /// <summary>A clinic over an open store, which it closes at its end.</summary>
    /// <param name="store">The record.</param>
    /// <param name="folder">The data folder it is in.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    internal static async Task<Clinic> OpenAsync(SqliteRecordStore store, DirectoryInfo folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var breached = new BreachedPasswords(new FileInfo(Path.Combine(folder.FullName, BreachedPasswords.FileName)));
        var parts = await AdministrationParts.OpenAsync(store, clock, null, cancellationToken, breached, folder.FullName).ConfigureAwait(false);
        var clinic = new Clinic(parts, folder, await SqliteMessageLog.OpenAsync(folder, store, clock, cancellationToken).ConfigureAwait(false));
        await clinic.Conformance.FollowAsync(store, cancellationToken).ConfigureAwait(false);
        return clinic;
    }

    /// <summary>Name of the folder of loaded code systems.</summary>
    internal const string TerminologyFolderName = "terminology";

    /// <summary>Where a data folder keeps loaded code systems.</summary>
    internal static DirectoryInfo TerminologyFolder(DirectoryInfo data) => new(Path.Combine(data.FullName, TerminologyFolderName));

    public async ValueTask DisposeAsync()
    {
        _terms.Dispose();
        Partners.Dispose();
        Parts.Dispose();
        Conformance.Dispose();
        await Messages.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }
}
