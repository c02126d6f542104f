using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /users/review</c>, <c>PUT /users/review/{userName}</c>, <c>POST /users/review/sign-off</c>, <c>GET /users/reviews</c>: who has access, looked at every so many days and signed.
/// </summary>
internal static class AccessReviewPages
{
    private const int MaxNote = 300;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/review", ShowAsync);
        routes.MapPut("/review/{userName}", DecideAsync);
        routes.MapPost("/review/sign-off", SignAsync).AddEndpointFilter(new InPerson("users"));
        routes.MapGet("/reviews", ListAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, AccessReviews reviews, AccountRegister accounts, UserAnswers users, Recorder recorder)
    {
        var (decisions, last) = (reviews.Open, reviews.Signed is [var newest, ..] ? newest : null);
        var rows = accounts.All.Select(account => new ReviewRowAnswer(users.Of(account), decisions.GetValueOrDefault(account.UserName) is { } made ? new DecisionAnswer(made.Decision, made.Note, made.By, made.At) : null));
        var answer = new ReviewAnswer(reviews.DueAt, last is null ? null : new SignatureAnswer(last.Id, last.By, last.At), [.. rows]);
        return await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "access-review", StatusCodes.Status200OK))
            ? TypedResults.Json(answer, AdministrationJson.Default.ReviewAnswer)
            : Problems.Busy(context);
    }

    private static async Task<IResult> DecideAsync(string userName, HttpContext context, AccessReviews reviews, UserFactors.UserActs acts)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.DecisionRequest);
        if (request is null)
            return problem!;
        if (!AccessReviews.Decisions.Contains(request.Decision, StringComparer.Ordinal) || request.Note.Length > MaxNote || request.Note.Any(char.IsControl))
            return Problems.Invalid([AccountRules.Wrong("REVIEW-DECISION", $"A decision is keep, change or end, with a note of at most {MaxNote} characters.", "decision")]);
        return await acts.DoAsync(context, userName, "access-review-decision", $"decision={request.Decision}", async account =>
        {
            await reviews.DecideAsync(account, request.Decision, request.Note.Trim(), context.GetActor().Actor!.UserName, CancellationToken.None);
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> SignAsync(HttpContext context, AccessReviews reviews, PolicyShelf policies, Recorder recorder)
    {
        var actor = context.GetActor().Actor!;
        var (review, left) = await reviews.SignAsync(actor.UserName, policies.Current, context.RequestAborted);
        var status = review is null ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
        var action = new AuditedAction("create", "access-review-sign-off", status, review is null ? AuditOutcome.Failed : AuditOutcome.Success) { Query = review is null ? null : $"review={review.Id}&accounts={review.Accounts.Count}" };
        if (!await recorder.RecordAsync(actor, action))
            return Problems.Busy(context);
        return review is null
            ? Problems.Of(status, "undecided", "Decide about every account first", string.Join(", ", left))
            : TypedResults.Json(new SignedAnswer(new SignatureAnswer(review.Id, review.By, review.At), left), AdministrationJson.Default.SignedAnswer);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccessReviews reviews, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "access-reviews", StatusCodes.Status200OK))
            ? TypedResults.Json(new ReviewsAnswer(reviews.Signed), AdministrationJson.Default.ReviewsAnswer)
            : Problems.Busy(context);
}

/// <summary>Body of a decision.</summary>
internal sealed record DecisionRequest(string Decision, string Note = "");

/// <summary>The review under way.</summary>
internal sealed record ReviewAnswer(DateTimeOffset? DueAt, SignatureAnswer? Last, IReadOnlyList<ReviewRowAnswer> Accounts);

/// <summary>One account in it.</summary>
internal sealed record ReviewRowAnswer(UserAnswer User, DecisionAnswer? Decision);

/// <summary>What was decided about it.</summary>
internal sealed record DecisionAnswer(string Decision, string Note, string By, DateTimeOffset At);

/// <summary>A review's signature.</summary>
internal sealed record SignatureAnswer(int Id, string By, DateTimeOffset At);

/// <summary>A review was signed off.</summary>
/// <param name="Review">Its signature.</param>
/// <param name="NotEnded">Accounts whose access could not be ended, because nobody could manage users any more.</param>
internal sealed record SignedAnswer(SignatureAnswer Review, IReadOnlyList<string> NotEnded);

/// <summary>The reviews that were signed off.</summary>
internal sealed record ReviewsAnswer(IReadOnlyList<SignedReview> Reviews);
