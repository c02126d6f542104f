using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Exporting;

/// <summary>
/// The patients of a Group that is described and not listed (<c>actual=false</c>, FHIR R4 group.html): every characteristic becomes a search that the actor could make, and a patient belongs to the Group
/// who has a match of each. What cannot be said as a search is refused by name, never left out.
/// </summary>
internal sealed class GroupCharacteristics(IRecordStore store, AccessCompiler access, AccessPredicates predicates)
{
    private const int PageSize = 1000;
    private readonly SearchGuard _guard = new(access);

    /// <summary>Adds the patients; the refusal when a characteristic cannot be evaluated or the actor may not ask it.</summary>
    internal Refusal? Add(Actor actor, ResourceDocument group, HashSet<string> patients, CancellationToken cancellationToken)
    {
        var tests = CharacteristicSearch.Of(group.Root, out var fault);
        if (fault is not null)
            return new Refusal(422, [fault]);
        HashSet<string>? all = null;
        foreach (var test in tests.OrderBy(test => test.IsExclusion))
        {
            if (test.IsExclusion && all is null && Run(actor, s_everybody, cancellationToken, out all) is { } noPatients)
                return noPatients;
            if (Run(actor, test, cancellationToken, out var found) is { } refusal)
                return refusal;
            if (all is null)
                all = found;
            else if (test.IsExclusion)
                all.ExceptWith(found);
            else
                all.IntersectWith(found);
        }
        patients.UnionWith(all ?? []);
        return null;
    }

    private static readonly CharacteristicSearch s_everybody = new("Patient", "", false, "Group");

    private Refusal? Run(Actor actor, CharacteristicSearch test, CancellationToken cancellationToken, out HashSet<string> patients)
    {
        patients = new(StringComparer.Ordinal);
        var parsed = SearchRequest.Parse(test.Type, QueryText.Pairs(test.Query), store.Parameters.Searchable, SearchHandling.Strict);
        if (parsed.Request is not { } request)
            return new Refusal(422, [.. parsed.Issues.Select(issue => issue with { Location = test.Place })]);
        var allowed = access.For(actor, AccessInteraction.Search, test.Type);
        if (!allowed.IsAllowed)
            return Refusals.Forbidden($"search {test.Type}");
        if (_guard.Check(actor, request, test.Type, allowed) is { } hidden)
            return hidden;
        var compiled = predicates.Compile(actor, request, allowed, PageSize);
        return compiled.Plan is { } plan ? Collect(plan, test, patients, cancellationToken) : new Refusal(422, compiled.Issues);
    }

    private Refusal? Collect(SearchPlan plan, CharacteristicSearch test, HashSet<string> patients, CancellationToken cancellationToken)
    {
        try
        {
            for (string? cursor = null, next = ""; next is not null; cursor = next)
            {
                var page = store.Search(plan with { Cursor = cursor }, cancellationToken);
                foreach (var row in page.Rows)
                    patients.UnionWith(row.Patients);
                next = page.NextCursor;
            }
            return null;
        }
        catch (SearchTooCostlyException)
        {
            return Refusal.Of(422, IssueTypes.TooCostly, "GATE-EXPORT-CHARACTERISTIC-COST", $"'{test.Type}?{test.Query}' looks at too many rows; narrow the characteristic.", test.Place);
        }
    }
}
