namespace Carewright.Security;

/// <summary>Whom a restriction names: an actor that any of the lists contains.</summary>
/// <param name="Roles">Roles.</param>
/// <param name="Departments">Department codes.</param>
/// <param name="Purposes">Purposes of use.</param>
public sealed record ActorTest(IReadOnlyList<string> Roles, IReadOnlyList<string> Departments, IReadOnlyList<string> Purposes)
{
    /// <summary>Whether the actor is meant.</summary>
    public bool Includes(Actor actor) => Roles.Contains(actor.Role) || (actor.Department is { } own && Departments.Contains(own)) || Purposes.Contains(actor.Purpose);
}

/// <summary>One condition of a grant that is decided by the actor and the moment, before any row is looked at.</summary>
/// <param name="Kind"><c>purpose site department time identity proxy emergency break-glass</c>.</param>
/// <param name="Detail">What was asked for, in the policy's words.</param>
/// <param name="Holds">How it was decided.</param>
public sealed record ActorCondition(string Kind, string Detail, bool Holds);

/// <summary>A grant as it was considered for an actor.</summary>
/// <param name="Rule">The grant's place: <c>policy 3, nurse, grant 2</c>.</param>
/// <param name="Conditions">What the actor and the moment had to be; empty when nothing was asked.</param>
/// <param name="Grant">The rows and elements it opens; null when a condition does not hold.</param>
public sealed record ConsideredGrant(string Rule, IReadOnlyList<ActorCondition> Conditions, RowGrant? Grant);
