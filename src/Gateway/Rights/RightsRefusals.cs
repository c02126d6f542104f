using Carewright.Kernel;

namespace Carewright.Gateway.Rights;

/// <summary>The refusals of the rooms of patients' rights. None says more of a record than whoever asked has said.</summary>
internal static class RightsRefusals
{
    internal static Refusal Held { get; } =
        Refusal.Of(409, IssueTypes.BusinessRule, "RIGHTS-LEGAL-HOLD", "The patient is under a legal hold: nothing of the record is erased until the hold is released.");

    internal static Refusal BeingErased { get; } = Refusal.Of(409, IssueTypes.Conflict, "RIGHTS-BEING-ERASED", "The patient's record is being erased at this moment.");

    internal static Refusal NotFound { get; } = Refusal.Of(404, IssueTypes.NotFound, "RIGHTS-NOT-FOUND", "There is no such entry.");

    internal static Refusal Ended { get; } = Refusal.Of(409, IssueTypes.Conflict, "RIGHTS-ENDED", "The entry has ended already.");

    internal static Refusal BadText(string member) =>
        Refusal.Of(422, IssueTypes.Required, "RIGHTS-TEXT", $"Say it in {RightsDesk.LeastText} to {RightsDesk.MostText} characters.", member);

    internal static Refusal BadValue(string member, string what) => Refusal.Of(422, IssueTypes.Value, "RIGHTS-VALUE", $"'{member}' is {what}.", member);

    internal static Refusal TooLate(string message) => Refusal.Of(409, IssueTypes.BusinessRule, "RIGHTS-TOO-LATE", message);

    internal static Refusal WrongState(string message) => Refusal.Of(409, IssueTypes.BusinessRule, "RIGHTS-STATE", message);
}
