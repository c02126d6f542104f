using Carewright.Kernel;

namespace Carewright.Gateway.Proxies;

/// <summary>The refusals of proxies.</summary>
internal static class ProxyRefusals
{
    /// <summary>One answer for a code that is wrong, used, over or void, and for a wrong date of birth.</summary>
    internal static Refusal BadInvitation { get; } =
        Refusal.Of(422, IssueTypes.Value, "PROXY-INVITATION", "The code is not right or no longer good, or the date of birth is not the patient's.", "code");

    internal static Refusal NotAMinor { get; } =
        Refusal.Of(422, IssueTypes.BusinessRule, "PROXY-NOT-A-MINOR", "A parent acts for a minor whose date of birth is known.", "kind");

    internal static Refusal NotAnAdult { get; } =
        Refusal.Of(422, IssueTypes.BusinessRule, "PROXY-NOT-AN-ADULT", "Only a patient who is of age can name somebody.", "kind");

    internal static Refusal Deceased { get; } = Refusal.Of(422, IssueTypes.BusinessRule, "PROXY-DECEASED", "The patient has died: nobody acts for them any more.", "patient");

    internal static Refusal TooMany { get; } = Refusal.Of(409, IssueTypes.BusinessRule, "PROXY-TOO-MANY", "So many people act for this patient already. End one first.");
}
