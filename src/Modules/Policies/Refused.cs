using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies;

/// <summary>What was refused, as an answer.</summary>
internal static class Refused
{
    /// <summary>The gateway refused; it has been recorded.</summary>
    public static IResult By(Refusal refusal) => Problems.Of(refusal.Status, refusal.Issues);

    /// <summary>The shelf of policies refused.</summary>
    public static IResult For(IReadOnlyList<Issue> issues) => Problems.Of(StatusOf(issues), issues);

    /// <summary>The status of an answer with these issues.</summary>
    public static int StatusOf(IReadOnlyList<Issue> issues) => issues[0].Type switch
    {
        IssueTypes.NotFound => StatusCodes.Status404NotFound,
        IssueTypes.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
