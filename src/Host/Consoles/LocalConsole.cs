using System.Globalization;
using Carewright.Audit;
using Carewright.BulkData.Ehi;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Validation;
using Carewright.Gateway.Importing;
using Carewright.Host.Backups;
using Carewright.Kernel;
using Carewright.Laboratory.Catalogue;
using Carewright.Security;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Host.Consoles;

/// <summary>The console of a store that this process holds. The server's socket ends here as well.</summary>
/// <param name="clinic">The open store.</param>
/// <param name="ownsClinic">Whether to close it at the end.</param>
internal sealed class LocalConsole(Clinic clinic, bool ownsClinic) : IClinicConsole
{
    public async Task InitAsync(TenantDraft draft, bool isDemonstration, CancellationToken cancellationToken)
    {
        var outcome = await clinic.Parts.Setup.CreateAsync(draft, cancellationToken).ConfigureAwait(false);
        if (outcome.Status == SetupStatus.AlreadyDone)
            throw new ConsoleException($"This store has a tenant already: {clinic.Parts.Setup.Profile?.Name}.");
        if (outcome.Status != SetupStatus.Created)
            throw new ConsoleException(Sentences(outcome.Issues));
        await LogAsync("setup", draft.UserName, cancellationToken).ConfigureAwait(false);
        await clinic.Gateway.Relabeller.BeginEmptyAsync(cancellationToken).ConfigureAwait(false);
        if (!isDemonstration)
            return;
        await LogAsync("sign-in-policy", "demonstration=True", cancellationToken).ConfigureAwait(false);
        await clinic.Parts.SignIn.ChangeAsync(SignInPolicy.OfDemonstration, cancellationToken).ConfigureAwait(false);
    }

    public async Task AddUserAsync(AccountDraft draft, CancellationToken cancellationToken)
    {
        if (clinic.Parts.Setup.IsNeeded)
            throw new ConsoleException("This store has no tenant yet: run init first.");
        await LogAsync("user-create", draft.UserName, cancellationToken).ConfigureAwait(false);
        var outcome = await clinic.Parts.Accounts.CreateAsync(draft, clinic.Parts.Policies.Current, cancellationToken).ConfigureAwait(false);
        if (outcome.Account is null)
            throw new ConsoleException(Sentences(outcome.Issues));
    }

    public async Task<string> ResetFactorsAsync(string userName, CancellationToken cancellationToken)
    {
        var account = clinic.Parts.Accounts.Find(userName) ?? throw new ConsoleException($"There is no user '{userName}'.");
        await LogAsync("factor-reset", account.UserName, cancellationToken).ConfigureAwait(false);
        return (await clinic.Parts.FactorReset.ResetAsync(account.UserName, cancellationToken).ConfigureAwait(false)).Code;
    }

    public async Task<string> IssueTokenAsync(string userName, CancellationToken cancellationToken)
    {
        var account = clinic.Parts.Accounts.Find(userName) ?? throw new ConsoleException($"There is no user '{userName}'.");
        if (account.IsDisabled)
            throw new ConsoleException($"The account of '{userName}' is disabled.");
        await LogAsync("token", account.UserName, cancellationToken).ConfigureAwait(false);
        return clinic.Parts.Tokens.Issue(account);
    }

