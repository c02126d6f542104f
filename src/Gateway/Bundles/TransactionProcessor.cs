using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Bundles;

/// <summary>
/// A transaction Bundle: all of it or none of it, in one commit with one audit record (FHIR R4 http.html#transaction). Every entry is authorised and validated first,
/// and all faults are told at once. Reads inside a transaction see the record as it is after the writes.
/// </summary>
internal sealed class TransactionProcessor(IRecordStore store, AccessCompiler access, ConditionalMatch conditions, DraftBuilder drafts, Writer writer, Scribe scribe)
{
    private const int Rounds = 16;

    internal async ValueTask<Answer<TransactionResult>> RunAsync(Actor actor, ResourceDocument bundle, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "transaction", "Bundle");
        var entries = BundleEntry.ReadAll(bundle);
        var faults = entries.Select(entry => entry.Fault()).OfType<Issue>().ToList();
        if (faults.Count > 0)
            return await scribe.RefuseAsync(actor, deed, new Refusal(400, faults), null, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var (plan, refusal) = Prepare(actor, entries, cancellationToken);
            if (refusal is not null)
                return await scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
            var result = await CommitAsync(actor, deed, plan, cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return new TransactionResult([.. plan.Select(step => Result(actor, step))]);
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await scribe.RefuseAsync(actor, deed, Refusals.Contended("Bundle", "transaction"), null, cancellationToken).ConfigureAwait(false);
    }

    private (List<Step> Plan, Refusal? Refusal) Prepare(Actor actor, IReadOnlyList<BundleEntry> entries, CancellationToken cancellationToken)
    {
        var references = new TransactionReferences(conditions, actor, cancellationToken);
        var plan = new List<Step>(entries.Count);
        var problems = new Problems();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
            plan.Add(Place(actor, entry, references, written, problems, cancellationToken));
        if (problems.Refusal is null)
        {
            foreach (var step in plan)
                Check(actor, step, references, problems);
        }
        if (problems.Refusal is null)
            Build(actor, plan);
        return (plan, problems.Refusal);
    }

    // Ids are settled for every entry before any resource is rewritten, so that entries may point to one another in any order.
    private Step Place(Actor actor, BundleEntry entry, TransactionReferences references, HashSet<string> written, Problems problems, CancellationToken cancellationToken)
    {
        var step = new Step(entry) { Id = entry.Id };
        if (FhirModel.R4.FindType(entry.ResourceType) is not { Kind: TypeKind.Resource } && entry.Method != "GET")
            problems.Add(Refusals.UnknownType(entry.ResourceType), entry);
        if (entry.Method == "POST")
            PlaceCreate(actor, step, problems, cancellationToken);
        if (entry.Method != "GET" && step.Id is not null)
        {
            if (!written.Add($"{entry.ResourceType}/{step.Id}") && step.Existing is null)
                problems.Add(Issue.Error(IssueTypes.Duplicate, "BUNDLE-TWICE", "Two entries write the same resource.", entry.Location, "FHIR R4 http.html#trules"), 400);
            if (entry.FullUrl is not null)
                references.Add(entry.FullUrl, $"{entry.ResourceType}/{step.Id}");
        }
        return step;
    }

    private void PlaceCreate(Actor actor, Step step, Problems problems, CancellationToken cancellationToken)
    {
        step.Id = Writer.NewId();
        if (step.Entry.IfNoneExist is not { } criteria)
            return;
        var parsed = SearchRequest.Parse(step.Entry.ResourceType, QueryText.Pairs(criteria), FhirModel.R4, SearchHandling.Strict);
        if (parsed.Request is null)
        {
            problems.Add(new Refusal(400, parsed.Issues), step.Entry);
            return;
        }
        var condition = conditions.Find(actor, parsed.Request, cancellationToken);
        if (condition.Refusal is { } refusal)
            problems.Add(refusal, step.Entry);
        step.Guards = condition.Guards;
        step.Existing = condition.Match;
        step.Id = condition.Match?.Id ?? step.Id;
    }

    private void Check(Actor actor, Step step, TransactionReferences references, Problems problems)
    {
        var entry = step.Entry;
        if (entry.Method == "GET" || step.Existing is not null)
            return;
        var current = entry.Method == "POST" ? null : store.Read(entry.ResourceType, step.Id!);
        var isCreate = entry.Method != "DELETE" && (current is null || current.IsDeleted);
        var interaction = entry.Method == "DELETE" ? AccessInteraction.Delete : isCreate ? AccessInteraction.Create : AccessInteraction.Update;
        var allowed = access.For(actor, interaction, entry.ResourceType);
        if (!allowed.IsAllowed)
            problems.Add(Refusals.Forbidden($"{interaction} {entry.ResourceType}".ToLowerInvariant()), entry);
        else if (entry.Method == "DELETE")
            CheckDelete(step, current, allowed, problems);
        else
            CheckWrite(actor, step, current, allowed, references, problems);
    }

    private void CheckDelete(Step step, StoredVersion? current, CompiledAccess allowed, Problems problems)
    {
        if (current is null || !allowed.Shows(current))
            problems.Add(Refusals.NotFound(step.Entry.ResourceType, step.Id!), step.Entry);
        else if (!current.IsDeleted)
            step.Draft = drafts.Delete(current);
        else
            step.Existing = current;
    }

    private void CheckWrite(Actor actor, Step step, StoredVersion? current, CompiledAccess allowed, TransactionReferences references, Problems problems)
    {
        var entry = step.Entry;
        var own = ResourceDocument.Parse(entry.Resource.RawJson.ToArray()).Document!;
        var rewritten = ResourceEditor.Rewrite(own, new ResourceEdits { Id = step.Id, ReplaceUri = references.Replace, ReplaceNarrativeLink = references.ReplaceLink });
        var unresolved = references.TakeFaults();
        foreach (var fault in unresolved)
            problems.Add(fault, entry);
        if (unresolved.Count > 0)
            return;
        var (document, faults) = drafts.Check(entry.ResourceType, rewritten);
        if (document is null)
        {
            problems.Add(faults!, entry);
            return;
        }
        if (entry.IfMatch is { } tag && !EntityTag.TryParse(tag, out _))
            problems.Add(Issue.Error(IssueTypes.Value, "BUNDLE-IF-MATCH", "ifMatch is a version tag such as W/\"3\".", $"{entry.Location}.request.ifMatch", "FHIR R4 http.html#concurrency"), 400);
        long? ifMatch = entry.IfMatch is { } expected && EntityTag.TryParse(expected, out var version) ? version : null;
        if (writer.RefuseUpdate(actor, allowed, current, document, ifMatch) is { } refusal)
            problems.Add(refusal, entry);
        (step.Document, step.Current, step.Access) = (document, current, allowed);
    }

    private void Build(Actor actor, List<Step> plan)
    {
        var together = plan.Where(step => step.Document is not null).ToDictionary(step => $"{step.Entry.ResourceType}/{step.Id}", step => step.Document!, StringComparer.Ordinal);
        foreach (var step in plan)
        {
            if (step.Document is { } document)
                step.Draft = drafts.Build(new WriteIntent(actor, document, step.Id!, step.Current, step.Access!, together));
        }
    }

    private async ValueTask<CommitResult> CommitAsync(Actor actor, Deed deed, List<Step> plan, CancellationToken cancellationToken)
    {
        var versions = plan.Select(step => step.Draft).OfType<VersionDraft>().ToList();
        var resources = plan.Where(step => step.Id is not null && step.Entry.Method != "GET")
            .Select(step => step.Draft is { } draft ? $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}" : $"{step.Entry.ResourceType}/{step.Id}").ToList();
        var audit = scribe.Draft(actor, deed, AuditOutcome.Success, 200, resources, Scribe.PatientsOf(versions));
        var guards = plan.SelectMany(step => step.Guards).ToList();
        return await store.CommitAsync(new CommitRequest(versions, [audit], guards), cancellationToken).ConfigureAwait(false);
    }

    private TransactionEntryResult Result(Actor actor, Step step)
    {
        if (step.Draft is not { } draft)
            return new(step.Entry.Method, step.Entry.Url, step.Existing is { } existing ? new Written(WriteEffect.Unchanged, Pointer(existing)) : null);
        var effect = draft.Action switch { VersionAction.Create => WriteEffect.Created, VersionAction.Update => WriteEffect.Updated, _ => WriteEffect.Deleted };
        return new(step.Entry.Method, step.Entry.Url, writer.Answer(actor, effect, draft));
    }

    private static ReleasedResource Pointer(StoredVersion row) => new(row.ResourceType, row.Id, row.VersionId, row.LastUpdated, row.Action, default);

    private sealed class Step(BundleEntry entry)
    {
        internal BundleEntry Entry { get; } = entry;

        internal string? Id { get; set; }

        internal StoredVersion? Existing { get; set; }

        internal ResourceDocument? Document { get; set; }

        internal StoredVersion? Current { get; set; }

        internal CompiledAccess? Access { get; set; }

        internal VersionDraft? Draft { get; set; }

        internal IReadOnlyList<CommitGuard> Guards { get; set; } = [];
    }

    /// <summary>All that is wrong with the entries; the gravest status decides the answer's.</summary>
    private sealed class Problems
    {
        private readonly List<Issue> _issues = [];
        private int _status;

        internal Refusal? Refusal => _issues.Count == 0 ? null : new Refusal(_status, _issues);

        internal void Add(Issue issue, int status)
        {
            _issues.Add(issue);
            _status = Math.Max(_status, status);
        }

        // A place inside the entry's own resource is told from the Bundle's root; a refusal to look outranks what is wrong inside.
        internal void Add(Refusal refusal, BundleEntry entry)
        {
            foreach (var issue in refusal.Issues)
                Add(issue with { Location = issue.Location is null ? entry.Location : $"{entry.Location}.resource.ofType({entry.ResourceType}){Inner(issue.Location, entry)}" }, refusal.Status);
        }

        private static string Inner(string location, BundleEntry entry) =>
            location.StartsWith(entry.ResourceType, StringComparison.Ordinal) ? location[entry.ResourceType.Length..] : $".{location}";
    }
}

/// <summary>What a transaction did, entry by entry, in the order of the request.</summary>
/// <param name="Entries">One per entry.</param>
public sealed record TransactionResult(IReadOnlyList<TransactionEntryResult> Entries);

/// <summary>One entry's outcome.</summary>
/// <param name="Method">HTTP method asked for.</param>
/// <param name="Url">Address asked for.</param>
/// <param name="Written">What was written; null for a read, which the door performs after the commit.</param>
public sealed record TransactionEntryResult(string Method, string Url, Written? Written);
