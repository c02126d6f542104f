namespace Carewright.Security;

/// <summary>Something that a person brings to prove a second factor.</summary>
public interface IFactorProof
{
    /// <summary>Its kind: one of <see cref="FactorKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Checks it, and uses it up where it works once.</summary>
    /// <returns>Authentication methods (RFC 8176) that it adds to a session; null when it proves nothing.</returns>
    Task<IReadOnlyList<string>?> VerifyAsync(Account account, CancellationToken cancellationToken);
}

/// <summary>The proofs by a typed code.</summary>
public static class FactorProofs
{
    /// <summary>A code of the authenticator app, of a recovery sheet or of an administrator; null when the kind is none of these.</summary>
    public static IFactorProof? ByCode(string kind, string code, FactorRegister factors, TimeProvider time) => kind switch
    {
        FactorKinds.Totp => new TotpProof(code, factors, time),
        FactorKinds.Recovery => new RecoveryProof(code, factors),
        FactorKinds.EnrolmentCode => new EnrolmentProof(code, factors, time),
        _ => null,
    };

    private static async Task<IReadOnlyList<string>?> UseAsync(FactorRegister factors, string userName, Func<AccountFactors, AccountFactors?> use, IReadOnlyList<string> methods, CancellationToken cancellationToken) =>
        await factors.ChangeAsync(userName, use, cancellationToken) is null ? null : methods;

    private sealed record TotpProof(string Code, FactorRegister Factors, TimeProvider Time) : IFactorProof
    {
        public string Kind => FactorKinds.Totp;

        public Task<IReadOnlyList<string>?> VerifyAsync(Account account, CancellationToken cancellationToken) => UseAsync(Factors, account.UserName, Use, [AuthenticationMethods.OneTimePassword], cancellationToken);

        private AccountFactors? Use(AccountFactors has)
        {
            var now = Time.GetUtcNow();
            return has.Totp is { } totp && Totp.Match(totp.Secret, Code, now, totp.LastStep) is { } step ? has with { Totp = totp with { LastStep = step, LastUsed = now } } : null;
        }
    }

    private sealed record RecoveryProof(string Code, FactorRegister Factors) : IFactorProof
    {
        public string Kind => FactorKinds.Recovery;

        public Task<IReadOnlyList<string>?> VerifyAsync(Account account, CancellationToken cancellationToken) =>
            UseAsync(Factors, account.UserName, has => has.RecoveryCodes?.Without(Code) is { } left ? has with { RecoveryCodes = left } : null, [AuthenticationMethods.RecoveryCode], cancellationToken);
    }

    // The code stays until new factors are set up: whoever is interrupted there can come back with it.
    private sealed record EnrolmentProof(string Code, FactorRegister Factors, TimeProvider Time) : IFactorProof
    {
        public string Kind => FactorKinds.EnrolmentCode;

        public Task<IReadOnlyList<string>?> VerifyAsync(Account account, CancellationToken cancellationToken)
        {
            var isRight = Factors.Of(account.UserName).EnrolmentCode is { } code && code.EndsAt > Time.GetUtcNow() && code.Code.Without(Code) is not null;
            return Task.FromResult<IReadOnlyList<string>?>(isRight ? [AuthenticationMethods.EnrolmentCode] : null);
        }
    }
}

/// <summary>How a session was authenticated: values of <c>amr</c> (RFC 8176), and four of our own.</summary>
public static class AuthenticationMethods
{
    /// <summary>A password.</summary>
    public const string Password = "pwd";

    /// <summary>A one-time password.</summary>
    public const string OneTimePassword = "otp";

    /// <summary>Proof of possession of a key: a passkey.</summary>
    public const string Key = "pop";

    /// <summary>The authenticator checked its user.</summary>
    public const string UserVerified = "user";

    /// <summary>More than one factor.</summary>
    public const string MultipleFactors = "mfa";

    /// <summary>A recovery code; no value of the registry fits.</summary>
    public const string RecoveryCode = "recovery";

    /// <summary>A code from an administrator; no value of the registry fits.</summary>
    public const string EnrolmentCode = "enrolment";

    /// <summary>The clinic's directory says who it is (OpenID Connect); no value of the registry fits.</summary>
    public const string Directory = "directory";

    /// <summary>The directory says that it asked for more than one factor, and the clinic trusts it in that; no value of the registry fits.</summary>
    public const string DirectoryFactors = "directory-mfa";

    /// <summary>All methods of a sign-in, with <see cref="MultipleFactors"/> where there are two factors.</summary>
    public static IReadOnlyList<string> Together(params IEnumerable<string> methods)
    {
        var all = methods.Distinct(StringComparer.Ordinal).Where(method => method != MultipleFactors).ToList();
        var isMultiple = all.Contains(UserVerified) || all.Contains(DirectoryFactors) || ((all.Contains(Password) || all.Contains(Directory)) && all.Any(method => method is OneTimePassword or Key or RecoveryCode));
        return isMultiple ? [.. all, MultipleFactors] : all;
    }
}
