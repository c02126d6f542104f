using System.Text.RegularExpressions;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>What an account's members may look like.</summary>
public static partial class AccountRules
{
    private const int MaxDisplay = 120;

    /// <summary>The one form of a user name: without white space around it, lower case. Names are ASCII, so that none can pass for another.</summary>
    public static string Fold(string userName) => userName.Trim().ToLowerInvariant();

    internal static IEnumerable<Issue> Check(Account account, AccessPolicy policy)
    {
        if (!UserName().IsMatch(account.UserName))
            yield return Problem("ACCOUNT-USER-NAME", "A user name is 2 to 64 letters a-z, digits, dots, hyphens, underscores or @, and starts with a letter or digit.", "userName");
        if (account.Display.Length is 0 or > MaxDisplay || account.Display.Any(char.IsControl) || string.IsNullOrWhiteSpace(account.Display))
            yield return Problem("ACCOUNT-DISPLAY", "A display name is 1 to 120 characters.", "display");
        if (policy.FindRole(account.Role) is null)
            yield return Problem("ACCOUNT-ROLE", "There is no such role.", "role");
        if (account.Site is { } site && !Site().IsMatch(site))
            yield return Problem("ACCOUNT-SITE", "A site is a reference such as Location/main.", "site");
        if (account.Department is { } department && !Department().IsMatch(department))
            yield return Problem("ACCOUNT-DEPARTMENT", "A department is a code of lower-case letters, digits and hyphens.", "department");
        foreach (var issue in CheckPerson(account))
            yield return issue;
    }

    private static IEnumerable<Issue> CheckPerson(Account account)
    {
        if (account.FhirUser is { } person && !Person().IsMatch(person))
            yield return Problem("ACCOUNT-FHIR-USER", "The person is a reference such as Practitioner/x or Patient/x.", "fhirUser");
        var isPatient = account.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true;
        if (account.Role == Roles.Patient && !isPatient)
            yield return Problem("ACCOUNT-PATIENT", "An account with the role patient names its Patient.", "fhirUser");
        if (account.Role != Roles.Patient && isPatient)
            yield return Problem("ACCOUNT-PATIENT-ROLE", "Only an account with the role patient is a Patient; staff who are patients too have two accounts.", "fhirUser");
        if (account.Role == Roles.Proxy && account.FhirUser?.StartsWith("RelatedPerson/", StringComparison.Ordinal) != true)
            yield return Problem("ACCOUNT-PROXY", "An account with the role proxy names its RelatedPerson.", "fhirUser");
    }

    /// <summary>An error about a member of what was sent.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="message">What is wrong, without quoting the value.</param>
    /// <param name="location">The member.</param>
    public static Issue Wrong(string code, string message, string location) => Problem(code, message, location);

    internal static Issue Problem(string code, string message, string location) => Issue.Error(IssueTypes.Value, code, message, location);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@\-]{1,63}\z")]
    private static partial Regex UserName();

    [GeneratedRegex(@"^Location/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Site();

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{0,63}\z")]
    private static partial Regex Department();

    [GeneratedRegex(@"^(Practitioner|PractitionerRole|Patient|RelatedPerson|Organization|Device)/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Person();
}
