namespace Carewright.Security;

/// <summary>What a policy says of a role beside its grants.</summary>
/// <param name="Name">The role.</param>
/// <param name="Explanation">Why it is as it is, for people.</param>
/// <param name="Purpose">The purpose of use its members act for unless they say otherwise (v3-PurposeOfUse).</param>
/// <param name="Areas">Screens that exist for it: <c>finder chart schedule audit users</c>.</param>
/// <param name="Operations">Operations beside FHIR that it may use: <c>users policies emergency audit explain review import export ehi-export delete-many unlabel merge erase privacy privacy-intake interfaces message-review in-basket result-sign in-house in-house-unlock</c>.</param>
public sealed record RolePolicy(string Name, string Explanation, string Purpose, IReadOnlyList<string> Areas, IReadOnlyList<string> Operations)
{
    /// <summary>Purposes that its members may claim in a request beside <see cref="Purpose"/>.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>Whether its members may break the glass.</summary>
    public bool BreaksGlass { get; init; }

    /// <summary>Whether a request may claim the purpose of use.</summary>
    public bool MayClaim(string purpose) => purpose == Purpose || Purposes.Contains(purpose, StringComparer.Ordinal);
}

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

    /// <summary>Only rows of patients whom the actor cares for so; null: no such condition.</summary>
    internal RelationshipRule? Relationship { get; init; }

    /// <summary>Purposes of use, sites, departments and time windows: the actor's must be among them. Empty: any.</summary>
    internal IReadOnlyList<string> Purposes { get; init; } = [];

    internal IReadOnlyList<string> Sites { get; init; } = [];

    internal IReadOnlyList<string> Departments { get; init; } = [];

    internal IReadOnlyList<string> Times { get; init; } = [];

    /// <summary>When it is there at all.</summary>
    internal GrantOccasion Occasion { get; init; }
}

/// <summary>When a grant is there.</summary>
internal enum GrantOccasion
{
    Always,
    Emergency,
    BrokenGlass,
}

/// <summary>A restriction as the policy has it: it concerns those whom it is not visible to, or those whom it is hidden from.</summary>
internal sealed record PolicyRestriction(string Name, string LabelSystem, IReadOnlyList<string> Codes, bool IsDepartment, ActorTest? VisibleTo, ActorTest? HiddenFrom, bool GlassOpens, bool ConsentOpens)
{
    /// <summary>Whether it closes nothing but what represented minors consent to alone (<see cref="RepresentedPatient.Closed"/>).</summary>
    internal bool IsOfMinors { get; init; }

    internal LabelRestriction? For(Actor actor, AccessMoment moment)
    {
        if (IsOfMinors)
            return OfMinors(actor, moment);
        if (VisibleTo?.Includes(actor) == true || HiddenFrom?.Includes(actor) == false)
            return null;
        return new LabelRestriction(Name, LabelSystem, IsDepartment ? actor.Department : null) { Codes = Codes, GlassOpens = GlassOpens, ConsentOpens = ConsentOpens };
    }

    private LabelRestriction? OfMinors(Actor actor, AccessMoment moment)
    {
        if (HiddenFrom?.Includes(actor) != true)
            return null;
        RepresentedPatient[] minors = [.. RepresentedPatient.Read(moment.Represented).Select(one => one with { Closed = [.. one.Closed.Intersect(Codes)] }).Where(one => one.Closed.Count > 0)];
        return minors.Length == 0 ? null : new LabelRestriction(Name, LabelSystem, null) { Codes = Codes, ConsentOpens = ConsentOpens, Minors = minors };
    }
}

/// <summary>A role with its grants by type and interaction.</summary>
internal sealed record RoleGrants(RolePolicy Policy, IReadOnlyDictionary<(string Type, AccessInteraction Interaction), IReadOnlyList<TypeGrant>> Grants)
{
    internal IEnumerable<TypeGrant> All => Grants.Values.SelectMany(grants => grants);
}
