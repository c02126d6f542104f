namespace Carewright.Security;

/// <summary>Whether the person of a session has just said who they are: what changes how people sign in, or what is let in, asks for it, so that an unattended screen is not enough.</summary>
public static class FreshProof
{
    /// <summary>How long a proof is fresh.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(10);

    /// <summary>True when the session's last proof is fresh, and by the second factor where the account has one.</summary>
    public static bool Is(LiveSession live, FactorRegister factors, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(time);
        return time.GetUtcNow() - live.Session.ProvedAt < Life
            && (!factors.Of(live.Account.UserName).HasAny || live.Session.Methods.Contains(AuthenticationMethods.MultipleFactors, StringComparer.Ordinal));
    }
}
