namespace Carewright.Security;

/// <summary>What a policy says of a role beside its grants.</summary>
/// <param name="Name">The role.</param>
/// <param name="Explanation">Why it is as it is, for people.</param>
/// <param name="Purpose">The purpose of use its members act for unless they say otherwise (v3-PurposeOfUse).</param>
/// <param name="Areas">Screens that exist for it: <c>finder chart schedule audit users</c>.</param>
/// <param name="Operations">Operations beside FHIR that it may use: <c>users audit import export ehi-export delete-many unlabel merge erase</c>.</param>
public sealed record RolePolicy(string Name, string Explanation, string Purpose, IReadOnlyList<string> Areas, IReadOnlyList<string> Operations);

/// <summary>A placeholder of a grant's filter.</summary>
internal enum Placeholder
{
    Patient,
    PatientId,
    Practitioner,
    PractitionerId,
    Site,
    Department,
}

/// <summary>One grant of one type as the policy has it: placeholders not yet filled, element groups and <c>visible</c> already turned into what is hidden.</summary>
internal sealed record TypeGrant(
    string Rule,
    string? Filter,
    bool InCompartment,
    IReadOnlyList<string> Hidden,
    IReadOnlyList<string> VisibleExtensions)
{
    /// <summary>Only rows of which the actor's own account is the owner.</summary>
    internal bool IsOwn { get; init; }
}

/// <summary>A restriction as the policy has it.</summary>
internal sealed record PolicyRestriction(string Name, string LabelSystem);

/// <summary>A role with its grants by type and interaction.</summary>
internal sealed record RoleGrants(RolePolicy Policy, IReadOnlyDictionary<(string Type, AccessInteraction Interaction), IReadOnlyList<TypeGrant>> Grants);
