namespace Carewright.Detection.People;

/// <summary>What of a person is compared to tell a look-up of oneself, a relative or a neighbour. Folded to lower case; it is held in memory only and leaves as facts, never as values.</summary>
/// <param name="Family">Family names.</param>
/// <param name="Given">First given names.</param>
/// <param name="BirthDate">As recorded, or null.</param>
/// <param name="Homes">Street line and postal code, joined.</param>
/// <param name="Streets">Street without number and postal code, joined.</param>
internal sealed record PersonFacets(IReadOnlySet<string> Family, IReadOnlySet<string> Given, string? BirthDate, IReadOnlySet<string> Homes, IReadOnlySet<string> Streets)
{
    /// <summary>Labelled as known to the public.</summary>
    public bool IsVip { get; init; }

    /// <summary>Labelled as an employee.</summary>
    public bool IsEmployee { get; init; }

    /// <summary>Tagged as a trap.</summary>
    public bool IsHoney { get; init; }

    /// <summary>Whether both are one person: the same names, and no birth date that says otherwise; one without given names is nobody's double.</summary>
    public bool IsSameAs(PersonFacets other) =>
        Family.Overlaps(other.Family) && Given.Overlaps(other.Given) && (BirthDate is null || other.BirthDate is null || BirthDate == other.BirthDate);
}

/// <summary>What detection asks of the record. Looks by the watcher itself are not looks of a person: they are not audited, and nothing of them leaves but facts.</summary>
internal interface IPeople
{
    /// <summary>The person behind an account; null when the account has no Practitioner or Person.</summary>
    PersonFacets? User(string userName);

    /// <summary>A patient (<c>Patient/1</c>); null when there is none.</summary>
    PersonFacets? Patient(string reference);

    /// <summary>Whether the patient works here: is the same person as the Practitioner of another account.</summary>
    bool IsColleague(string userName, PersonFacets patient);

    /// <summary>Whether a care relationship can be asked for at all: the account stands for a practitioner.</summary>
    bool IsPractitioner(string userName);

    /// <summary>Whether anything connects the user with the patient, or the patient was at the clinic about then.</summary>
    bool HasRelationship(string userName, string patient, DateTimeOffset at);

    /// <summary>Whether the account is disabled now.</summary>
    bool IsDisabled(string userName);

    /// <summary>The clock of the user's site; null when it is not known.</summary>
    TimeZoneInfo? ZoneOf(string? site);
}
