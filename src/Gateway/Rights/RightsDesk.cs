using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Gateway.Emergencies;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>What the rooms of patients' rights share: who may, refusing on record, and keeping a record together with its audit record.</summary>
internal sealed class RightsDesk(IRecordStore store, IPolicySource policies, Scribe scribe, TimeProvider clock)
{
    /// <summary>The policy's operation of whoever answers for privacy: holds, decisions, accountings, proxies, the registers.</summary>
    internal const string Privacy = "privacy";

    /// <summary>The policy's operation of whoever takes a patient's wish in, or records a denial or a disclosure of their own.</summary>
    internal const string Intake = "privacy-intake";

    internal const int LeastText = 10;
    internal const int MostText = 4000;

    internal IRecordStore Store => store;

    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The day in the server's time zone.</summary>
    internal DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, clock.LocalTimeZone).DateTime);

    internal bool May(Actor actor, string operation) => policies.Current.MayOperate(actor, operation);

    internal bool MayTakeIn(Actor actor) => May(actor, Privacy) || May(actor, Intake);

    internal static bool IsText(string text) => text.Trim().Length is >= LeastText and <= MostText;

    internal string NewId() => Guid.CreateVersion7(Now).ToString("N");

    internal ValueTask<Refusal> ForbidAsync(Actor actor, Deed deed, string operation, CancellationToken cancellationToken) =>
        scribe.RefuseAsync(actor, deed, Refusals.Forbidden(operation), $"operation {operation}", cancellationToken);

    internal ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, CancellationToken cancellationToken) =>
        scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken);

    internal ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, StoredVersion row, CancellationToken cancellationToken) =>
        scribe.RefuseAsync(actor, deed, refusal, "rights", row, cancellationToken);

    /// <summary>Commits a record with its audit record, and what is written of it into the chart; then it holds.</summary>
    internal async ValueTask<Answer<T>> KeepAsync<T>(Actor actor, Deed deed, int status, RecordShelf<T> shelf, T record, string? patient, CancellationToken cancellationToken, IReadOnlyList<VersionDraft>? versions = null)
        where T : class
    {
        string[] patients = patient is null ? [] : [patient];
        string[] written = [.. (versions ?? []).Select(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}")];
        var audit = scribe.Draft(actor, deed, AuditOutcome.Success, status, written, patients, "rights");
        var result = await store.CommitAsync(new CommitRequest(versions ?? [], [audit], []) { Private = [shelf.Draft(record)] }, cancellationToken).ConfigureAwait(false);
        if (result.Status != CommitStatus.Committed)
            return Refusals.Busy;
        shelf.Take(record);
        return record;
    }

    /// <summary>Commits what a refusal changes with the record of it; false: nothing was kept.</summary>
    internal async ValueTask<bool> FailAsync<T>(Actor actor, Deed deed, RecordShelf<T> shelf, T record, string patient, CancellationToken cancellationToken)
        where T : class
    {
        var audit = scribe.Draft(actor, deed, AuditOutcome.Refused, 422, [], [patient], "rights");
        var result = await store.CommitAsync(new CommitRequest([], [audit], []) { Private = [shelf.Draft(record)] }, cancellationToken).ConfigureAwait(false);
        if (result.Status == CommitStatus.Committed)
            shelf.Take(record);
        return result.Status == CommitStatus.Committed;
    }

    /// <summary>Commits settings with their audit record; false: nothing was kept.</summary>
    internal async ValueTask<bool> KeepSettingAsync(Actor actor, Deed deed, IReadOnlyList<PrivateDraft> settings, CancellationToken cancellationToken)
    {
        var audit = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], [], "rights");
        return (await store.CommitAsync(new CommitRequest([], [audit], []) { Private = settings }, cancellationToken).ConfigureAwait(false)).Status == CommitStatus.Committed;
    }

    /// <summary>Puts a look at a register on record; false: nothing may be shown.</summary>
    internal ValueTask<bool> ShowAsync(Actor actor, Deed deed, IEnumerable<string?> patients, CancellationToken cancellationToken, IReadOnlyList<string>? resources = null) =>
        scribe.RecordAsync(scribe.Draft(actor, deed, AuditOutcome.Success, 200, resources ?? [], [.. patients.OfType<string>().Distinct(StringComparer.Ordinal)], "rights"), cancellationToken);

    internal bool HasPatient(string id) => store.Read("Patient", id) is { IsDeleted: false };
}
