using Carewright.Security;

namespace Carewright.Gateway.Consents;

/// <summary>
/// One provision of a Consent with everything that its parents ask for, too (FHIR R4 consent.html): whom, for what and when it concerns, which rows it is about, and whether it permits or denies.
/// An empty list asks for nothing.
/// </summary>
/// <param name="IsDeny">Denies; else permits.</param>
/// <param name="Depth">How deeply nested; the root is 0.</param>
/// <param name="Recipients">Recipients, any of them.</param>
/// <param name="Purposes">Purposes of use.</param>
/// <param name="Interactions">Interactions that its actions mean.</param>
/// <param name="From">Not before, UTC.</param>
/// <param name="To">Not from then on, UTC.</param>
/// <param name="Types">Resource types (<c>class</c>).</param>
/// <param name="Labels">Security labels of the rows.</param>
/// <param name="Codes">Codes of the rows, as <c>system|code</c>.</param>
/// <param name="Instances">References of single resources.</param>
/// <param name="DataFrom">Rows of dates not before.</param>
/// <param name="DataTo">Rows of dates not after.</param>
internal sealed record ConsentTerm(
    bool IsDeny, int Depth, IReadOnlyList<ConsentRecipient> Recipients, IReadOnlyList<string> Purposes, IReadOnlyList<AccessInteraction> Interactions, DateTimeOffset? From, DateTimeOffset? To,
    IReadOnlyList<string> Types, IReadOnlyList<SecurityLabel> Labels, IReadOnlyList<string> Codes, IReadOnlyList<string> Instances, string? DataFrom, string? DataTo)
{
    /// <summary>Something in it cannot be evaluated. A permit is then none, and a denial holds without it.</summary>
    internal bool IsUncertain { get; init; }

    /// <summary>Of two that concern a row the one that asks for more decides; then the deeper one; then the denial.</summary>
    internal (int Dimensions, int Depth, int Deny) Rank => (
        Count(Recipients.Count) + Count(Purposes.Count) + Count(Interactions.Count) + (From is null && To is null ? 0 : 1) + Count(Types.Count) + Count(Labels.Count) + Count(Codes.Count)
        + (2 * Count(Instances.Count)) + (DataFrom is null && DataTo is null ? 0 : 1),
        Depth, IsDeny ? 1 : 0);

    /// <summary>Whether it is about every row of the types that it names.</summary>
    internal bool IsAboutAllRows => Labels.Count == 0 && Codes.Count == 0 && Instances.Count == 0 && DataFrom is null && DataTo is null;

    private static int Count(int count) => count > 0 ? 1 : 0;
}

/// <summary>One recipient of a provision: a person, an organisation, or by identifier a role or department of the clinic.</summary>
/// <param name="Reference"><c>Practitioner/x</c>, <c>PractitionerRole/x</c>, <c>Organization/x</c>, ..., or null.</param>
/// <param name="Role">A role of the policy, or null.</param>
/// <param name="Department">A department code, or null.</param>
internal sealed record ConsentRecipient(string? Reference, string? Role, string? Department)
{
    /// <summary>System of an identifier whose value is a role of the policy.</summary>
    internal const string RoleSystem = "https://carewright.example/fhir/CodeSystem/role";

    /// <summary>System of an identifier whose value is a department.</summary>
    internal const string DepartmentSystem = "https://carewright.example/fhir/CodeSystem/department";
}

/// <summary>An active privacy consent of a patient that closes or opens something.</summary>
/// <param name="Id">Id of the Consent.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Terms">Its provisions, flattened.</param>
internal sealed record ConsentDirective(string Id, string Patient, IReadOnlyList<ConsentTerm> Terms);
