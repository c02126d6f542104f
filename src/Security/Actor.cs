namespace Carewright.Security;

/// <summary>
/// Who asks: every door names one before it may call the gateway. A role, a site and a department are the account's; nothing is granted to a person alone.
/// </summary>
/// <param name="UserName">Sign-in name, or the name of a partner system or background job.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="FhirUser"><c>Practitioner/x</c>, <c>Patient/x</c>, ..., or null for what is no person.</param>
/// <param name="Site"><c>Location/x</c> of the site the actor works at, or null.</param>
/// <param name="Department">Department code (<c>behavioral-health</c>), or null.</param>
/// <param name="Client">Which client: <c>app</c>, <c>token</c>, <c>cli</c>, a SMART client's id.</param>
/// <param name="Address">Network address, or <c>local</c>.</param>
/// <param name="Purpose">Purpose of use, v3-PurposeOfUse code: <c>TREAT</c>, <c>HPAYMT</c>, <c>HOPERAT</c>, ...</param>
/// <param name="Session">Session or token id, or null.</param>
public sealed record Actor(
    string UserName,
    string Display,
    string Role,
    string? FhirUser,
    string? Site,
    string? Department,
    string Client,
    string Address,
    string Purpose,
    string? Session)
{
    /// <summary>What the scopes of an app's token leave of the actor's rights; null: the actor comes by itself, with all of them.</summary>
    public AccessLimit? Limit { get; init; }
}

/// <summary>The roles that ship. Policies may define more.</summary>
public static class Roles
{
    /// <summary>Full chart of the clinic, writes and signs.</summary>
    public const string Physician = "physician";

    /// <summary>Full chart, writes nursing parts.</summary>
    public const string Nurse = "nurse";

    /// <summary>Intake: vitals, history, pended orders.</summary>
    public const string MedicalAssistant = "medical-assistant";

    /// <summary>Demographics, coverage and appointments; no clinical content.</summary>
    public const string FrontDesk = "front-desk";

    /// <summary>Demographics, coverage, codes and charges; no notes or results.</summary>
    public const string Biller = "biller";

    /// <summary>The audit log; no charts.</summary>
    public const string ComplianceOfficer = "compliance-officer";

    /// <summary>Users and settings; no charts.</summary>
    public const string Administrator = "administrator";

    /// <summary>The own record.</summary>
    public const string Patient = "patient";

    /// <summary>The records of those whom the account represents: a parent, a guardian, whom a patient has named.</summary>
    public const string Proxy = "proxy";

    /// <summary>Partner interfaces, imports and jobs.</summary>
    public const string SystemInterface = "system-interface";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Physician, Nurse, MedicalAssistant, FrontDesk, Biller, ComplianceOfficer, Administrator, Patient, Proxy, SystemInterface];
}

/// <summary>What an actor may be allowed to do with a resource type.</summary>
public enum AccessInteraction
{
    /// <summary>read, vread and history of an instance.</summary>
    Read,

    /// <summary>search, counts, includes.</summary>
    Search,

    /// <summary>create.</summary>
    Create,

    /// <summary>update and patch.</summary>
    Update,

    /// <summary>delete.</summary>
    Delete,
}
