using Carewright.Audit;
using Carewright.BulkData.Ehi;
using Carewright.Gateway.Importing;
using Carewright.Security;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;

namespace Carewright.Host.Consoles;

/// <summary>
/// What the command line can do with a clinic's store, whether this process holds it or a running server does. Every act is audited as the actor <c>console</c>.
/// Refusals are <see cref="ConsoleException"/>s with a sentence for the person at the keyboard.
/// </summary>
internal interface IClinicConsole : IAsyncDisposable
{
    /// <summary>Makes the tenant and its first administrator.</summary>
    /// <param name="draft">What to make.</param>
    /// <param name="isDemonstration">Whether nobody is to be asked for a second factor (<see cref="SignInPolicy.OfDemonstration"/>).</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task InitAsync(TenantDraft draft, bool isDemonstration, CancellationToken cancellationToken);

    /// <summary>Adds an account.</summary>
    Task AddUserAsync(AccountDraft draft, CancellationToken cancellationToken);

    /// <summary>Forgets the second factors of an account; the code with which its person sets up new ones.</summary>
    Task<string> ResetFactorsAsync(string userName, CancellationToken cancellationToken);

    /// <summary>A short-lived access token of an account.</summary>
    Task<string> IssueTokenAsync(string userName, CancellationToken cancellationToken);

    /// <summary>Imports one batch; one outcome per resource.</summary>
    Task<IReadOnlyList<ImportOutcome>> ImportAsync(IReadOnlyList<ImportItem> batch, CancellationToken cancellationToken);

    /// <summary>Proves the audit log whole: how many records, and the first broken one, if any.</summary>
    /// <param name="against">Lines of a second place, as they were written there; empty to compare with the store's own checkpoints alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<AuditProof> VerifyAuditAsync(IReadOnlyList<string> against, CancellationToken cancellationToken);

    /// <summary>Takes a FHIR package; lines for the person at the keyboard: what it brings, and what it needs and is missing.</summary>
    Task<IReadOnlyList<string>> AddPackageAsync(ReadOnlyMemory<byte> archive, CancellationToken cancellationToken);

    /// <summary>One line per package.</summary>
    Task<IReadOnlyList<string>> ListPackagesAsync(CancellationToken cancellationToken);

    /// <summary>Removes a package by <c>name</c> or <c>name#version</c>.</summary>
    Task RemovePackageAsync(string package, CancellationToken cancellationToken);

    /// <summary>Chooses what becomes of a profile: <c>enforced</c>, <c>warned</c>, <c>off</c>, or <c>default</c>.</summary>
    Task ChooseProfileAsync(string canonical, string choice, CancellationToken cancellationToken);

    /// <summary>One line per search parameter beyond those of R4: how far its index is, and what brings it.</summary>
    Task<IReadOnlyList<string>> ListSearchParametersAsync(CancellationToken cancellationToken);

    /// <summary>Switches a package's search parameter on or off.</summary>
    Task SwitchSearchParameterAsync(string canonical, bool isOn, CancellationToken cancellationToken);

    /// <summary>Has the search entries of some types, or of all when none is named, made anew.</summary>
    Task ReindexAsync(IReadOnlyList<string> types, CancellationToken cancellationToken);

    /// <summary>How far the indexing in the background is.</summary>
    Task<IndexingWork> IndexingAsync(CancellationToken cancellationToken);

    /// <summary>One line for each partner that sends messages.</summary>
    Task<IReadOnlyList<string>> ListPartnersAsync(CancellationToken cancellationToken);

    /// <summary>A partner as a file.</summary>
    /// <exception cref="ConsoleException">There is none of the id.</exception>
    Task<string> ShowPartnerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes or replaces the partner of a file.</summary>
    /// <exception cref="ConsoleException">The file has errors; the message says which.</exception>
    Task SetPartnerAsync(string file, CancellationToken cancellationToken);

    /// <summary>Takes a partner out; its messages stay in the log.</summary>
    /// <exception cref="ConsoleException">There is none of the id.</exception>
    Task RemovePartnerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Loads a laboratory's catalogue of tests; lines for the person at the keyboard.</summary>
    /// <param name="laboratory">Logical id of its Organization.</param>
    /// <param name="tests">Text of the file of tests.</param>
    /// <param name="questions">Text of the file of questions, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConsoleException">The files have faults; the message has a line for each.</exception>
    Task<IReadOnlyList<string>> LoadCatalogueAsync(string laboratory, string tests, string? questions, CancellationToken cancellationToken);

    /// <summary>Puts on record what the command line does by itself, on files beside the store: one of <see cref="ConsoleActs.All"/>.</summary>
    /// <param name="interaction">What is done.</param>
    /// <param name="about">With what, or what became of it; null when that is clear.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConsoleException">There is no such act.</exception>
    Task RecordAsync(string interaction, string? about, CancellationToken cancellationToken);

    /// <summary>Writes one patient's record, or everyone's when none is named, in clear to a folder or a ZIP file.</summary>
    Task<EhiSummary> ExportEhiAsync(string target, string? patientId, CancellationToken cancellationToken);

    /// <summary>Takes the tenant key as it is wrapped from now on: by a passphrase or key in the place of the one before, or by a recovery kit.</summary>
    /// <param name="wrapped">It.</param>
    /// <param name="proof">Shows that it is the one in force that was wrapped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task RewrapAsync(WrappedTenantKey wrapped, byte[] proof, CancellationToken cancellationToken);

    /// <summary>Puts a new tenant key in force; what is under the one before follows in the background.</summary>
    Task RotateTenantKeyAsync(TenantKeyHandover handover, CancellationToken cancellationToken);

    /// <summary>Gives one patient, or everybody and what is shared, new data keys; the versions follow in the background.</summary>
    Task RotateDataKeysAsync(string? patientId, CancellationToken cancellationToken);

    /// <summary>How far a rotation of keys is.</summary>
    Task<KeyWork> KeyRotationAsync(CancellationToken cancellationToken);

    /// <summary>The clinic's name, for people.</summary>
    Task<string> ClinicNameAsync(CancellationToken cancellationToken);

    /// <summary>Adds what is new to a sealed backup set, with the loaded code systems and packages.</summary>
    Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken);
}

/// <summary>The result of verifying the audit log.</summary>
/// <param name="Records">Records read.</param>
/// <param name="FirstBroken">Sequence number of the first record that does not fit the chain; null when all do.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
/// <param name="IsShortened">True when what is wrong is that the end of the log is missing.</param>
/// <param name="Known">What else is known, as sentences.</param>
/// <param name="Lost">A version that the log, being whole, says was written and that the store does not have; null when there is none.</param>
internal sealed record AuditProof(long Records, long? FirstBroken, string? Fault, bool IsShortened, IReadOnlyList<string> Known, LostVersion? Lost);
