namespace Carewright.Security;

/// <summary>Those whom one decision serves.</summary>
internal readonly record struct Principal(string Role, string? FhirUser, string? Site, string? Department, string? Purpose, string? UserName, AccessMoment? Moment);

/// <summary>What of an actor and a moment a role's decisions rest on. Whatever a role does not ask for is left out of the key, so that its members share their decisions.</summary>
internal sealed record PrincipalScope(bool UsesPerson, bool UsesSite, bool UsesPurpose, bool UsesTimes, bool UsesDay, bool UsesProxies)
{
    internal static PrincipalScope Of(RoleGrants role, IReadOnlyList<PolicyRestriction> restrictions)
    {
        var grants = role.All.ToList();
        var namesActor = grants.Exists(grant => grant.Filter?.Contains('{', StringComparison.Ordinal) == true);
        return new PrincipalScope(
            namesActor || grants.Exists(grant => grant.InCompartment || grant.Relationship is not null),
            namesActor || grants.Exists(grant => grant.Sites.Count > 0),
            grants.Exists(grant => grant.Purposes.Count > 0) || restrictions.Any(one => one.VisibleTo?.Purposes.Count > 0 || one.HiddenFrom?.Purposes.Count > 0),
            grants.Exists(grant => grant.Times.Count > 0),
            grants.Exists(grant => grant.Relationship is { IsProxy: false }),
            grants.Exists(grant => grant.Relationship is { IsProxy: true }));
    }

    internal Principal KeyOf(Actor actor, AccessMoment? moment) => new(
        actor.Role, UsesPerson ? actor.FhirUser : null, UsesSite ? actor.Site : null, actor.Department, UsesPurpose ? actor.Purpose : null, null, moment == AccessMoment.Ordinary ? null : moment);
}
