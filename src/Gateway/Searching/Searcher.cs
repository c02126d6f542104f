using Carewright.Audit;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>Search over one type, with includes and totals that obey the same access rules as the matches (FHIR R4 search.html).</summary>
internal sealed class Searcher(IRecordStore store, SearchCompiler compiler, AccessCompiler access, Scribe scribe)
{
    /// <summary>Included rows per page; more would make one request read a whole chart by the back door.</summary>
    private const int IncludeCap = 1000;

    private const int DefaultCount = 20;
    private const int MaximumCount = 1000;
    private const long TotalCap = 1_000_000;

    private readonly SearchGuard _guard = new(access);
    private readonly AccessPredicates _predicates = new(compiler, access);

    internal async ValueTask<Answer<ReleasedPage>> SearchAsync(Actor actor, SearchRequest request, string asked, CancellationToken cancellationToken)
    {
        var type = request.ResourceType ?? throw new ArgumentException("A search names its type.", nameof(request));
        var deed = new Deed("read", "search", type, asked);
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden($"search {type}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        if (_guard.Check(actor, request, type, allowed) is { } hidden)
            return await scribe.RefuseAsync(actor, deed, hidden, allowed.Rule, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAsync(actor, deed, request, allowed, cancellationToken).ConfigureAwait(false);
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
        var compiled = _predicates.Compile(actor, request, allowed, CountOf(request));
        if (compiled.Plan is not { } plan)
            return await scribe.RefuseAsync(actor, deed, new Refusal(400, compiled.Issues), null, cancellationToken).ConfigureAwait(false);
        var onlyCount = request.Summary == SearchSummary.Count || request.Count == 0;
        var page = onlyCount ? new SearchPage([], null) : store.Search(plan, cancellationToken);
        long? total = onlyCount || request.Total is SearchTotal.Accurate or SearchTotal.Estimate ? store.Count(plan, TotalCap, cancellationToken).Value : null;
        var included = Included(actor, request, page.Rows);
        return await ReleaseAsync(actor, deed, allowed, page, included, total, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answer<ReleasedPage>> ReleaseAsync(
        Actor actor, Deed deed, CompiledAccess allowed, SearchPage page, List<(StoredVersion Row, CompiledAccess Access)> included, long? total, CancellationToken cancellationToken)
    {
        var entries = new List<ReleasedEntry>(page.Rows.Count + included.Count);
        foreach (var row in page.Rows)
        {
            // The plan carries the access predicate already; asking again costs little and keeps one faulty plan from being a leak.
            if (allowed.Allows(row))
                entries.Add(new(Releaser.Release(row, allowed), true));
        }
        foreach (var (row, rowAccess) in included)
            entries.Add(new(Releaser.Release(row, rowAccess), false));
        var references = entries.ConvertAll(entry => entry.Resource.Reference);
        var patients = Reader.PatientsOf(page.Rows.Concat(included.Select(one => one.Row)));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, references, patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedPage(entries, page.NextCursor, total) : Refusals.Busy;
    }

    private List<(StoredVersion Row, CompiledAccess Access)> Included(Actor actor, SearchRequest request, IReadOnlyList<StoredVersion> matches)
    {
        if (request.Includes.Count == 0 || matches.Count == 0)
            return [];
        var seen = new HashSet<long>(matches.Select(row => row.RowId));
        var included = new List<(StoredVersion, CompiledAccess)>();
        foreach (var include in request.Includes)
        {
            foreach (var row in Follow(actor, include, matches))
            {
                var rowAccess = access.For(actor, AccessInteraction.Search, row.ResourceType);
                if (!row.IsDeleted && seen.Add(row.RowId) && rowAccess.Allows(row) && included.Count < IncludeCap)
                    included.Add((row, rowAccess));
            }
        }
        return included;
    }

    // An include through an element that is hidden from the actor would tell what it points to.
    private IEnumerable<StoredVersion> Follow(Actor actor, SearchInclude include, IReadOnlyList<StoredVersion> matches)
    {
        var source = access.For(actor, AccessInteraction.Search, include.SourceType);
        if (!source.IsAllowed)
            return [];
        var parameters = include.Parameter is { } one ? [one] : ReferenceParameters.Of(include.SourceType);
        var visible = parameters.Where(parameter => !TopLevelElements.ReadBy(parameter, include.SourceType).Any(source.MayHide));
        return include.IsReverse
            ? visible.SelectMany(parameter => store.ReverseInclude(matches, include.SourceType, parameter.Code, IncludeCap))
            : visible.SelectMany(parameter => store.Include(matches, include.SourceType, parameter.Code, include.TargetType, IncludeCap));
    }

    private static int CountOf(SearchRequest request) => Math.Clamp(request.Count ?? DefaultCount, 1, MaximumCount);
}
