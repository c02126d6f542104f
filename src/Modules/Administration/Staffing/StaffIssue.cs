using Carewright.Security;

namespace Carewright.Administration.Staffing;

/// <summary>Why an account of somebody who no longer works here cannot be enabled.</summary>
internal static class StaffIssue
{
    public static AccountOutcome Outcome { get; } =
        new(null, [AccountRules.Wrong("ACCOUNT-STAFF-ENDED", "The record says that this person does not work here: the Practitioner is not active, or no PractitionerRole is in force.", "fhirUser")]);
}
