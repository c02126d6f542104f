using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>Search over one type, with includes and totals that obey the same access rules as the matches (FHIR R4 search.html).</summary>
internal sealed class Searcher(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    private readonly Inclusion _inclusion = new(store, access);
    private readonly SearchGuard _guard = new(access);
    private readonly ContainedSearcher _contained = new(store, predicates, access, scribe);

    internal async ValueTask<Answer<ReleasedPage>> SearchAsync(Actor actor, SearchRequest request, string asked, CancellationToken cancellationToken)
    {
        var type = request.ResourceType ?? throw new ArgumentException("A search names its type.", nameof(request));
        // A compartment holds what contains a resource, not the contained one.
        request = request.Contained == SearchContained.False ? request.ForType(FhirModel.R4, type) : request;
        var deed = new Deed("read", "search", type, asked);
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden($"search {type}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        if (_guard.Check(actor, request, type, allowed) is { } hidden)
            return await scribe.RefuseAsync(actor, deed, hidden, allowed.Rule, cancellationToken).ConfigureAwait(false);
        try
        {
            return request.Contained == SearchContained.False
                ? await RunAsync(actor, deed, request, allowed, cancellationToken).ConfigureAwait(false)
                : await _contained.SearchAsync(actor, deed, request, allowed, cancellationToken).ConfigureAwait(false);
        }
        catch (PageTokenException)
        {
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        }
        catch (SearchTooCostlyException costly)
        {
            return await scribe.RefuseAsync(actor, deed, Refusals.TooCostly(costly.Message), null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Answer<ReleasedPage>> RunAsync(Actor actor, Deed deed, SearchRequest request, CompiledAccess allowed, CancellationToken cancellationToken)
    {
        var compiled = predicates.Compile(actor, request, allowed, PageLimits.CountOf(request));
        if (compiled.Plan is not { } plan)
            return await scribe.RefuseAsync(actor, deed, new Refusal(400, compiled.Issues), null, cancellationToken).ConfigureAwait(false);
        var onlyCount = request.Summary == SearchSummary.Count || request.Count == 0;
        var page = onlyCount ? new SearchPage([], null) : store.Search(plan, cancellationToken);
        long? total = onlyCount || request.Total is SearchTotal.Accurate or SearchTotal.Estimate ? store.Count(plan, PageLimits.MostCounted, cancellationToken).Value : null;
        var included = _inclusion.Of(actor, request, page.Rows);
        return await ReleaseAsync(actor, deed, allowed, page, included, total, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answer<ReleasedPage>> ReleaseAsync(
        Actor actor, Deed deed, CompiledAccess allowed, SearchPage page, IncludedRows included, long? total, CancellationToken cancellationToken)
    {
        var entries = new List<ReleasedEntry>(page.Rows.Count + included.Rows.Count);
        foreach (var row in page.Rows)
        {
            // The plan carries the access predicate already; asking again costs little and keeps one faulty plan from being a leak.
            if (allowed.Allows(row))
                entries.Add(new(Releaser.Release(row, allowed), true));
        }
        foreach (var (row, rowAccess) in included.Rows)
            entries.Add(new(Releaser.Release(row, rowAccess), false));
        var references = entries.ConvertAll(entry => entry.Resource.Reference);
        var patients = Reader.PatientsOf(page.Rows.Concat(included.Rows.Select(one => one.Row)));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, references, patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedPage(entries, page.NextCursor, total) { IncludesAreCut = included.IsCut } : Refusals.Busy;
    }
}
