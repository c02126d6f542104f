namespace Carewright.Security;

/// <summary>
/// What an actor may do with one resource type by one interaction: a refusal, or rows and elements. Immutable and shared between requests.
/// </summary>
/// <param name="IsAllowed">False: refuse, whatever the row.</param>
/// <param name="Rule">Which rule decided, for the audit record and for whoever asks why: <c>policy 1, front-desk, Patient</c>.</param>
/// <param name="Grants">
/// Or-ed: a row is allowed when it satisfies any. For create and update, the row as it is to be written must satisfy one; for update, the row as it was must, too.
/// Empty exactly when refused.
/// </param>
/// <param name="Restrictions">And-ed: each excludes rows. They hold for every role and every interaction that reads a row, reading one in order to update it included.</param>
public sealed record TypeAccess(bool IsAllowed, string Rule, IReadOnlyList<RowGrant> Grants, IReadOnlyList<LabelRestriction> Restrictions)
{
    /// <summary>Patients whose record the actor has opened by breaking the glass: restrictions that the glass opens do not hold in their compartments.</summary>
    public IReadOnlyList<string> OpenedPatients { get; init; } = [];
}

/// <summary>Rows and elements that one grant of a policy opens.</summary>
/// <param name="Rule">The grant, as in <see cref="TypeAccess.Rule"/> with its number.</param>
/// <param name="Filter">FHIR search criteria over the type (<c>status=draft</c>), placeholders filled; null: all rows. It goes through the same parser and compiler as a query.</param>
/// <param name="CompartmentPatient">The reference (<c>Patient/x</c>) whose patient compartment the row must be in; null: no such condition. And-ed with <paramref name="Filter"/>.</param>
/// <param name="Hidden">Names of top-level elements, without <c>[x]</c>, that may not leave and that a write keeps as they are. Sorted.</param>
public sealed record RowGrant(string Rule, string? Filter, string? CompartmentPatient, IReadOnlyList<string> Hidden)
{
    /// <summary>
    /// URLs of top-level extensions that may leave although <c>extension</c> is in <see cref="Hidden"/>. Whoever cuts elements and does not know of this hides too much, never too little.
    /// </summary>
    public IReadOnlyList<string> VisibleExtensions { get; init; } = [];

    /// <summary>The user name of whoever must be the row's owner (its tag of <see cref="OwnerSystem"/>, which the server sets); null: no such condition. And-ed with the others.</summary>
    public string? Owner { get; init; }

    /// <summary>The care relationship that one of the row's patients must have with the actor; null: no such condition. And-ed with the others.</summary>
    public RelationshipTo? Relationship { get; init; }

    /// <summary>System of the tag that says whose a row is. The server writes it; what a client sends there is not kept.</summary>
    public const string OwnerSystem = "https://carewright.example/fhir/NamingSystem/account";
}

/// <summary>
/// Security labels that close a row: a row that carries one of them in <c>meta.security</c> is visible only if one of its labels of the system is <paramref name="AllowedCode"/>.
/// </summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="LabelSystem">The labels' code system.</param>
/// <param name="AllowedCode">The actor's own department; null: no row with such a label is visible.</param>
public sealed record LabelRestriction(string Name, string LabelSystem, string? AllowedCode)
{
    /// <summary>The codes that close; empty: every code of the system.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Whether breaking the glass opens what it closes.</summary>
    public bool GlassOpens { get; init; }

    /// <summary>Whether a patient's consent that names the label opens what it closes.</summary>
    public bool ConsentOpens { get; init; }

    /// <summary>When not empty it closes only rows of these patients, each with the codes of <see cref="RepresentedPatient.Closed"/>.</summary>
    public IReadOnlyList<RepresentedPatient> Minors { get; init; } = [];
}
