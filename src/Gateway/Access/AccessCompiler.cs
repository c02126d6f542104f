using System.Runtime.CompilerServices;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Consents;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>
/// Compiles what the policy decides for an actor, and what patients' consents say of it, into predicates over the index. The policy hands out one shared decision per role, person, department and
/// moment, so that each is compiled once. A filter that does not compile denies.
/// </summary>
internal sealed class AccessCompiler(IPolicySource policies, IRecordStore store, AccessMoments moments, ConsentRegister consents)
{
    private readonly SearchCompiler _search = store.Compiler;
    private readonly RelationshipCompiler _relationships = new(store);
    private volatile CompiledBy _current = new(store.Parameters.Searchable, [], []);

    /// <summary>What the actor may do with the type by this interaction.</summary>
    internal CompiledAccess For(Actor actor, AccessInteraction interaction, string type) => For(policies.Current, actor, interaction, type);

    /// <summary>The same by a policy that is not in force: what a simulation asks.</summary>
    internal CompiledAccess For(AccessPolicy policy, Actor actor, AccessInteraction interaction, string type)
    {
        var moment = moments.Of(policy, actor);
        var decision = policy.Decide(actor, interaction, type, moment);
        var rules = decision.IsAllowed ? consents.For(policy.Consent, actor, interaction, type, moment?.Represented ?? "") : null;
        var current = Current();
        var compiled = rules is null ? current.Compiled : current.WithConsents.GetOrCreateValue(rules);
        return compiled.TryGetValue(decision, out var known) ? known : compiled.GetValue(decision, one => Compile(one, type, current.Definitions, rules));
    }

    // A filter may name a parameter that has become whole, or is no more, since it was compiled.
    private CompiledBy Current()
    {
        var current = _current;
        var definitions = store.Parameters.Searchable;
        return ReferenceEquals(current.Definitions, definitions) ? current : _current = new CompiledBy(definitions, [], []);
    }

    private CompiledAccess Compile(TypeAccess decision, string type, FhirModel definitions, ConsentRules? rules)
    {
        if (!decision.IsAllowed)
            return CompiledAccess.Denied(decision.Rule);
        var grants = decision.Grants.Select(grant => CompileGrant(grant, type, definitions)).OfType<CompiledGrant>().ToList();
        if (grants.Count == 0)
            return CompiledAccess.Denied($"{decision.Rule}: no filter of it could be compiled");
        List<RowCondition> restrictions = [.. decision.Restrictions.Select(one => Restriction(one, type, decision.OpenedPatients, rules)), .. Consented(decision, type, rules)];
        return CompiledAccess.Allowed(decision.Rule, store, grants, restrictions);
    }

    private CompiledGrant? CompileGrant(RowGrant grant, string type, FhirModel definitions)
    {
        var hidden = new HiddenSet(grant.Hidden, grant.VisibleExtensions);
        var conditions = new List<RowCondition>();
        IReadOnlyList<SearchCriterion> criteria = [];
        if (grant.Filter is { } filter)
        {
            var parsed = SearchRequest.Parse(type, QueryText.Pairs(filter), definitions, SearchHandling.Strict);
            if (parsed.Request is not { Filters.Count: 0 })
                return null;
            criteria = parsed.Request.Criteria;
            var compiled = _search.CompilePredicate(type, criteria);
            if (compiled.Predicate is null)
                return null;
            conditions.Add(new RowCondition("filter", filter, compiled.Predicate, compiled.Verify));
        }
        if (grant.CompartmentPatient is { } patient)
            conditions.Add(new RowCondition("compartment", patient, _search.InPatientCompartment(patient), row => row.Patients.Contains(patient)));
        if (grant.Owner is { } owner)
            conditions.Add(new RowCondition("owner", owner, _search.HasTag(type, RowGrant.OwnerSystem, owner), null));
        var related = grant.Relationship is { } relationship ? _relationships.Compile(relationship, definitions) : null;
        if (grant.Relationship is not null && related is null)
            return null;
        if (related is not null)
            conditions.Add(new RowCondition("relationship", grant.Relationship!.Rule.Text, SearchCompiler.InCompartmentOf(related), null));
        return new CompiledGrant(grant.Rule, conditions, criteria, grant.CompartmentPatient, hidden) { Related = related };
    }

    // No label that closes, or the actor's own among them, or a patient for whom it is open.
    private RowCondition Restriction(LabelRestriction restriction, string type, IReadOnlyList<string> opened, ConsentRules? rules)
    {
        if (restriction.Minors.Count > 0)
            return OfMinors(restriction, type, rules);
        List<Predicate> passes = [new Not(Labelled(type, restriction.LabelSystem, restriction.Codes))];
        if (restriction.AllowedCode is { } own)
            passes.Add(_search.HasSecurityLabel(type, restriction.LabelSystem, own));
        List<string> patients = [.. restriction.GlassOpens ? opened : [], .. restriction.ConsentOpens && rules is not null ? rules.OpenedBy(restriction) : []];
        if (patients.Count > 0)
            passes.Add(_search.InPatientCompartment(patients));
        return new RowCondition("restriction", restriction.Name, passes.Count == 1 ? passes[0] : new AnyOf(passes), null);
    }

    // Of each minor what this one consents to alone and has not opened. A row of two siblings is closed when either closes it.
    private RowCondition OfMinors(LabelRestriction restriction, string type, ConsentRules? rules)
    {
        var passes = new List<Predicate>();
        foreach (var minor in restriction.Minors)
        {
            List<string> closed = [.. minor.Closed.Where(code => !restriction.ConsentOpens || rules?.Opened[(restriction.LabelSystem, code)].Contains(minor.Patient) != true)];
            if (closed.Count > 0)
                passes.Add(new Not(new AllOf([_search.InPatientCompartment(minor.Patient), Labelled(type, restriction.LabelSystem, closed)])));
        }
        return new RowCondition("restriction", restriction.Name, passes.Count switch { 0 => Predicate.True, 1 => passes[0], _ => new AllOf(passes) }, null);
    }

    private Predicate Labelled(string type, string system, IReadOnlyList<string> codes) =>
        codes.Count == 0 ? _search.HasSecurityLabel(type, system, null) : new AnyOf([.. codes.Select(code => _search.HasSecurityLabel(type, system, code))]);

    private IEnumerable<RowCondition> Consented(TypeAccess decision, string type, ConsentRules? rules)
    {
        if (rules is null)
            yield break;
        var closed = rules.Closed.Except(decision.OpenedPatients).ToList();
        if (closed.Count > 0)
            yield return new RowCondition("consent", "", new Not(_search.InPatientCompartment(closed)), null);
        foreach (var (patient, terms) in rules.Partly.Where(one => !decision.OpenedPatients.Contains(one.Patient)))
            yield return new RowCondition("consent", patient, new Not(new AllOf([_search.InPatientCompartment(patient), new ConsentCompiler(store, type).Denied(terms)])), null);
    }

    private sealed record CompiledBy(FhirModel Definitions, ConditionalWeakTable<TypeAccess, CompiledAccess> Compiled,
        ConditionalWeakTable<ConsentRules, ConditionalWeakTable<TypeAccess, CompiledAccess>> WithConsents);
}
