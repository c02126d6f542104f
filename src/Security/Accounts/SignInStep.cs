namespace Carewright.Security;

/// <summary>
/// How far a sign-in has come. A caller must handle every case; only <see cref="SignInCompleted"/> opens anything, so a further case opens nothing where it is not yet known.
/// </summary>
public abstract record SignInStep;

/// <summary>Signed in.</summary>
/// <param name="Account">As whom.</param>
public sealed record SignInCompleted(Account Account) : SignInStep
{
    /// <summary>By what (<see cref="AuthenticationMethods"/>).</summary>
    public IReadOnlyList<string> Methods { get; init; } = [AuthenticationMethods.Password];

    /// <summary>True: the session may do nothing but set up a second factor.</summary>
    public bool MustEnrol { get; init; }

    /// <summary>The directory session that it rests on, or null.</summary>
    public DirectorySession? Directory { get; init; }
}

/// <summary>The password was right; a second factor is asked for.</summary>
/// <param name="Account">Whose, for the audit record.</param>
/// <param name="Challenge">Names the sign-in in its next step; opens nothing without the factor.</param>
/// <param name="Kinds">What can be brought.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record SecondFactorNeeded(Account Account, string Challenge, IReadOnlyList<string> Kinds, DateTimeOffset EndsAt) : SignInStep;

/// <summary>The second factor was wrong.</summary>
/// <param name="Account">Whose, for the audit record.</param>
/// <param name="TriesLeft">Before the sign-in must begin anew.</param>
public sealed record SecondFactorRefused(Account Account, int TriesLeft) : SignInStep;

/// <summary>There is no such half-way sign-in, or no longer: begin anew.</summary>
public sealed record SignInChallengeEnded : SignInStep;

/// <summary>Name or password is wrong, or the account is disabled; which of them is not told.</summary>
public sealed record SignInRefused : SignInStep;

/// <summary>Too many failures for this name. Names that have no account are locked alike.</summary>
/// <param name="RetryAfter">How long it lasts yet.</param>
public sealed record SignInLockedOut(TimeSpan RetryAfter) : SignInStep;

/// <summary>Too many failures from this address, or more sign-ins at once than the machine can check.</summary>
/// <param name="RetryAfter">When to try again.</param>
public sealed record SignInThrottled(TimeSpan RetryAfter) : SignInStep;
