using Carewright.Audit;
using Carewright.Security;

namespace Carewright.Gateway.Rights;

/// <summary>
/// Disclosures that the audit log knows of. Left out, as 164.528(a)(1) does: treatment, payment and operations, to the patient or for them, what the patient authorised, and what never left the
/// house: looks at a screen. A purpose that is not known to be one of those counts.
/// </summary>
internal sealed class DisclosureLog(AuditTrail trail)
{
    // v3-PurposeOfUse: what HIPAA calls treatment, payment and operations, which is less than the concepts below TREAT and HOPERAT (trials, legal, decedents, donation, government count);
    // PATRQT, FAMRQT, PWATRNY and SUPNWK are the patient's own; HMARKT takes an authorization.
    private static readonly HashSet<string> s_leftOut = new(StringComparer.Ordinal)
    {
        "", "TREAT", "ETREAT", "BTG", "ERTREAT", "CAREMGT", "COC", "TREATDS", "POPHLTH",
        "HPAYMT", "CLMATTCH", "COVAUTH", "COVERAGE", "ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG", "REMITADV",
        "HOPERAT", "FRAUD", "HACCRED", "HCOMPL", "HDIRECT", "HDM", "HOUTCOMS", "HPRGRP", "HQUALIMP", "HSYSADMIN", "HTEST", "METAMGT", "MEMADMIN", "PATADMIN", "PATSFTY", "PERFMSR", "RECORDMGT", "SYSDEV", "TRAIN",
        "PATRQT", "FAMRQT", "PWATRNY", "SUPNWK", "HMARKT",
    };

    private static readonly HashSet<string> s_copies = new(StringComparer.Ordinal) { "everything", "summary", "print" };

    internal IEnumerable<DisclosureLine> Of(string patient, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken) =>
        from entry in trail.All(new AuditFilter(Patient: patient, From: first, To: last), cancellationToken)
        let record = entry.Record
        where IsDisclosure(record)
        group record by (record.UserName, record.Display, record.Purpose) into one
        let days = one.Select(record => DateOnly.FromDateTime(record.At.UtcDateTime)).ToList()
        select new DisclosureLine(days.Min(), days.Max(), days.Count, one.Key.Display, null, TypesOf(one), one.Key.Purpose, null, null, false);

    private static string TypesOf(IEnumerable<AuditRecord> records) =>
        string.Join(", ", records.SelectMany(record => record.Resources).Select(reference => reference.Split('/')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static bool IsDisclosure(AuditRecord record) =>
        record.Outcome == AuditOutcome.Success && record is { Action: "read" or "execute" } && record.Resources.Count > 0 && record.Role is not (Roles.Patient or Roles.Proxy)
        && !s_leftOut.Contains(record.Purpose) && Leaves(record);

    // What a partner system or an app of somebody else's reads has left the house, and what anybody copies as a file.
    private static bool Leaves(AuditRecord record) =>
        record.Role == Roles.SystemInterface || record.Interaction.StartsWith("export", StringComparison.Ordinal) || s_copies.Contains(record.Interaction);
}
