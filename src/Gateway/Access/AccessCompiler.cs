using System.Runtime.CompilerServices;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>
/// Compiles what the policy decides for an actor into predicates over the index. The policy hands out one shared decision per role, person and department,
/// so that each is compiled once. A filter that does not compile denies.
/// </summary>
internal sealed class AccessCompiler(IPolicySource policies, IRecordStore store)
{
    private readonly SearchCompiler _search = store.Compiler;
    private volatile CompiledBy _current = new(store.Parameters.Searchable, []);

    /// <summary>What the actor may do with the type by this interaction.</summary>
    internal CompiledAccess For(Actor actor, AccessInteraction interaction, string type)
    {
        var decision = policies.Current.Decide(actor, interaction, type);
        var current = Current();
        return current.Compiled.TryGetValue(decision, out var compiled) ? compiled : current.Compiled.GetValue(decision, one => Compile(one, type, current.Definitions));
    }

    // A filter may name a parameter that has become whole, or is no more, since it was compiled.
    private CompiledBy Current()
    {
        var current = _current;
        var definitions = store.Parameters.Searchable;
        return ReferenceEquals(current.Definitions, definitions) ? current : _current = new CompiledBy(definitions, []);
    }

    private CompiledAccess Compile(TypeAccess decision, string type, FhirModel definitions)
    {
        if (!decision.IsAllowed)
            return CompiledAccess.Denied(decision.Rule);
        var grants = new List<CompiledGrant>(decision.Grants.Count);
        foreach (var grant in decision.Grants)
        {
            if (CompileGrant(grant, type, definitions) is { } compiled)
                grants.Add(compiled);
        }
        return grants.Count == 0
            ? CompiledAccess.Denied($"{decision.Rule}: no filter of it could be compiled")
            : CompiledAccess.Allowed(decision.Rule, store, grants, Restrictions(decision.Restrictions, type));
    }

    private CompiledGrant? CompileGrant(RowGrant grant, string type, FhirModel definitions)
    {
        var hidden = new HiddenSet(grant.Hidden, grant.VisibleExtensions);
        if (grant is { Filter: null, CompartmentPatient: null, Owner: null })
            return new CompiledGrant(null, null, [], null, hidden);
        var parts = new List<Predicate>();
        Func<StoredVersion, bool>? verify = null;
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
            parts.Add(compiled.Predicate);
            verify = compiled.Verify;
        }
        if (grant.CompartmentPatient is { } patient)
        {
            parts.Add(_search.InPatientCompartment(patient));
            var inner = verify;
            verify = row => row.Patients.Contains(patient) && (inner is null || inner(row));
        }
        if (grant.Owner is { } owner)
            parts.Add(_search.HasTag(type, RowGrant.OwnerSystem, owner));
        return new CompiledGrant(parts.Count == 1 ? parts[0] : new AllOf(parts), verify, criteria, grant.CompartmentPatient, hidden);
    }

    private sealed record CompiledBy(FhirModel Definitions, ConditionalWeakTable<TypeAccess, CompiledAccess> Compiled);

    private Predicate? Restrictions(IReadOnlyList<LabelRestriction> restrictions, string type)
    {
        if (restrictions.Count == 0)
            return null;
        var parts = restrictions.Select(restriction => Restriction(restriction, type)).ToList();
        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    // No label of the system, or the actor's own among them.
    private Predicate Restriction(LabelRestriction restriction, string type)
    {
        var unlabelled = new Not(_search.HasSecurityLabel(type, restriction.LabelSystem, null));
        return restriction.AllowedCode is { } own ? new AnyOf([unlabelled, _search.HasSecurityLabel(type, restriction.LabelSystem, own)]) : unlabelled;
    }
}

/// <summary>The policy in force; asked anew for every interaction, so that a change takes effect at once.</summary>
public interface IPolicySource
{
    /// <summary>The policy in force.</summary>
    AccessPolicy Current { get; }
}
