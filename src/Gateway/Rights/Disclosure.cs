namespace Carewright.Gateway.Rights;

/// <summary>A disclosure that somebody entered: what the log cannot know, because it left on paper, by voice, or by another system. Kept for good; words may outlive an erasure, as the law asks.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Category">One of <see cref="DisclosureCategories.All"/>.</param>
/// <param name="On">The day it was made.</param>
/// <param name="To">Who received it.</param>
/// <param name="Address">Their address, or null when it is not known.</param>
/// <param name="What">What was disclosed, in brief.</param>
/// <param name="Purpose">What for, or the request's own words.</param>
/// <param name="By">User name of whoever entered it.</param>
/// <param name="Display">Their name.</param>
/// <param name="EnteredAt">UTC.</param>
/// <param name="Withdrawn">That it was entered in error; null when it stands.</param>
public sealed record EnteredDisclosure(
    string Id, string Patient, string Category, DateOnly On, string To, string? Address, string What, string Purpose, string By, string Display, DateTimeOffset EnteredAt, EntryEnd? Withdrawn);

/// <summary>What is to be entered; members as in <see cref="EnteredDisclosure"/>.</summary>
/// <param name="PatientId">Logical id of the Patient.</param>
/// <param name="Category">Category.</param>
/// <param name="On">Day.</param>
/// <param name="To">Recipient.</param>
/// <param name="Address">Address.</param>
/// <param name="What">What.</param>
/// <param name="Purpose">What for.</param>
public sealed record DisclosureDraft(string PatientId, string Category, DateOnly On, string To, string? Address, string What, string Purpose);

/// <summary>Why something may be disclosed without the patient's word (45 CFR 164.512, 164.514).</summary>
public static class DisclosureCategories
{
    /// <summary>A health oversight agency (164.512(d)).</summary>
    public const string Oversight = "health-oversight";

    /// <summary>Law enforcement (164.512(f)).</summary>
    public const string LawEnforcement = "law-enforcement";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["public-health", "abuse-or-neglect", Oversight, "judicial", LawEnforcement, "decedents", "organ-donation", "research", "serious-threat", "government", "workers-compensation", "required-by-law", "mistaken", "other"];
}

/// <summary>That disclosures to one agency are left out of accountings for a time, at its word (164.528(a)(2)).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Agency">The agency, as disclosures name it.</param>
/// <param name="Category"><see cref="DisclosureCategories.Oversight"/> or <see cref="DisclosureCategories.LawEnforcement"/>.</param>
/// <param name="Since">UTC.</param>
/// <param name="Until">UTC; at most 30 days when the statement was made by word of mouth.</param>
/// <param name="IsOral">Whether the statement was made by word of mouth.</param>
/// <param name="Statement">The statement and who made it.</param>
/// <param name="By">User name of whoever entered it.</param>
/// <param name="Display">Their name.</param>
public sealed record AccountingSuspension(
    string Id, string Patient, string Agency, string Category, DateTimeOffset Since, DateTimeOffset Until, bool IsOral, string Statement, string By, string Display);

/// <summary>A line of an accounting (164.528(b)(2), (3)): several to one recipient for one purpose are one line.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Times">How often.</param>
/// <param name="To">Who received it.</param>
/// <param name="Address">Their address, or null.</param>
/// <param name="What">What, in brief.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Category">Category of an entered one; null for what the log has.</param>
/// <param name="Entry">Id of the entry; null for what the log has.</param>
/// <param name="IsHeldBack">Whether a suspension keeps it from the patient now.</param>
public sealed record DisclosureLine(DateOnly First, DateOnly Last, int Times, string To, string? Address, string What, string Purpose, string? Category, string? Entry, bool IsHeldBack);

/// <summary>An accounting.</summary>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day.</param>
/// <param name="Lines">Newest first.</param>
/// <param name="Suspensions">What is held back at somebody's word; empty in what the patient gets.</param>
public sealed record DisclosureAccounting(string Patient, DateOnly From, DateOnly To, IReadOnlyList<DisclosureLine> Lines, IReadOnlyList<AccountingSuspension> Suspensions);
