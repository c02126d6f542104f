namespace Carewright.Security;

/// <summary>What an account whose password was right must still do.</summary>
/// <param name="Prove">Kinds it can prove itself by; empty when it has no second factor.</param>
/// <param name="Enrol">Kinds of which it must set one up before it sees anything; empty when it need not.</param>
public sealed record FactorDemand(IReadOnlyList<string> Prove, IReadOnlyList<string> Enrol);

/// <summary>Decides it, by the policy in force. A factor that is there is always asked for, whatever the policy says. Safe to call from many threads.</summary>
public sealed class FactorDemands(SignInPolicyInForce policy, FactorRegister factors, TimeProvider time)
{
    /// <summary>What this account must do now.</summary>
    public FactorDemand Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var has = factors.Of(account.UserName);
        return new FactorDemand(Proofs(has), MustEnrol(account, has) ? policy.Current.RuleOf(account.Role).Kinds : []);
    }

    /// <summary>The leave that is in force for an account, or null.</summary>
    public FactorLeave? LeaveOf(string userName) => factors.Of(userName).Leave is { } leave && leave.Until > time.GetUtcNow() ? leave : null;

    /// <summary>Whether it may go on without setting anything up.</summary>
    public bool IsSatisfied(Account account) => Of(account).Enrol.Count == 0;

    private static IReadOnlyList<string> Proofs(AccountFactors has)
    {
        if (!has.HasAny)
            return has.EnrolmentCode is null ? [] : [FactorKinds.EnrolmentCode];
        return has.RecoveryCodes is { Hashes.Count: > 0 } ? [.. has.Kinds, FactorKinds.Recovery] : has.Kinds;
    }

    private bool MustEnrol(Account account, AccountFactors has)
    {
        var rule = policy.Current.RuleOf(account.Role);
        if (has.EnrolmentCode is not null && !has.HasAny)
            return true;
        if (!rule.IsRequired || has.Kinds.Intersect(rule.Kinds).Any() || LeaveOf(account.UserName) is not null)
            return false;
        return time.GetUtcNow() >= account.CreatedAt + TimeSpan.FromDays(rule.GraceDays);
    }
}
