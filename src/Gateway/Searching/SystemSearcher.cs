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
/// A search of several types at once, with or without <c>_type</c> (FHIR R4 http.html#search): type after type, in the order named or else by name, each as the actor could search it by itself.
/// Types that the actor may not search are left out when they were not named, and refused when they were.
/// </summary>
internal sealed class SystemSearcher(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    private static readonly string[] s_allTypes = [.. FhirModel.R4.ResourceTypes.Select(type => type.Name).Order(StringComparer.Ordinal)];
    private readonly Inclusion _inclusion = new(store, access);
    private readonly SearchGuard _guard = new(access);

    internal async ValueTask<Answer<ReleasedPage>> SearchAsync(Actor actor, SearchRequest request, string asked, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "search-system", null, asked);
        var types = request.Types.Count > 0 ? request.Types : [.. TypesOf(request).Where(type => access.For(actor, AccessInteraction.Search, type).IsAllowed)];
        if (Refusal(actor, request, types) is { } refusal)
            return await scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
        if (!TypePlace.TryRead(request.Cursor, out var place))
            return await scribe.RefuseAsync(actor, deed, Refusals.BadPageToken, null, cancellationToken).ConfigureAwait(false);
        try
        {
            var page = Collect(actor, request, types, place, cancellationToken);
            if (page.Refusal is { } refused)
                return await scribe.RefuseAsync(actor, deed, refused, null, cancellationToken).ConfigureAwait(false);
            return await ReleaseAsync(actor, deed, request, page, cancellationToken).ConfigureAwait(false);
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

    private static IReadOnlyList<string> TypesOf(SearchRequest request) =>
        request.CompartmentPatient is not null ? SearchCompartment.TypesOf(FhirModel.R4, "Patient") : request.Compartment is { } compartment ? SearchCompartment.TypesOf(FhirModel.R4, compartment.Type) : s_allTypes;

    private Refusal? Refusal(Actor actor, SearchRequest request, IReadOnlyList<string> types)
    {
        if (request.Sorts.Count > 0)
            return Gateway.Refusal.Of(400, IssueTypes.NotSupported, "GATE-SYSTEM-SORT", "Rows of several types come type after type; sort a search of one type.", "_sort", "FHIR R4 search.html#sort");
        foreach (var type in types)
        {
            var allowed = access.For(actor, AccessInteraction.Search, type);
            if (!allowed.IsAllowed)
                return Refusals.Forbidden($"search {type}");
            if (_guard.Check(actor, request.ForType(FhirModel.R4, type), type, allowed) is { } hidden)
                return hidden;
        }
        return null;
    }

    private FoundRows Collect(Actor actor, SearchRequest request, IReadOnlyList<string> types, TypePlace place, CancellationToken cancellationToken)
    {
        var found = new FoundRows();
        var onlyCount = request.Summary == SearchSummary.Count || request.Count == 0;
        var limit = onlyCount ? 0 : PageLimits.CountOf(request);
        var counts = onlyCount || request.Total is SearchTotal.Accurate or SearchTotal.Estimate;
        for (var index = 0; index < types.Count; index++)
        {
            var allowed = access.For(actor, AccessInteraction.Search, types[index]);
            var inner = index == place.TypeIndex ? place.Cursor : null;
            var wanted = index < place.TypeIndex || found.Next is not null ? 0 : limit - found.Rows.Count;
            if (wanted == 0 && !counts)
                continue;
            var compiled = predicates.Compile(actor, request.ForType(FhirModel.R4, types[index]) with { Cursor = inner }, allowed, Math.Max(1, wanted));
            if (compiled.Plan is not { } plan)
                return found with { Refusal = new Refusal(400, compiled.Issues) };
            if (counts)
                found.Total = (found.Total ?? 0) + store.Count(plan with { Cursor = null }, PageLimits.MostCounted, cancellationToken).Value;
            if (wanted == 0)
                continue;
            var page = store.Search(plan, cancellationToken);
            found.Rows.AddRange(page.Rows.Where(allowed.Allows).Select(row => (row, allowed)));
            if (page.NextCursor is not null || (found.Rows.Count >= limit && index + 1 < types.Count))
                found.Next = page.NextCursor is { } cursor ? new TypePlace(index, cursor).Write() : new TypePlace(index + 1, null).Write();
        }
        return found;
    }

    private async ValueTask<Answer<ReleasedPage>> ReleaseAsync(Actor actor, Deed deed, SearchRequest request, FoundRows found, CancellationToken cancellationToken)
    {
        var included = _inclusion.Of(actor, request, found.Rows.ConvertAll(one => one.Row));
        List<ReleasedEntry> entries =
        [
            .. found.Rows.Select(one => new ReleasedEntry(Releaser.Release(one.Row, one.Access), true)),
            .. included.Rows.Select(one => new ReleasedEntry(Releaser.Release(one.Row, one.Access), false)),
        ];
        var patients = Reader.PatientsOf(found.Rows.Concat(included.Rows).Select(one => one.Row));
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, entries.ConvertAll(entry => entry.Resource.Reference), patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false)
            ? new ReleasedPage(entries, found.Next, found.Total) { IncludesAreCut = included.IsCut } : Refusals.Busy;
    }

    /// <summary>What has been collected so far.</summary>
    private sealed record FoundRows
    {
        internal List<(StoredVersion Row, CompiledAccess Access)> Rows { get; } = [];

        internal string? Next { get; set; }

        internal long? Total { get; set; }

        internal Refusal? Refusal { get; init; }
    }
}
