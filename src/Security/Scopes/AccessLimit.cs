using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Carewright.Security;

/// <summary>
/// What a token's scopes leave of its user's rights. It is and-ed onto what the policy decides, so that it can only take away: everything that is decided from grants (search, counts,
/// includes, chains, history, export) obeys without knowing of scopes. Immutable; keep one object for a token, because what follows from it is remembered by the object.
/// </summary>
public sealed partial class AccessLimit
{
    private readonly ConditionalWeakTable<TypeAccess, TypeAccess> _narrowed = [];

    /// <summary>A limit.</summary>
    /// <param name="scopes">The token's scopes.</param>
    /// <param name="patient">The launch's patient (<c>Patient/x</c>) or null: then <c>patient/</c> scopes open nothing.</param>
    /// <exception cref="ArgumentException">The patient is not a reference of that form.</exception>
    public AccessLimit(ScopeSet scopes, string? patient)
    {
        if (patient is not null && !PatientReference().IsMatch(patient))
            throw new ArgumentException("A launch's patient is a reference such as Patient/x.", nameof(patient));
        (Scopes, Patient) = (scopes, patient);
    }

    /// <summary>The token's scopes.</summary>
    public ScopeSet Scopes { get; }

    /// <summary>The launch's patient, or null.</summary>
    public string? Patient { get; }

    /// <summary>
    /// Whether an operation beside FHIR is opened. Of all of them only <c>export</c> is, by a <c>system/</c> scope that reads (SMART Backend Services, Bulk Data Access 2.0): the others
    /// change accounts, rules or many rows at once, and no scope speaks of them.
    /// </summary>
    public bool Opens(string operation) =>
        operation == "export" && Scopes.Fhir.Any(scope => scope.Subject == ScopeSubject.System && scope.Letters.HasFlag(ScopeLetters.Read | ScopeLetters.Search));

    /// <summary>What is left of a decision of the policy.</summary>
    /// <param name="access">The decision.</param>
    /// <param name="interaction">What it is about.</param>
    /// <param name="resourceType">What it is about.</param>
    public TypeAccess Narrow(TypeAccess access, AccessInteraction interaction, string resourceType)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (!access.IsAllowed)
            return access;
        return _narrowed.TryGetValue(access, out var known) ? known : _narrowed.GetValue(access, one => Build(one, interaction, resourceType));
    }

    private TypeAccess Build(TypeAccess access, AccessInteraction interaction, string resourceType)
    {
        var conditions = Scopes.Fhir.Where(scope => scope.Covers(interaction, resourceType))
            .Select(scope => ScopeCondition.Of(scope, interaction, resourceType, Patient)).OfType<ScopeCondition>().Distinct().ToArray();
        if (conditions.Contains(ScopeCondition.Anything))
            return access;
        var grants = access.Grants.SelectMany(grant => conditions.Select(condition => condition.And(grant))).OfType<RowGrant>().ToArray();
        return grants.Length == 0
            ? new TypeAccess(false, $"{access.Rule}: no scope of the app's token opens it", [], [])
            : access with { Rule = access.Rule + ", within the app's scopes", Grants = grants };
    }

    [GeneratedRegex(@"^Patient/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex PatientReference();
}