    public async Task<IReadOnlyList<ImportOutcome>> ImportAsync(IReadOnlyList<ImportItem> batch, CancellationToken cancellationToken)
    {
        var answer = await clinic.Gateway.ImportAsync(ConsoleActor.Instance, batch, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? throw new ConsoleException(Sentences(answer.Refusal.Issues)) : answer.Value.Outcomes;
    }

    public async Task<AuditProof> VerifyAuditAsync(IReadOnlyList<string> against, CancellationToken cancellationToken)
    {
        var lines = against.Where(text => !string.IsNullOrWhiteSpace(text)).Select(CheckpointLine.Parse).ToList();
        if (lines.Contains(null))
            throw new ConsoleException("A line of the file is not a checkpoint.");
        await LogAsync("audit-verify", null, cancellationToken).ConfigureAwait(false);
        return AuditProofText.Of(clinic.Parts.Checkpoints.Verify([.. lines.OfType<CheckpointLine>()], cancellationToken));
    }

    public async Task<IReadOnlyList<string>> ListPartnersAsync(CancellationToken cancellationToken)
    {
        await LogAsync("interface-partners", null, cancellationToken).ConfigureAwait(false);
        return clinic.Partners.Lines;
    }

    public async Task<string> ShowPartnerAsync(string id, CancellationToken cancellationToken)
    {
        await LogAsync("interface-partners", id, cancellationToken).ConfigureAwait(false);
        return clinic.Partners.FileOf(id) ?? throw new ConsoleException($"There is no partner '{id}'.");
    }

    public async Task SetPartnerAsync(string file, CancellationToken cancellationToken)
    {
        if (clinic.Parts.Setup.IsNeeded)
            throw new ConsoleException("This store has no tenant yet: run init first.");
        await LogAsync("interface-partner-change", "from a file", cancellationToken).ConfigureAwait(false);
        if (await clinic.Partners.PutAsync(file, cancellationToken).ConfigureAwait(false) is { Count: > 0 } issues)
            throw new ConsoleException(string.Join(Environment.NewLine, issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }

    public async Task RemovePartnerAsync(string id, CancellationToken cancellationToken)
    {
        await LogAsync("interface-partner-change", $"partner={id}&removed=true", cancellationToken).ConfigureAwait(false);
        if (!await clinic.Partners.RemoveAsync(id, cancellationToken).ConfigureAwait(false))
            throw new ConsoleException($"There is no partner '{id}'.");
    }

    public async Task<IReadOnlyList<string>> LoadCatalogueAsync(string laboratory, string tests, string? questions, CancellationToken cancellationToken)
    {
        await LogAsync("catalogue-load", $"Organization/{Uri.EscapeDataString(laboratory)}", cancellationToken).ConfigureAwait(false);
        var answer = await new CatalogueLoader(clinic.Gateway).LoadAsync(ConsoleActor.Instance, laboratory, tests, questions, cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            throw new ConsoleException(string.Join(Environment.NewLine, answer.Refusal.Issues.Select(issue => issue.Location is null ? issue.Message : $"{issue.Location}: {issue.Message}")));
        var load = answer.Value;
        return [string.Create(CultureInfo.InvariantCulture, $"{load.Added} added, {load.Changed} changed, {load.Retired} retired, {load.Unchanged} as they were.")];
    }

    public Task RecordAsync(string interaction, string? about, CancellationToken cancellationToken) =>
        ConsoleActs.All.Contains(interaction) ? LogAsync(interaction, about, cancellationToken) : throw new ConsoleException($"'{interaction}' is nothing that the console records.");

    public async Task<EhiSummary> ExportEhiAsync(string target, string? patientId, CancellationToken cancellationToken)
    {
        var export = new EhiExport(clinic.Gateway, clinic.Store, clinic.Parts.Policies);
        var answer = await export.WriteToAsync(ConsoleActor.RecordsOfficer, patientId, target, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? throw new ConsoleException(Sentences(answer.Refusal.Issues)) : answer.Value;
    }

    public async Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken)
    {
        await LogAsync("backup", null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ClinicBackup.WriteAsync(clinic, clinic.Data, set, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException fault)
        {
            throw new ConsoleException(fault.Message);
        }
    }

    public async Task RewrapAsync(WrappedTenantKey wrapped, byte[] proof, CancellationToken cancellationToken)
    {
        await LogAsync(wrapped.Provider == PassphraseKeyProvider.RecoveryName ? "recovery-kit" : "key-change", wrapped.Provider, cancellationToken).ConfigureAwait(false);
        await RotatingAsync(() => clinic.Store.RewrapAsync(wrapped, proof, cancellationToken)).ConfigureAwait(false);
    }

    public async Task RotateTenantKeyAsync(TenantKeyHandover handover, CancellationToken cancellationToken)
    {
        await LogAsync("key-rotate", handover.Recovery is null ? "tenant" : "tenant kit", cancellationToken).ConfigureAwait(false);
        await RotatingAsync(() => clinic.Store.RotateTenantKeyAsync(handover, cancellationToken)).ConfigureAwait(false);
    }

    public async Task RotateDataKeysAsync(string? patientId, CancellationToken cancellationToken)
    {
        await LogAsync("key-rotate", patientId is null ? "patients" : $"Patient/{patientId}", cancellationToken).ConfigureAwait(false);
        if (!await clinic.Store.RotateDataKeysAsync(patientId, cancellationToken).ConfigureAwait(false))
            throw new ConsoleException($"There is no patient '{patientId}'.");
    }

    public Task<KeyWork> KeyRotationAsync(CancellationToken cancellationToken) => Task.FromResult(KeyWork.Of(clinic.Store.KeyRotation() ?? clinic.Messages.KeyRenewal()));

    public Task<string> ClinicNameAsync(CancellationToken cancellationToken) => Task.FromResult(clinic.Parts.Setup.Profile?.Name ?? "this clinic");

    public async Task<IReadOnlyList<string>> AddPackageAsync(ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        await LogAsync("package-add", null, cancellationToken).ConfigureAwait(false);
        var outcome = await clinic.Conformance.AddAsync(archive, cancellationToken).ConfigureAwait(false);
        return outcome.Package is { } package
            ? [$"{package}: {PackageText.Contents(package)}", .. outcome.Issues.Select(issue => "warning: " + issue.Message)]
            : throw new ConsoleException(Sentences(outcome.Issues));
    }

    public async Task<IReadOnlyList<string>> ListPackagesAsync(CancellationToken cancellationToken)
    {
        await LogAsync("package-list", null, cancellationToken).ConfigureAwait(false);
        return PackageText.Listing(clinic.Conformance);
    }

    public async Task RemovePackageAsync(string package, CancellationToken cancellationToken)
    {
        await LogAsync("package-remove", package, cancellationToken).ConfigureAwait(false);
        var parts = package.Split('#', '@');
        if (await clinic.Conformance.RemoveAsync(parts[0], parts.Length > 1 ? parts[1] : null, cancellationToken).ConfigureAwait(false) is null)
            throw new ConsoleException($"There is no package '{package}', or several versions of it: name one as NAME#VERSION.");
    }

    public async Task ChooseProfileAsync(string canonical, string choice, CancellationToken cancellationToken)
    {
        await LogAsync("profile-choice", $"{canonical} {choice}", cancellationToken).ConfigureAwait(false);
        if (!await clinic.Conformance.ChooseAsync(canonical, choice == "default" ? null : Enum.Parse<ProfileStance>(choice, ignoreCase: true), cancellationToken).ConfigureAwait(false))
            throw new ConsoleException($"There is no profile '{canonical}' in the packages.");
    }

    public async Task<IReadOnlyList<string>> ListSearchParametersAsync(CancellationToken cancellationToken)
    {
        await LogAsync("search-parameter-list", null, cancellationToken).ConfigureAwait(false);
        return SearchParameterText.Listing(clinic.Conformance);
    }

    public async Task SwitchSearchParameterAsync(string canonical, bool isOn, CancellationToken cancellationToken)
    {
        await LogAsync("search-parameter-choice", $"{canonical} {(isOn ? "on" : "off")}", cancellationToken).ConfigureAwait(false);
        if (!await clinic.Conformance.SwitchSearchParameterAsync(canonical, isOn, cancellationToken).ConfigureAwait(false))
            throw new ConsoleException($"No package brings a search parameter '{canonical}'. One of the clinic's own is retired in the record.");
    }

    public async Task ReindexAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if (types.FirstOrDefault(type => FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false }) is { } unknown)
            throw new ConsoleException($"'{unknown}' is not a resource type of FHIR R4.");
        await LogAsync("reindex", string.Join(' ', types), cancellationToken).ConfigureAwait(false);
        await clinic.Store.Parameters.ReindexAsync(types.Count == 0 ? null : types, cancellationToken).ConfigureAwait(false);
    }

    public Task<IndexingWork> IndexingAsync(CancellationToken cancellationToken) => Task.FromResult(IndexingWork.Of(clinic.Store.Parameters.Indexing()));

    public ValueTask DisposeAsync() => ownsClinic ? clinic.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task RotatingAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (KeyRotationException refused)
        {
            throw new ConsoleException(refused.Message);
        }
    }

    private async Task LogAsync(string interaction, string? about, CancellationToken cancellationToken)
    {
        if (await clinic.Gateway.RecordAsync(ConsoleActor.Instance, interaction, null, 200, cancellationToken, about).ConfigureAwait(false) is { } refusal)
            throw new ConsoleException(Sentences(refusal.Issues));
    }

    private static string Sentences(IEnumerable<Issue> issues) => string.Join(" ", issues.Select(issue => issue.Location is null ? issue.Message : $"{issue.Location}: {issue.Message}"));
}
