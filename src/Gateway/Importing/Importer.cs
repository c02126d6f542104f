using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Attaching;
using Carewright.Gateway.Searching;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Importing;

/// <summary>
/// Takes resources in batches under their own ids; what comes out of a file without one gets it here (<see cref="ImportIds"/>). Idempotent: content that is there already, or once was, is left alone, so that an import can be repeated or resumed at any point
/// without undoing what was changed or deleted since.
/// A resource that is not acceptable is reported and does not stop the others.
/// </summary>
internal sealed class Importer(IRecordStore store, AccessCompiler access, DraftBuilder drafts, Writer writer, ImportGate gate, ConditionalMatch conditions, Scribe scribe)
{
    private const int Rounds = 16;

    // How often a line waits for what it refers to in the same batch.
    private const int Waits = 8;
    private readonly ImportIds _ids = new(store);

    internal async ValueTask<Answer<ImportBatchResult>> RunAsync(Actor actor, IReadOnlyList<ImportItem> items, string? about, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "import", null, about);
        if (!gate.Allows(actor))
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("import"), "operation import", cancellationToken).ConfigureAwait(false);
        await _ids.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var outcomes = new ImportOutcome[items.Count];
        var open = Enumerable.Range(0, items.Count).ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == Rounds)
                return await scribe.RefuseAsync(actor, deed, Refusals.Contended("Bundle", "import"), null, cancellationToken).ConfigureAwait(false);
            var (prepared, later) = Prepare(new Batch(actor, items, outcomes, new ImportReferences(conditions, actor, cancellationToken)), open, mayWait: round < Waits);
            var result = await CommitAsync(actor, deed, prepared, InfectedIn(outcomes, open), cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Busy)
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                open = later;
        }
        return new ImportBatchResult(outcomes);
    }

    // A resource that comes twice in one batch waits for the next round: it is then compared with what the first one wrote.
    private (List<VersionDraft> Prepared, List<int> Later) Prepare(Batch batch, List<int> open, bool mayWait)
    {
        var together = new Dictionary<string, ResourceDocument>(open.Count, StringComparer.Ordinal);
        var parsedItems = new List<(int Index, ParseOutcome Parsed)>(open.Count);
        var later = new List<int>();
        foreach (var index in open)
        {
            var (parsed, faults, isMissing) = Read(batch.Items[index], batch.References);
            if (faults.Count > 0 && isMissing && mayWait && open.Count > 1)
                later.Add(index);
            else if (faults.Count > 0)
                batch.Outcomes[index] = ImportOutcome.Refused(parsed.Document?.ResourceType, parsed.Document?.Id, faults);
            else if (parsed.Document is { } document && !together.TryAdd($"{document.ResourceType}/{document.Id}", document))
                later.Add(index);
            else
                parsedItems.Add((index, parsed));
        }
        var prepared = new List<VersionDraft>(open.Count);
        foreach (var (index, parsed) in parsedItems)
        {
            batch.Outcomes[index] = parsed.Document is null
                ? ImportOutcome.Refused(null, null, parsed.Issues)
                : PrepareOne(new Source(batch.Actor, parsed.Document, parsed.Issues, together), prepared);
        }
        // Nothing more will come that the waiting ones could refer to.
        return prepared.Count == 0 && later.Count == open.Count && mayWait ? Prepare(batch, open, mayWait: false) : (prepared, later);
    }

    /// <summary>A line as it is to be stored: with an id, and its conditional references resolved.</summary>
    private (ParseOutcome Parsed, IReadOnlyList<Issue> Faults, bool IsMissing) Read(ImportItem item, ImportReferences references)
    {
        var parsed = ResourceDocument.Parse(item.Json);
        if (parsed.Document is not { } document || item.Source is null)
            return (parsed, [], false);
        var hasReferences = ImportReferences.MayHave(item.Json.Span);
        if (document.Id is not null && !hasReferences)
            return (parsed, [], false);
        var edits = new ResourceEdits { Id = document.Id ?? _ids.Of(item), ReplaceUri = hasReferences ? references.Replace : null };
        var rewritten = ResourceDocument.Parse(ResourceEditor.Rewrite(document, edits));
        var (faults, isMissing) = references.TakeFaults();
        return (rewritten.Document is null ? parsed : rewritten with { Issues = parsed.Issues }, faults, isMissing);
    }

    private readonly record struct Batch(Actor Actor, IReadOnlyList<ImportItem> Items, ImportOutcome[] Outcomes, ImportReferences References);

    private ImportOutcome PrepareOne(Source source, List<VersionDraft> prepared)
    {
        var document = source.Document;
        if (document.Id is not { } id)
            return ImportOutcome.Refused(document.ResourceType, null, [Issue.Error(IssueTypes.Required, "IMPORT-NO-ID", "An imported resource needs an id, so that it is the same one next time.", "id")]);
        var (sound, refusal) = drafts.CheckContent(document, source.ParseIssues);
        if (sound is null)
            return ImportOutcome.Refused(document.ResourceType, id, refusal!.Issues);
        var current = store.Read(document.ResourceType, id);
        var isNew = current is null || current.IsDeleted;
        var allowed = access.For(source.Actor, isNew ? AccessInteraction.Create : AccessInteraction.Update, document.ResourceType);
        var refused = writer.RefuseUpdate(source.Actor, allowed, current, document, null);
        if (refused is not null && !allowed.IsAllowed)
            return ImportOutcome.Refused(document.ResourceType, id, refused.Issues);
        var draft = drafts.Build(new WriteIntent(source.Actor, document, id, current, allowed, source.Together));
        // Also when the row is not the importer's to see: it brings the very content, and learns nothing by being told that it is there.
        if (current is not null && IsKnown(draft, document, current))
            return new ImportOutcome(document.ResourceType, id, WriteEffect.Unchanged, []);
        if (refused is not null)
            return ImportOutcome.Refused(document.ResourceType, id, refused.Issues);
        prepared.Add(draft);
        return new ImportOutcome(document.ResourceType, id, isNew ? WriteEffect.Created : WriteEffect.Updated, []);
    }

    private readonly record struct Source(Actor Actor, ResourceDocument Document, IReadOnlyList<Issue> ParseIssues, IReadOnlyDictionary<string, ResourceDocument> Together);

    // As it was sent, or with the labels that it got on the way in.
    private bool IsKnown(VersionDraft draft, ResourceDocument document, StoredVersion current)
    {
        var labelled = ResourceDocument.Parse(draft.Body).Document ?? throw new InvalidOperationException("An edited resource does not parse.");
        for (var version = current; version is not null; version = version.VersionId > 1 ? store.ReadVersion(version.ResourceType, version.Id, version.VersionId - 1) : null)
        {
            if (version.IsDeleted)
                continue;
            var stored = ResourceDocument.Parse(version.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
            if (ResourceEditor.ContentEquals(stored, labelled) || ResourceEditor.ContentEquals(stored, document))
                return true;
        }
        return false;
    }

    private static List<Issue> InfectedIn(ImportOutcome[] outcomes, List<int> open) =>
        [.. open.Where(index => outcomes[index].Effect is null && outcomes[index].Issues is not null).SelectMany(index => outcomes[index].Issues).Where(issue => issue.Code == FileIssues.Infected)];

    private ValueTask<CommitResult> CommitAsync(Actor actor, Deed deed, List<VersionDraft> prepared, IReadOnlyList<Issue> infected, CancellationToken cancellationToken)
    {
        var resources = prepared.ConvertAll(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}");
        var audit = scribe.Draft(actor, deed, AuditOutcome.Success, 200, resources, Scribe.PatientsOf(prepared));
        var found = infected.Select(issue => scribe.Draft(actor, deed with { Interaction = FileIssues.Interaction, Query = issue.Message }, AuditOutcome.Failed, 422, [], []));
        return store.CommitAsync(new CommitRequest(prepared, [audit, .. found], []), cancellationToken);
    }
}

/// <summary>One resource to import.</summary>
/// <param name="Json">UTF-8 JSON. Without a <paramref name="Source"/> it has an id, and its references are already in the form in which they shall be stored.</param>
/// <param name="Source">The file that it is a line of: with one, an id is given to what has none, and conditional references are resolved in the record.</param>
/// <param name="Line">1-based line of that file.</param>
public readonly record struct ImportItem(ReadOnlyMemory<byte> Json, string? Source = null, int Line = 0);

/// <summary>What became of one imported resource.</summary>
/// <param name="ResourceType">Its type; null when it could not be read.</param>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="Effect">What happened; null when it was refused.</param>
/// <param name="Issues">Why it was refused; empty otherwise.</param>
public readonly record struct ImportOutcome(string? ResourceType, string? Id, WriteEffect? Effect, IReadOnlyList<Issue> Issues)
{
    internal static ImportOutcome Refused(string? type, string? id, IReadOnlyList<Issue> issues) => new(type, id, null, issues);
}

/// <summary>The outcomes of a batch, one per item, in order.</summary>
/// <param name="Outcomes">One per item.</param>
public sealed record ImportBatchResult(IReadOnlyList<ImportOutcome> Outcomes);
