namespace Carewright.Security;

/// <summary>Whose data a scope speaks of (SMART App Launch 2.2, scopes-and-launch-context.html).</summary>
public enum ScopeSubject
{
    /// <summary><c>patient/</c>: the one patient of the launch.</summary>
    Patient,

    /// <summary><c>user/</c>: everything the user may.</summary>
    User,

    /// <summary><c>system/</c>: everything the client's own account may; nobody is signed in.</summary>
    System,
}

/// <summary>The letters of a scope, in their order: <c>c r u d s</c>.</summary>
[Flags]
public enum ScopeLetters
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>c</c>: create.</summary>
    Create = 1,

    /// <summary><c>r</c>: read, vread, history of an instance.</summary>
    Read = 2,

    /// <summary><c>u</c>: update and patch.</summary>
    Update = 4,

    /// <summary><c>d</c>: delete.</summary>
    Delete = 8,

    /// <summary><c>s</c>: search, and history of a type.</summary>
    Search = 16,

    /// <summary>All of them.</summary>
    All = Create | Read | Update | Delete | Search,
}

/// <summary>A scope over FHIR data: <c>patient/Observation.rs?category=laboratory</c>. It opens nothing; it says what of a user's rights a token may use.</summary>
/// <param name="Subject">Whose data.</param>
/// <param name="ResourceType">A resource type, or <see cref="AnyType"/>.</param>
/// <param name="Letters">Which interactions.</param>
/// <param name="Criteria">FHIR search criteria that a row must satisfy, as written after the <c>?</c>; null: any row.</param>
/// <param name="Text">The scope as it was asked for; it is granted in the same words.</param>
public sealed record FhirScope(ScopeSubject Subject, string ResourceType, ScopeLetters Letters, string? Criteria, string Text)
{
    /// <summary>The wildcard.</summary>
    public const string AnyType = "*";

    /// <summary>Whether the scope speaks of this interaction with this type.</summary>
    public bool Covers(AccessInteraction interaction, string resourceType) =>
        (ResourceType == AnyType || ResourceType == resourceType) && Letters.HasFlag(LetterOf(interaction));

    /// <summary>Whether everything that the other scope opens is opened by this one, too: a scope may be narrowed, never widened.</summary>
    public bool Includes(FhirScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Subject == other.Subject && (ResourceType == AnyType || ResourceType == other.ResourceType) && (Letters & other.Letters) == other.Letters
            && (Criteria is null || Criteria == other.Criteria);
    }

    private static ScopeLetters LetterOf(AccessInteraction interaction) => interaction switch
    {
        AccessInteraction.Create => ScopeLetters.Create,
        AccessInteraction.Read => ScopeLetters.Read,
        AccessInteraction.Update => ScopeLetters.Update,
        AccessInteraction.Delete => ScopeLetters.Delete,
        AccessInteraction.Search => ScopeLetters.Search,
        _ => throw new ArgumentOutOfRangeException(nameof(interaction)),
    };
}
