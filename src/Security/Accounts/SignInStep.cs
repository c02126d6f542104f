namespace Carewright.Security;

/// <summary>
/// How far a sign-in has come. A caller must handle every case; only <see cref="SignInCompleted"/> opens anything, so a further case, such as the demand for a second factor,
/// opens nothing where it is not yet known.
/// </summary>
public abstract record SignInStep;

/// <summary>Signed in.</summary>
/// <param name="Account">As whom.</param>
public sealed record SignInCompleted(Account Account) : SignInStep;

/// <summary>Name or password is wrong, or the account is disabled; which of them is not told.</summary>
public sealed record SignInRefused : SignInStep;

/// <summary>Too many failures for this name. Names that have no account are locked alike.</summary>
/// <param name="RetryAfter">How long it lasts yet.</param>
public sealed record SignInLockedOut(TimeSpan RetryAfter) : SignInStep;

/// <summary>Too many failures from this address, or more sign-ins at once than the machine can check.</summary>
/// <param name="RetryAfter">When to try again.</param>
public sealed record SignInThrottled(TimeSpan RetryAfter) : SignInStep;
