using Carewright.Security;

namespace Carewright.Administration.Staffing;

/// <summary>Why an account cannot be made or enabled.</summary>
internal static class StaffIssue
{
    /// <summary>Its person no longer works here, or represents nobody any more.</summary>
    public static AccountOutcome Outcome { get; } =
        new(null, [AccountRules.Wrong("ACCOUNT-STAFF-ENDED", "The record says that this person has no access: the Practitioner is not active, no PractitionerRole is in force, or no proxy is.", "fhirUser")]);

    /// <summary>Why no account of the role proxy is made here.</summary>
    public static AccountOutcome Proxy { get; } =
        new(null, [AccountRules.Wrong("ACCOUNT-PROXY-JOINS", "Nobody makes an account for a proxy: whoever was handed a code joins with it.", "role")]);
}
