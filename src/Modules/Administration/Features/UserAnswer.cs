using Carewright.Security;

namespace Carewright.Administration.Features;

/// <summary>A user as the HTTP contract shows one.</summary>
internal sealed record UserAnswer(
    string UserName,
    string Display,
    string Role,
    string? Site,
    string? Department,
    string? FhirUser,
    bool Disabled,
    DateTimeOffset? LockedUntil,
    DateTimeOffset? LastSignIn,
    UserFactorsAnswer Factors);

/// <summary>What an administrator sees of somebody's second factors: which there are, and nothing that proves anything.</summary>
/// <param name="Kinds">Which there are.</param>
/// <param name="RecoveryCodesLeft">How many.</param>
/// <param name="Required">Whether the policy asks for one.</param>
/// <param name="Missing">Whether one is asked for and not there.</param>
/// <param name="AwaitsCode">Whether a reset waits for its code to be used.</param>
/// <param name="Leave">Leave to go without, or null.</param>
internal sealed record UserFactorsAnswer(IReadOnlyList<string> Kinds, int RecoveryCodesLeft, bool Required, bool Missing, bool AwaitsCode, LeaveAnswer? Leave);

/// <summary>Leave to go without a second factor.</summary>
internal sealed record LeaveAnswer(string Reason, DateTimeOffset Until, string By);

/// <summary>Makes them.</summary>
internal sealed class UserAnswers(FactorRegister factors, FactorDemands demands, SignInPolicyInForce policy, TimeProvider time)
{
    public UserAnswer Of(Account account)
    {
        var now = time.GetUtcNow();
        return new(account.UserName, account.Display, account.Role, account.Site, account.Department, account.FhirUser, account.IsDisabled,
            account.LockOut.Left(now) > TimeSpan.Zero ? account.LockOut.Until : null, account.LastSignIn, FactorsOf(account));
    }

    private UserFactorsAnswer FactorsOf(Account account)
    {
        var has = factors.Of(account.UserName);
        var rule = policy.Current.RuleOf(account.Role);
        var leave = demands.LeaveOf(account.UserName) is { } given ? new LeaveAnswer(given.Reason, given.Until, given.By) : null;
        return new(has.Kinds, has.RecoveryCodes?.Hashes.Count ?? 0, rule.IsRequired, rule.IsRequired && !has.Kinds.Intersect(rule.Kinds).Any(), has.EnrolmentCode is not null && !has.HasAny, leave);
    }
}

/// <summary>All users.</summary>
internal sealed record UsersAnswer(IReadOnlyList<UserAnswer> Users);
