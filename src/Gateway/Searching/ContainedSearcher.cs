using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>
/// A search of contained resources (FHIR R4 search.html#contained). No index holds them: what could contain one is opened, type after type, as far as the actor may see it, and only so much of it as one
/// request may cost; a patient's compartment keeps that small.
/// </summary>
internal sealed class ContainedSearcher(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    /// <summary>Resources that one request opens.</summary>
    internal const int MostOpened = 20_000;

    internal async ValueTask<Answer<ReleasedPage>> SearchAsync(Actor actor, Deed deed, SearchRequest request, CompiledAccess allowed, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal)
            return await scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken).ConfigureAwait(false);
        if (!TypePlace.TryRead(request.Cursor, out var place))
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        var (expanded, issues) = predicates.Expand(actor, request);
        if (issues.Count > 0)
            return await scribe.RefuseAsync(actor, deed, new Refusal(400, issues), null, cancellationToken).ConfigureAwait(false);
        var found = new Found(new ContainedMatch(expanded, MostOpened));
        Collect(actor, request, allowed, place, found, cancellationToken);
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [.. found.Rows.Select(row => $"{row.ResourceType}/{row.Id}")], Reader.PatientsOf(found.Rows));
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedPage(found.Entries, found.Next, found.Total) : Refusals.Busy;
    }

    private static Refusal? Refusal(SearchRequest request)
    {
        if (request.Sorts.Count > 0 || request.Includes.Count > 0)
            return Unsupported("A search of contained resources takes no '_sort' and no '_include'.");
        return request.AllCriteria.All(criterion => SearchMatcher.CanDecide(criterion)) ? null : Unsupported("A search of contained resources takes no chains: nothing refers to them from outside.");
    }

    private static Refusal Unsupported(string message) => Gateway.Refusal.Of(400, IssueTypes.NotSupported, "GATE-CONTAINED", message, "_contained", "FHIR R4 search.html#contained");

    private void Collect(Actor actor, SearchRequest request, CompiledAccess allowed, TypePlace place, Found found, CancellationToken cancellationToken)
    {
        var onlyCount = request.Summary == SearchSummary.Count || request.Count == 0;
        var limit = onlyCount ? 0 : PageLimits.CountOf(request);
        var counts = onlyCount || request.Total is SearchTotal.Accurate or SearchTotal.Estimate;
        var stages = Stages(actor, request, allowed, found.Match);
        for (var index = counts ? 0 : place.TypeIndex; index < stages.Count; index++)
        {
            var stage = stages[index];
            if (counts)
                found.Total = (found.Total ?? 0) + store.Count(stage.Plan, PageLimits.MostCounted, cancellationToken).Value;
            var wanted = index < place.TypeIndex || found.Next is not null ? 0 : limit - found.Rows.Count;
            if (wanted == 0)
                continue;
            var page = store.Search(stage.Plan with { Count = wanted, Cursor = index == place.TypeIndex ? place.Cursor : null }, cancellationToken);
            foreach (var row in page.Rows.Where(stage.Access.Allows))
                found.Add(row, stage.IsContained && request.ReturnsContained ? found.Match.In(row) : [Releaser.Release(row, stage.Access)]);
            if (page.NextCursor is not null || (found.Rows.Count >= limit && index + 1 < stages.Count))
                found.Next = page.NextCursor is { } cursor ? new TypePlace(index, cursor).Write() : new TypePlace(index + 1, null).Write();
            if (found.Next is not null && !counts)
                return;
        }
    }

    // Those that stand by themselves first, when both are asked for; then what contains a match, by type.
    private List<Stage> Stages(Actor actor, SearchRequest request, CompiledAccess allowed, ContainedMatch match)
    {
        var stages = new List<Stage>();
        var plain = request with { Contained = SearchContained.False, Cursor = null };
        if (request.Contained == SearchContained.Both && predicates.Compile(actor, plain, allowed, 1).Plan is { } own)
            stages.Add(new Stage(own, allowed, false));
        foreach (var type in FhirModel.R4.ResourceTypes.Select(type => type.Name).Order(StringComparer.Ordinal))
        {
            var typeAccess = access.For(actor, AccessInteraction.Search, type);
            if (!typeAccess.IsAllowed || typeAccess.MayHide("contained"))
                continue;
            var containers = new SearchRequest(type, [], [], [], null, null, SearchSummary.False, [], null) { CompartmentPatient = request.CompartmentPatient, Compartment = request.Compartment };
            if (predicates.Compile(actor, containers.ForType(FhirModel.R4, type), typeAccess, 1).Plan is { } plan)
                stages.Add(new Stage(plan with { Verify = row => (plan.Verify?.Invoke(row) ?? true) && match.IsIn(row) }, typeAccess, true));
        }
        return stages;
    }

    private sealed record Stage(SearchPlan Plan, CompiledAccess Access, bool IsContained);

    private sealed class Found(ContainedMatch match)
    {
        internal ContainedMatch Match => match;

        internal List<StoredVersion> Rows { get; } = [];

        internal List<ReleasedEntry> Entries { get; } = [];

        internal string? Next { get; set; }

        internal long? Total { get; set; }

        internal void Add(StoredVersion row, IEnumerable<ReleasedResource> resources)
        {
            Rows.Add(row);
            Entries.AddRange(resources.Select(resource => new ReleasedEntry(resource, true)));
        }
    }
}
