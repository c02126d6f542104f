using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>What a reviewer says of one account.</summary>
/// <param name="UserName">Which.</param>
/// <param name="Decision">One of <see cref="AccessReviews.Decisions"/>.</param>
/// <param name="Note">What is to be changed, or why; may be empty.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">UTC.</param>
/// <param name="Stamp">The account's stamp when it was said: a decision about an account that has changed since does not count.</param>
public sealed record ReviewDecision(string UserName, string Decision, string Note, string By, DateTimeOffset At, string Stamp);

/// <summary>An account as it was when a review was signed off.</summary>
/// <param name="UserName">Sign-in name.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">Role.</param>
/// <param name="IsDisabled">Whether it had no access already.</param>
/// <param name="LastSignIn">UTC; null: never.</param>
/// <param name="Factors">Kinds of second factors it had.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Note">The reviewer's words.</param>
public sealed record ReviewedAccount(string UserName, string Display, string Role, bool IsDisabled, DateTimeOffset? LastSignIn, IReadOnlyList<string> Factors, string Decision, string Note);

/// <summary>A review that was signed off. It is kept as it is for good.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="By">Who signed.</param>
/// <param name="At">UTC.</param>
/// <param name="Accounts">Every account there was.</param>
public sealed record SignedReview(int Id, string By, DateTimeOffset At, IReadOnlyList<ReviewedAccount> Accounts);

/// <summary>
/// The periodic look at who has access (45 CFR 164.308(a)(4)(ii)(C), access establishment and modification): a decision about every account, then a signature, which is kept. Safe to call
/// from many threads.
/// </summary>
public sealed class AccessReviews(IPrivateTable table, AccountRegister accounts, FactorRegister factors, SignInPolicyInForce policy, TimeProvider time)
{
    /// <summary>It stays as it is.</summary>
    public const string Keep = "keep";

    /// <summary>It stays, and something of it is to be changed.</summary>
    public const string Change = "change";

    /// <summary>It loses access when the review is signed off.</summary>
    public const string End = "end";

    private const string DecisionKind = "review-decision";
    private const string ReviewKind = "review";

    /// <summary>What can be decided.</summary>
    public static IReadOnlyList<string> Decisions { get; } = [Keep, Change, End];

    /// <summary>The reviews signed off so far, the newest first.</summary>
    public IReadOnlyList<SignedReview> Signed =>
        [.. table.List(ReviewKind).Select(pair => JsonSerializer.Deserialize(pair.Value, ReviewJson.Default.SignedReview)).OfType<SignedReview>().OrderByDescending(review => review.Id)];

    /// <summary>When the next one is due, UTC: so many days after the last, or after the first account was made.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            var last = (Signed is [var newest, ..] ? newest.At : (DateTimeOffset?)null) ?? (accounts.All is { Count: > 0 } all ? all.Min(account => account.CreatedAt) : null);
            return last is { } moment ? moment + TimeSpan.FromDays(policy.Current.ReviewDays) : null;
        }
    }

    /// <summary>The decisions of the review under way, by user name; those about accounts that have changed since are left out.</summary>
    public IReadOnlyDictionary<string, ReviewDecision> Open => table.List(DecisionKind)
        .Select(pair => JsonSerializer.Deserialize(pair.Value, ReviewJson.Default.ReviewDecision)).OfType<ReviewDecision>()
        .Where(decision => accounts.Find(decision.UserName) is { } account && account.Stamp == decision.Stamp)
        .ToDictionary(decision => decision.UserName, StringComparer.Ordinal);

    /// <summary>Decides about one account; an earlier decision of this review is replaced.</summary>
    public Task DecideAsync(Account account, string decision, string note, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var kept = new ReviewDecision(account.UserName, decision, note, by, time.GetUtcNow(), account.Stamp);
        return table.PutAsync(DecisionKind, account.UserName, JsonSerializer.SerializeToUtf8Bytes(kept, ReviewJson.Default.ReviewDecision), cancellationToken);
    }

    /// <summary>Signs the review off, ends the access of those for whom that was decided, and begins the next one.</summary>
    /// <returns>The review and the accounts that could not be ended; or no review and the accounts about which nothing is decided.</returns>
    public async Task<(SignedReview? Review, IReadOnlyList<string> Left)> SignAsync(string by, AccessPolicy access, CancellationToken cancellationToken)
    {
        var (decisions, all) = (Open, accounts.All);
        var undecided = all.Where(account => !decisions.ContainsKey(account.UserName)).Select(account => account.UserName).ToArray();
        if (undecided.Length > 0)
            return (null, undecided);
        var number = Signed.Count + 1;
        var review = new SignedReview(number, by, time.GetUtcNow(), [.. all.Select(account => Reviewed(account, decisions[account.UserName]))]);
        await table.PutAsync(ReviewKind, number.ToString("D6", CultureInfo.InvariantCulture), JsonSerializer.SerializeToUtf8Bytes(review, ReviewJson.Default.SignedReview), cancellationToken);
        var notEnded = new List<string>();
        foreach (var account in all.Where(account => decisions[account.UserName].Decision == End && !account.IsDisabled))
            if ((await accounts.ChangeAsync(account.UserName, new AccountChange(Disabled: true), access, CancellationToken.None)).Account is null)
                notEnded.Add(account.UserName);
        foreach (var name in decisions.Keys)
            await table.PutAsync(DecisionKind, name, null, CancellationToken.None);
        return (review, notEnded);
    }

    private ReviewedAccount Reviewed(Account account, ReviewDecision decision) =>
        new(account.UserName, account.Display, account.Role, account.IsDisabled, account.LastSignIn, factors.Of(account.UserName).Kinds, decision.Decision, decision.Note);
}

[JsonSerializable(typeof(ReviewDecision))]
[JsonSerializable(typeof(SignedReview))]
internal sealed partial class ReviewJson : JsonSerializerContext;
