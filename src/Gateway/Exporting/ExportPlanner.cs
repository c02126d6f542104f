using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Exporting;

/// <summary>Authorises an export and compiles what it reads: the same rules as for a search of each of its types, once for the whole export.</summary>
internal sealed class ExportPlanner(IRecordStore store, IPolicySource policies, AccessCompiler access, AccessPredicates predicates)
{
    private readonly SearchGuard _guard = new(access);
    private readonly CohortFinder _cohorts = new(store, access, predicates);

    /// <summary>The plan, or why there is none; a row that may not be seen answers like one that is not there.</summary>
    internal Answer<ExportPlan> Plan(Actor actor, ExportOrder order, CancellationToken cancellationToken)
    {
        if (!policies.Current.MayOperate(actor, OperationOf(order)))
            return Refusals.Forbidden(OperationOf(order));
        var warnings = new List<Issue>();
        var types = TypesOf(actor, order, warnings, out var refusal);
        if (refusal is not null)
            return refusal;
        var plans = new List<TypePlan>(types.Count);
        foreach (var type in types)
        {
            var compiled = PlanType(actor, order, type);
            if (compiled.IsRefused)
                return compiled.Refusal;
            plans.Add(compiled.Value);
        }
        var cohort = _cohorts.Find(actor, order, warnings, cancellationToken);
        return cohort.IsRefused ? cohort.Refusal : new ExportPlan(order, plans, cohort.Value.Cohort, warnings);
    }

    /// <summary>What the actor may see of a type now: an export runs for hours, and what changed since its start holds for what has not left yet.</summary>
    internal CompiledAccess AccessNow(Actor actor, ExportOrder order, string type) =>
        policies.Current.MayOperate(actor, OperationOf(order)) ? AccessFor(actor, order.Scope, type) : CompiledAccess.Denied($"policy {policies.Current.Version}, {actor.Role}: operation {OperationOf(order)}");

    private CompiledAccess AccessFor(Actor actor, ExportScope scope, string type) => scope == ExportScope.Granted
        ? access.For(actor, AccessInteraction.Search, type)
        : EhiAccess($"policy {policies.Current.Version}, {actor.Role}: operation ehi-export");

    private static string OperationOf(ExportOrder order) => order.Scope == ExportScope.WholeRecord ? "ehi-export" : "export";

    private CompiledAccess EhiAccess(string rule) => CompiledAccess.Allowed(rule, store, [CompiledGrant.Everything(rule)], []);

    private List<string> TypesOf(Actor actor, ExportOrder order, List<Issue> warnings, out Refusal? refusal)
    {
        refusal = null;
        var offered = ExportTypes.Of(order.Level);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in order.Types.Count == 0 ? offered.Where(type => AccessFor(actor, order.Scope, type).IsAllowed) : order.Types)
        {
            if (Fault(actor, order, offered, type) is not { } fault)
                wanted.Add(type);
            else if (order.IsLenient)
                warnings.AddRange(fault.Issues.Select(issue => issue with { Severity = IssueSeverity.Warning }));
            else
                refusal ??= fault;
        }
        if (wanted.Count == 0)
            refusal ??= Refusals.Forbidden("export any of the types asked for");
        return [.. offered.Where(wanted.Contains)];
    }

    private Refusal? Fault(Actor actor, ExportOrder order, IReadOnlyList<string> offered, string type)
    {
        if (!ExportTypes.System.Contains(type))
            return Refusals.UnknownType(type);
        if (!offered.Contains(type))
            return Refusal.Of(400, IssueTypes.NotSupported, "GATE-EXPORT-TYPE", $"{type} belongs to no patient; ask for it at system level.", "_type", "Bulk Data Access 2.0 export.html#query-parameters");
        return AccessFor(actor, order.Scope, type).IsAllowed ? null : Refusals.Forbidden($"export {type}");
    }

    private Answer<TypePlan> PlanType(Actor actor, ExportOrder order, string type)
    {
        var allowed = AccessFor(actor, order.Scope, type);
        var edits = EditsOf(order, type);
        var filters = order.Filters.Where(filter => filter.ResourceType == type).ToList();
        if (filters.Count == 0)
            filters.Add(Unfiltered(type));
        var times = Times(order, type);
        var plans = new List<SearchPlan>(filters.Count);
        foreach (var filter in filters)
        {
            if (_guard.Check(actor, filter, type, allowed) is { } hidden)
                return hidden;
            var compiled = predicates.Compile(actor, filter with { Criteria = [.. filter.Criteria, .. times] }, allowed, 1);
            if (compiled.Plan is not { } plan)
                return new Refusal(400, compiled.Issues);
            plans.Add(plan);
        }
        return plans.Count == 1
            ? new TypePlan(type, allowed, plans[0].Where, plans[0].Verify, plans[0].Confirm, edits)
            : new TypePlan(type, allowed, new AnyOf([.. plans.Select(plan => plan.Where)]), row => plans.Exists(plan => Holds(plan, row)), null, edits);
    }

    // What one filter finds only by the index must not pass because another one matches.
    private bool Holds(SearchPlan plan, StoredVersion row) =>
        store.Matches(row, plan.Where) && (plan.Verify is null || plan.Verify(row)) && (plan.Confirm is null || plan.Confirm(row));

    private static ResourceEdits? EditsOf(ExportOrder order, string type)
    {
        var names = order.Elements.GetValueOrDefault("", []).Concat(order.Elements.GetValueOrDefault(type, [])).ToList();
        return names.Count == 0 ? null : ResourceEdits.Elements(names);
    }

    private static SearchRequest Unfiltered(string type) => SearchRequest.Parse(type, [], FhirModel.R4, SearchHandling.Strict).Request!;

    private static IReadOnlyList<SearchCriterion> Times(ExportOrder order, string type)
    {
        var pairs = new List<KeyValuePair<string, string>>(2);
        if (order.Since is { } since)
            pairs.Add(new("_lastUpdated", "gt" + Text(since)));
        if (order.Until is { } until)
            pairs.Add(new("_lastUpdated", "lt" + Text(until)));
        return SearchRequest.Parse(type, pairs, FhirModel.R4, SearchHandling.Strict).Request!.Criteria;
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
