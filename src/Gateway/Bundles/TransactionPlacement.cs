using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Bundles;

/// <summary>
/// Settles which resource each entry of a transaction is about, deletes first, then creates, then updates and patches (FHIR R4 http.html#trules): a condition does not find what the same
/// transaction deletes. No two entries may be about the same resource.
/// </summary>
internal sealed class TransactionPlacement(IRecordStore store, ConditionalMatch conditions, ConditionalWriter conditional)
{
    internal List<TransactionStep> Place(Actor actor, IReadOnlyList<BundleEntry> entries, IReadOnlyDictionary<string, string>? ids, TransactionProblems problems, CancellationToken cancellationToken)
    {
        var steps = entries.Select(entry => new TransactionStep(entry)).ToList();
        var run = new Run(actor, problems, cancellationToken);
        foreach (var step in steps.Where(step => step.Entry.Method == "POST"))
            step.Id = step.Entry.FullUrl is { } url && ids?.GetValueOrDefault(url) is { } given ? given : Writer.NewId();
        foreach (var step in steps.OrderBy(step => Turn(step.Entry.Method)))
            PlaceOne(run, step);
        CheckFullUrls(entries, problems);
        return steps;
    }

    private static int Turn(string method) => method switch { "DELETE" => 0, "POST" => 1, "PUT" or "PATCH" => 2, _ => 3 };

    private static void CheckFullUrls(IReadOnlyList<BundleEntry> entries, TransactionProblems problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry is { IsRead: false, FullUrl: { } url } && !seen.Add(url))
                problems.Add(Issue.Error(IssueTypes.Duplicate, "BUNDLE-FULL-URL", "Two entries have the same fullUrl.", $"{entry.Location}.fullUrl", "FHIR R4 bundle.html#bdl-7"), 400);
        }
    }

    private void PlaceOne(Run run, TransactionStep step)
    {
        var entry = step.Entry;
        if (FhirModel.R4.FindType(entry.ResourceType) is not { Kind: TypeKind.Resource, IsAbstract: false })
        {
            if (!entry.IsRead)
                run.Problems.Add(Refusals.UnknownType(entry.ResourceType), entry);
            return;
        }
        switch (entry.Method)
        {
            case "GET" or "HEAD":
                break;
            case "POST":
                PlaceCreate(run, step);
                break;
            case "DELETE":
                PlaceDelete(run, step);
                break;
            default:
                PlaceChange(run, step);
                break;
        }
    }

    private void PlaceCreate(Run run, TransactionStep step)
    {
        if (step.Entry.IfNoneExist is { } criteria)
        {
            if (!run.Conditions.Add((step.Entry.ResourceType, criteria)))
                run.Problems.Add(Issue.Error(IssueTypes.Duplicate, "BUNDLE-CONDITION-TWICE", "Two entries create on the same condition.", step.Entry.Location, "FHIR R4 http.html#trules"), 400);
            if (Parse(run, step, criteria) is not { } request)
                return;
            var condition = conditions.Find(run.Actor, request, run.Stop, run.Counts);
            if (condition.Refusal is { } refusal)
                run.Problems.Add(refusal, step.Entry);
            (step.Guards, step.Existing) = (condition.Guards, condition.Match);
            step.Id = condition.Match?.Id ?? step.Id;
        }
        if (step.Existing is null)
            Claim(run, step, step.Reference);
    }

    private void PlaceDelete(Run run, TransactionStep step)
    {
        if (step.Entry.Query is { } criteria)
        {
            if (Parse(run, step, criteria) is not { } request)
                return;
            var (rows, refusal) = conditional.ToDelete(run.Actor, request, run.Stop);
            if (refusal is not null)
                run.Problems.Add(refusal, step.Entry);
            step.Removed = rows;
            foreach (var row in rows)
                Claim(run, step, $"{row.ResourceType}/{row.Id}");
            run.Deleted.UnionWith(rows.Select(row => row.RowId));
            return;
        }
        step.Id = step.Entry.Id;
        Claim(run, step, step.Reference);
        step.Current = store.Read(step.Entry.ResourceType, step.Id!);
        if (step.Current is { } current)
            run.Deleted.Add(current.RowId);
    }

    private void PlaceChange(Run run, TransactionStep step)
    {
        var entry = step.Entry;
        if (entry.Query is { } criteria)
            PlaceConditionalChange(run, step, criteria);
        else
            (step.Id, step.Current) = (entry.Id, store.Read(entry.ResourceType, entry.Id!));
        if (step.Id is not null)
            Claim(run, step, step.Reference);
        if (entry.Method == "PATCH")
        {
            var parsed = BundlePatch.Read(entry.Resource);
            step.Patch = parsed.Patch;
            if (parsed.Patch is null)
                run.Problems.Add(new Refusal(400, parsed.Issues), entry);
        }
    }

    private void PlaceConditionalChange(Run run, TransactionStep step, string criteria)
    {
        if (Parse(run, step, criteria) is not { } request)
            return;
        if (step.Entry.Method == "PATCH")
        {
            var found = conditions.Find(run.Actor, request, run.Stop, run.Counts);
            if ((found.Refusal ?? (found.Match is null ? Patcher.NoMatch(step.Entry.ResourceType) : null)) is { } missing)
                run.Problems.Add(missing, step.Entry);
            (step.Id, step.Current) = (found.Match?.Id, found.Match);
            return;
        }
        if (step.Sent is not { } document)
            return;
        var target = conditional.Target(run.Actor, request, document, run.Stop, run.Counts);
        if (target.Refusal is { } refusal)
            run.Problems.Add(refusal, step.Entry);
        (step.Id, step.Current, step.Guards) = (target.Id, target.Current, target.Guards);
    }

    private static void Claim(Run run, TransactionStep step, string reference)
    {
        if (!run.Claimed.Add(reference))
            run.Problems.Add(Issue.Error(IssueTypes.Duplicate, "BUNDLE-TWICE", "Two entries write the same resource.", step.Entry.Location, "FHIR R4 http.html#trules"), 400);
    }

    private SearchRequest? Parse(Run run, TransactionStep step, string criteria)
    {
        var parsed = SearchRequest.Parse(step.Entry.ResourceType, QueryText.Pairs(criteria), store.Parameters.Searchable, SearchHandling.Strict);
        if (parsed.Request is null)
            run.Problems.Add(new Refusal(400, [.. parsed.Issues.Select(issue => issue with { Location = null })]), step.Entry);
        return parsed.Request;
    }

    private sealed record Run(Actor Actor, TransactionProblems Problems, CancellationToken Stop)
    {
        internal HashSet<string> Claimed { get; } = new(StringComparer.Ordinal);

        internal HashSet<(string, string)> Conditions { get; } = [];

        internal HashSet<long> Deleted { get; } = [];

        internal Func<StoredVersion, bool>? Counts => Deleted.Count == 0 ? null : row => !Deleted.Contains(row.RowId);
    }
}
