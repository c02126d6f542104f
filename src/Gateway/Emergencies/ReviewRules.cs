using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Emergencies;

/// <summary>What a review must satisfy, whatever is reviewed.</summary>
internal static class ReviewRules
{
    private const int LeastText = 5;
    private const int MostText = 4000;

    /// <summary>Why the review is refused, or null. Nobody signs off on what they did themselves.</summary>
    internal static Refusal? Refuse(AccessPolicy policy, Actor actor, string? doneBy, ReviewRecord? before, string outcome, string text)
    {
        if (!policy.MayOperate(actor, "review"))
            return Refusals.Forbidden("review");
        if (doneBy is null)
            return Refusal.Of(404, IssueTypes.NotFound, "REVIEW-NOT-FOUND", "There is nothing of this id to review.");
        if (doneBy == actor.UserName)
            return Refusal.Of(403, IssueTypes.Forbidden, "REVIEW-OWN", "Somebody else has to review what you did.");
        if (before is not null)
            return Refusal.Of(409, IssueTypes.Conflict, "REVIEW-DONE", $"{before.Display} has reviewed this.");
        return ReviewRecord.Outcomes.Contains(outcome) && text.Trim().Length is >= LeastText and <= MostText ? null
            : Refusal.Of(422, IssueTypes.Required, "REVIEW-OUTCOME", $"A review has an outcome ({string.Join(", ", ReviewRecord.Outcomes)}) and says in {LeastText} to {MostText} characters what was found.", "outcome");
    }
}
