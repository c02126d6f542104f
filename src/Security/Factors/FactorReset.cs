namespace Carewright.Security;

/// <summary>Helps somebody who has lost their second factors: forgets them, and makes the code with which new ones can be set up. No secret of the person is read or shown.</summary>
public sealed class FactorReset(FactorRegister factors, AccountRegister accounts, Passwords passwords, TimeProvider time)
{
    /// <summary>How long the code is good.</summary>
    public static TimeSpan CodeLifetime { get; } = TimeSpan.FromHours(72);

    /// <summary>Resets. Sessions and tokens of the account end.</summary>
    /// <param name="userName">An account that exists.</param>
    /// <param name="cancellationToken">Stops it before anything is done.</param>
    /// <returns>The code to hand over, which is kept nowhere, and when it ends.</returns>
    public async Task<(string Code, DateTimeOffset EndsAt)> ResetAsync(string userName, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (kept, shown) = OneTimeCodes.Make(1, passwords.Iterations, now);
        var code = new EnrolmentCode(kept, now + CodeLifetime);
        await factors.ChangeAsync(userName, has => new AccountFactors(has.UserName) { Leave = has.Leave, EnrolmentCode = code }, cancellationToken);
        await accounts.RenewStampAsync(userName, CancellationToken.None);
        return (shown[0], code.EndsAt);
    }
}
