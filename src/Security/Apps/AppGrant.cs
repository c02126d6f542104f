namespace Carewright.Security;

/// <summary>What a user has allowed an app, or what a backend app got for itself: every token of it names it, and is worth what it is worth now.</summary>
/// <param name="Id">Random; in tokens and in the audit log. It opens nothing.</param>
/// <param name="ClientId">Which app.</param>
/// <param name="UserName">Whose rights.</param>
/// <param name="Stamp">The account's <see cref="Account.Stamp"/> when it began.</param>
/// <param name="Scopes">What was allowed.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndsAt">When it ends if it is not used, UTC.</param>
public sealed record AppGrant(string Id, string ClientId, string UserName, string Stamp, string Scopes, DateTimeOffset StartedAt, DateTimeOffset EndsAt)
{
    /// <summary>The patient of the launch (<c>Patient/x</c>), or null.</summary>
    public string? Patient { get; init; }

    /// <summary>The encounter of the launch (<c>Encounter/x</c>), or null.</summary>
    public string? Encounter { get; init; }

    /// <summary>Id of the session that it dies with; null when it outlives it.</summary>
    public string? Session { get; init; }

    /// <summary>When the user signed in, UTC; null for a backend.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>First half of its refresh tokens: the same in all of them. Null when it has none.</summary>
    public string? Family { get; init; }

    /// <summary>SHA-256 of the second half of the refresh token that is good now, in hex.</summary>
    public string? RefreshHash { get; init; }

    /// <summary>When a token of it was given out last, UTC.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
