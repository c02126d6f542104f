using Carewright.Gateway.Rights;

namespace Carewright.Gateway.Proxies;

/// <summary>By what right somebody acts for a patient.</summary>
public static class ProxyKinds
{
    /// <summary>A parent, or whoever stands in a parent's place, of a minor: until the age of majority.</summary>
    public const string Parent = "parent";

    /// <summary>A guardian whom a court has appointed: with papers, until a day.</summary>
    public const string Guardian = "guardian";

    /// <summary>Whom an adult patient has named: as long as the patient wants.</summary>
    public const string Adult = "adult";
}

/// <summary>
/// That somebody was given leave to act for a patient: who gave it, by what right, and which account uses it. What it rests on is the RelatedPerson: whatever that ends, this ends, and nothing
/// that is written there can give more than was given here.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="ProxyKinds"/>.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Person"><c>RelatedPerson/x</c>, with name, relationship and period.</param>
/// <param name="Until">The last day, or null.</param>
/// <param name="Papers"><c>DocumentReference/x</c> of the patient that proves it, or null.</param>
/// <param name="By">User name of whoever gave it.</param>
/// <param name="Display">Their name.</param>
/// <param name="At">UTC.</param>
/// <param name="Invitation">The code by which an account is joined; null when it was used.</param>
/// <param name="UserName">The account; null while nobody has joined.</param>
/// <param name="End">By whom it was ended, when, and why; null while nobody has.</param>
public sealed record ProxyGrant(
    string Id, string Kind, string Patient, string Person, DateOnly? Until, string? Papers, string By, string Display, DateTimeOffset At, ProxyInvitation? Invitation, string? UserName, EntryEnd? End);

/// <summary>A code that was handed to somebody. The code itself is not kept.</summary>
/// <param name="CodeHash">SHA-256 of the code, in hexadecimal.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Failures">Times that the code came with a wrong date of birth.</param>
public sealed record ProxyInvitation(string CodeHash, DateTimeOffset ExpiresAt, int Failures);

/// <summary>What is to be given.</summary>
/// <param name="Patient">Logical id of the Patient.</param>
/// <param name="Kind">One of <see cref="ProxyKinds"/>.</param>
/// <param name="Name">Name of the proxy, for people.</param>
/// <param name="Relationship">Code of v3-RoleCode, one of <see cref="ProxyRecords.Relationships"/>.</param>
/// <param name="Until">The last day, or null.</param>
/// <param name="Papers"><c>DocumentReference/x</c>, or null.</param>
public sealed record ProxyDraft(string Patient, string Kind, string Name, string Relationship, DateOnly? Until, string? Papers);

/// <summary>A proxy as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="ProxyKinds"/>.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Person"><c>RelatedPerson/x</c>.</param>
/// <param name="Name">Name of the proxy; null when the record does not open.</param>
/// <param name="Relationship">Code of v3-RoleCode, or null.</param>
/// <param name="Until">The last day that was said, or null.</param>
/// <param name="EndsAt">When it ends by itself as things stand, UTC; null: not by itself.</param>
/// <param name="Papers"><c>DocumentReference/x</c>, or null.</param>
/// <param name="GivenBy">Name of whoever gave it.</param>
/// <param name="At">UTC.</param>
/// <param name="State"><c>invited</c> (nobody has joined), <c>in-force</c>, or why it has ended (<see cref="ProxyEnds"/>).</param>
/// <param name="IsPatients">Whether the patient alone may end it.</param>
public sealed record ProxyView(
    string Id, string Kind, string Patient, string Person, string? Name, string? Relationship, DateOnly? Until, DateTimeOffset? EndsAt, string? Papers, string GivenBy, DateTimeOffset At, string State, bool IsPatients);

/// <summary>Proxies.</summary>
/// <param name="Proxies">Newest first.</param>
public sealed record ProxyList(IReadOnlyList<ProxyView> Proxies);

/// <summary>A proxy that was given, with the code for whom it was given to: shown this once.</summary>
/// <param name="Proxy">The proxy.</param>
/// <param name="Code">The code.</param>
/// <param name="CodeEndsAt">UTC.</param>
public sealed record ProxyOffer(ProxyView Proxy, string Code, DateTimeOffset CodeEndsAt);

/// <summary>A proxy that an account has joined.</summary>
/// <param name="UserName">The account.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
public sealed record JoinedProxy(string UserName, string Patient);
