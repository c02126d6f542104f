using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Access;

/// <summary>Explains decisions. It asks the compiled access that a request would be decided by, condition by condition, and decides nothing of its own.</summary>
internal sealed class Explainer(IRecordStore store, IPolicySource policies, AccessCompiler access, AccessMoments moments, Scribe scribe)
{
    /// <summary>The explanation, on record with the patients of the resource. Refused with 403 (operation <c>explain</c>).</summary>
    internal async ValueTask<Answer<AccessExplanation>> RunAsync(Actor asker, Actor subject, AccessInteraction interaction, string type, string id, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "explain", type, $"user={subject.UserName}&interaction={interaction.ToString().ToLowerInvariant()}") { Address = $"{type}/{id}" };
        if (!policies.Current.MayOperate(asker, "explain"))
            return await scribe.RefuseAsync(asker, deed, Refusals.Forbidden("explain"), "operation explain", cancellationToken).ConfigureAwait(false);
        var row = store.Read(type, id) is { IsDeleted: false } found ? found : null;
        var explanation = Explain(subject, interaction, type, row);
        var draft = scribe.Draft(asker, deed, AuditOutcome.Success, 200, row is null ? [] : [$"{type}/{id}"], explanation.Patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? explanation : Refusals.Busy;
    }

    internal AccessExplanation Explain(Actor subject, AccessInteraction interaction, string type, StoredVersion? row)
    {
        var policy = policies.Current;
        var compiled = access.For(policy, subject, interaction, type);
        var grants = policy.Consider(subject, interaction, type, moments.Of(policy, subject)).Select(one => Explain(one, compiled, row)).ToList();
        var restrictions = compiled.Restrictions.Select(one => Explain(one, row)).ToList();
        var isAllowed = row is null ? compiled.IsAllowed : compiled.Allows(row);
        return new AccessExplanation(isAllowed, RuleOf(compiled, grants, restrictions), policy.Version, row is not null, grants, restrictions,
            row is null ? [] : LabelsOf(row), isAllowed ? HiddenIn(compiled, row) : [], row?.Patients ?? []);
    }

    private ExplainedGrant Explain(ConsideredGrant considered, CompiledAccess compiled, StoredVersion? row)
    {
        var conditions = considered.Conditions.Select(one => new ExplainedCondition(one.Kind, one.Detail, one.Holds)).ToList();
        if (considered.Grant is not { } grant)
            return new ExplainedGrant(considered.Rule, false, conditions, []);
        var found = compiled.Grants.FirstOrDefault(one => one.Rule == grant.Rule && one.CompartmentPatient == grant.CompartmentPatient);
        if (found is null)
            return new ExplainedGrant(considered.Rule, false, [.. conditions, new ExplainedCondition("filter", grant.Filter ?? grant.Relationship?.Rule.Text ?? "", false)], grant.Hidden);
        conditions.AddRange(found.Conditions.Select(one => Explain(one, row)));
        return new ExplainedGrant(considered.Rule, row is null || found.Covers(store, row), conditions, grant.Hidden);
    }

    // Without a row nothing is said against it.
    private ExplainedCondition Explain(RowCondition condition, StoredVersion? row) => new(condition.Kind, condition.Detail, row is null || condition.Holds(store, row));

    private static string RuleOf(CompiledAccess compiled, List<ExplainedGrant> grants, List<ExplainedCondition> restrictions)
    {
        if (restrictions.Find(one => !one.Holds) is { } closed)
            return closed.Kind == "consent" ? "the patient's consent" : $"restriction '{closed.Detail}'";
        return grants.Find(one => one.Covers)?.Rule ?? (compiled.IsAllowed ? "no grant covers this resource" : compiled.Rule);
    }

    private static IReadOnlyList<string> HiddenIn(CompiledAccess compiled, StoredVersion? row) =>
        [.. (row is null ? compiled.AlwaysHidden : compiled.HiddenIn(row)).Elements.Order(StringComparer.Ordinal)];

    private static List<string> LabelsOf(StoredVersion row)
    {
        var labels = new List<string>();
        foreach (var coding in (ResourceDocument.Parse(row.Open()).Document?.Root.Child("meta") ?? default).Children("security"))
            labels.Add($"{coding.Child("system").GetString()}|{coding.Child("code").GetString()}");
        return labels;
    }
}
