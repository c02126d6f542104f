using System.Globalization;
using System.Text.Json;
using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Relabelling;

/// <summary>
/// Applies the labelling rules in force to what was written before them: a rule that closes a kind of record closes those that are there already. Walks the change feed, a page at a time; each resource that lacks a label gets
/// a new version, which is on record in the same commit as the place reached, so that a walk that was broken off goes on there. Rules only add; those that ask who writes do not apply, since nobody does.
/// </summary>
public sealed class Relabeller
{
    private const string Kind = "relabelling";
    private const string Key = "progress";
    private const int PageSize = 200;

    // A label travels along one inheritance a pass; a circle of them ends here.
    private const int MostPasses = 6;
    private static readonly Actor s_actor = new("labelling", "Labelling rules", "", null, null, null, "job", "local", "HSYSADMIN", null);

    private readonly IRecordStore _store;
    private readonly IPolicySource _policies;
    private readonly RelabelParts _parts;
    private readonly Scribe _scribe;

    internal Relabeller(IRecordStore store, IPolicySource policies, RelabelParts parts, Scribe scribe) => (_store, _policies, _parts, _scribe) = (store, policies, parts, scribe);

    /// <summary>How far it is; null when it has never run in this store.</summary>
    public RelabelProgress? Progress => _store.Private.Get(Kind, Key) is { } stored ? JsonSerializer.Deserialize(stored, RelabelJson.Default.RelabelProgress) : null;

    /// <summary>Whether something written before the rules in force may lack their labels.</summary>
    public bool IsNeeded => Progress is not { IsDone: true } progress || progress.Rules != Rules;

    /// <summary>An empty store has nothing that lacks labels.</summary>
    public Task BeginEmptyAsync(CancellationToken cancellationToken) => KeepAsync(Begin() with { IsDone = true }, cancellationToken);

    /// <summary>Reads one page and labels what lacks labels. When the rules have changed since the last one it begins anew.</summary>
    public async Task<RelabelProgress> StepAsync(CancellationToken cancellationToken)
    {
        var before = Progress is { } kept && kept.Rules == Rules ? kept : Begin();
        if (before.IsDone)
            return before;
        var page = _store.Changes(before.Read, PageSize).TakeWhile(row => row.Sequence <= before.Until).ToList();
        var (drafts, unreadable) = DraftsOf(page, cancellationToken);
        var after = Advance(before, page.Count == 0 ? before.Until : page[^1].Sequence, drafts.Count, unreadable);
        if (drafts.Count == 0)
            return await KeepAsync(after, cancellationToken).ConfigureAwait(false);
        var deed = new Deed("update", "relabel", null, string.Create(CultureInfo.InvariantCulture, $"policy={_policies.Current.Version}"));
        var audit = _scribe.Draft(s_actor, deed, AuditOutcome.Success, 200, [.. drafts.Select(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}")], Scribe.PatientsOf(drafts));
        var result = await _store.CommitAsync(new CommitRequest(drafts, [audit], []) { Private = [Row(after)] }, cancellationToken).ConfigureAwait(false);
        // Somebody wrote one of them meanwhile, or the queue is full: the page is read again.
        return result.Status == CommitStatus.Committed ? after : before;
    }

    // Where rules ask what minors may consent to, another table of ages is another set of rules.
    private string Rules => _policies.Current.Labelling is { AsksForAges: true } labelling ? $"{labelling.Fingerprint}+{_parts.Minors.Fingerprint}" : _policies.Current.Labelling.Fingerprint;

    private RelabelProgress Begin() => new(Rules, 1, 0, _store.Statistics().LastSequence, 0, 0, 0, false);

    private RelabelProgress Advance(RelabelProgress before, long read, int labelled, int unreadable)
    {
        var after = before with { Read = read, Labelled = before.Labelled + labelled, LabelledInPass = before.LabelledInPass + labelled, Unreadable = before.Unreadable + unreadable };
        if (read < before.Until)
            return after;
        return after.LabelledInPass == 0 || after.Pass == MostPasses
            ? after with { IsDone = true }
            : after with { Pass = after.Pass + 1, Read = 0, Until = _store.Statistics().LastSequence, LabelledInPass = 0, Unreadable = 0 };
    }

    private (List<VersionDraft> Drafts, int Unreadable) DraftsOf(List<StoredVersion> page, CancellationToken cancellationToken)
    {
        var (drafts, unreadable) = (new List<VersionDraft>(), 0);
        var labelling = _policies.Current.Labelling;
        foreach (var row in page)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.IsDeleted || labelling.For(row.ResourceType).Count == 0 || _store.Read(row.ResourceType, row.Id)?.VersionId != row.VersionId)
                continue;
            try
            {
                if (DraftOf(row) is { } draft)
                    drafts.Add(draft);
            }
            catch (SealBrokenException)
            {
                unreadable++;
            }
        }
        return (drafts, unreadable);
    }

    private VersionDraft? DraftOf(StoredVersion row)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var intent = new WriteIntent(s_actor, document, row.Id, row, CompiledAccess.Denied("labelling"));
        var has = document.Root.Child("meta").Children("security").Select(coding => (coding.Child("system").GetString(), coding.Child("code").GetString())).ToHashSet();
        IReadOnlyList<MetaCoding> lacking = [.. _parts.Labeller.LabelsFor(intent).Where(label => !has.Contains((label.System, label.Code)))];
        return lacking.Count == 0 ? null : _parts.Drafts.Verbatim(row.ResourceType, row.Id, row, document, labels: lacking);
    }

    private async Task<RelabelProgress> KeepAsync(RelabelProgress progress, CancellationToken cancellationToken)
    {
        await _store.Private.PutAsync(Kind, Key, Row(progress).Value, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private static PrivateDraft Row(RelabelProgress progress) => new(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(progress, RelabelJson.Default.RelabelProgress));
}

/// <summary>What labelling what is there already takes.</summary>
/// <param name="Labeller">Says which labels a row gets.</param>
/// <param name="Minors">The table of ages that rules may ask.</param>
/// <param name="Drafts">Makes the new version.</param>
internal sealed record RelabelParts(Labeller Labeller, MinorsConsent Minors, DraftBuilder Drafts);
