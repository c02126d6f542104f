using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>
/// Somebody who can sign in. Role, site and department are the account's; nothing else decides what it may do. Kept sealed in the store's private table.
/// </summary>
/// <param name="UserName">Folded (<see cref="AccountRules.Fold"/>), unique.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">A role of the policy.</param>
/// <param name="Site"><c>Location/x</c>, or null.</param>
/// <param name="Department">Department code, or null.</param>
/// <param name="FhirUser"><c>Practitioner/x</c>, <c>Patient/x</c>, ..., or null.</param>
/// <param name="PasswordHash">As <see cref="Passwords"/> makes it; null for what never signs in with a password.</param>
/// <param name="IsDisabled">True: no sign-in, no session, no token works.</param>
/// <param name="Stamp">Changes whenever what the account may do, or its password, changes. Sessions and tokens of an older stamp are dead.</param>
/// <param name="LockOut">Its failures and lock-outs.</param>
/// <param name="LastSignIn">Last success, UTC; null when none.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Account(
    string UserName,
    string Display,
    string Role,
    string? Site,
    string? Department,
    string? FhirUser,
    string? PasswordHash,
    bool IsDisabled,
    string Stamp,
    LockOut LockOut,
    DateTimeOffset? LastSignIn,
    DateTimeOffset CreatedAt)
{
    /// <summary>The actor this account is when it comes through a client.</summary>
    /// <param name="client"><c>app</c>, <c>token</c>, <c>cli</c>.</param>
    /// <param name="address">Network address, or <c>local</c>.</param>
    /// <param name="purpose">Purpose of use; usually <see cref="RolePolicy.Purpose"/> of its role.</param>
    /// <param name="session">Session or token id, or null.</param>
    public Actor ToActor(string client, string address, string purpose, string? session) =>
        new(UserName, Display, Role, FhirUser, Site, Department, client, address, purpose, session);
}

/// <summary>Failed sign-ins of one name, and what follows from them.</summary>
/// <param name="Failures">Failures in a row since the last lock-out.</param>
/// <param name="Times">Lock-outs in a row; each is twice as long as the one before.</param>
/// <param name="Until">No sign-in before this, UTC; null when never locked.</param>
public sealed record LockOut(int Failures, int Times, DateTimeOffset? Until)
{
    /// <summary>Failures that lock a name.</summary>
    public const int FailuresToLock = 5;

    /// <summary>No failures.</summary>
    public static LockOut None { get; } = new(0, 0, null);

    /// <summary>How long the first lock-out lasts.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest: it protects the password, and must not keep a clinician from the charts for good.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(8);

    /// <summary>How long the name is locked yet; zero when it is not.</summary>
    public TimeSpan Left(DateTimeOffset now) => Until is { } until && until > now ? until - now : TimeSpan.Zero;

    /// <summary>One more failure.</summary>
    public LockOut Fail(DateTimeOffset now)
    {
        if (Failures + 1 < FailuresToLock)
            return this with { Failures = Failures + 1 };
        var length = First * Math.Pow(2, Math.Min(Times, 10));
        return new LockOut(0, Times + 1, now + (length < Longest ? length : Longest));
    }
}

/// <summary>What it takes to make an account.</summary>
/// <param name="UserName">As typed; folded when stored.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">A role of the policy.</param>
/// <param name="Site"><c>Location/x</c>, or null.</param>
/// <param name="Department">Department code, or null.</param>
/// <param name="FhirUser">Reference of the person, or null.</param>
/// <param name="Password">As typed; null only for what never signs in with a password.</param>
public sealed record AccountDraft(string UserName, string Display, string Role, string? Site, string? Department, string? FhirUser, string? Password);

/// <summary>What to change of an account; a member that is null stays as it is. An empty text clears <see cref="Site"/> and <see cref="Department"/>.</summary>
/// <param name="Display">Name for people.</param>
/// <param name="Role">A role of the policy.</param>
/// <param name="Site"><c>Location/x</c>, or empty for none.</param>
/// <param name="Department">Department code, or empty for none.</param>
/// <param name="Disabled">Whether it is disabled.</param>
/// <param name="Password">A new password; ends a lock-out, too.</param>
public sealed record AccountChange(string? Display = null, string? Role = null, string? Site = null, string? Department = null, bool? Disabled = null, string? Password = null);

[JsonSerializable(typeof(Account))]
internal sealed partial class AccountJson : JsonSerializerContext;
