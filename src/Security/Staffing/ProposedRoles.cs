namespace Carewright.Security;

/// <summary>
/// Which of our roles a PractitionerRole's code suggests. It is a suggestion: what somebody may do is never changed by it, an administrator decides.
/// Codes are those of http://terminology.hl7.org/CodeSystem/practitioner-role and of SNOMED CT that the clinics' profiles name.
/// </summary>
public static class ProposedRoles
{
    private static readonly Dictionary<string, string[]> s_roles = new(StringComparer.Ordinal)
    {
        ["http://terminology.hl7.org/CodeSystem/practitioner-role|doctor"] = [Roles.Physician],
        ["http://terminology.hl7.org/CodeSystem/practitioner-role|nurse"] = [Roles.Nurse, Roles.MedicalAssistant],
        ["http://terminology.hl7.org/CodeSystem/practitioner-role|ict"] = [Roles.Administrator],
        ["http://snomed.info/sct|309343006"] = [Roles.Physician],
        ["http://snomed.info/sct|158965000"] = [Roles.Physician],
        ["http://snomed.info/sct|106292003"] = [Roles.Nurse],
        ["http://snomed.info/sct|159282002"] = [Roles.Administrator],
        ["http://snomed.info/sct|159561009"] = [Roles.FrontDesk],
    };

    /// <summary>The role to propose for an account, or null when its own fits or nothing is known of the codes.</summary>
    /// <param name="role">The account's.</param>
    /// <param name="codes"><c>system|code</c> of the PractitionerRoles in force.</param>
    public static string? For(string role, IEnumerable<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var known = codes.SelectMany(code => s_roles.GetValueOrDefault(code, [])).ToArray();
        return known.Length == 0 || known.Contains(role, StringComparer.Ordinal) ? null : known[0];
    }
}
