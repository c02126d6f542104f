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
    DateTimeOffset? LastSignIn)
{
    public static UserAnswer Of(Account account, DateTimeOffset now) => new(account.UserName, account.Display, account.Role, account.Site, account.Department, account.FhirUser,
        account.IsDisabled, account.LockOut.Left(now) > TimeSpan.Zero ? account.LockOut.Until : null, account.LastSignIn);
}

/// <summary>All users.</summary>
internal sealed record UsersAnswer(IReadOnlyList<UserAnswer> Users);
