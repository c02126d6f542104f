using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>A signed-in browser. The cookie's value is not here: only its SHA-256 is kept, so that whoever reads the store cannot ride a session.</summary>
/// <param name="Id">First 16 hex digits of the cookie's hash: names the session in logs and audit, opens nothing.</param>
/// <param name="UserName">Whose.</param>
/// <param name="Stamp">The account's <see cref="Account.Stamp"/> when it began.</param>
/// <param name="Address">Network address it began from.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="LastActivity">UTC; ends the session when <see cref="SessionLimits.Idle"/> ago.</param>
public sealed record Session(string Id, string UserName, string Stamp, string Address, DateTimeOffset StartedAt, DateTimeOffset LastActivity)
{
    /// <summary>How its person was authenticated (<see cref="AuthenticationMethods"/>): the <c>amr</c> of OpenID Connect Core 1.0, section 2.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [AuthenticationMethods.Password];

    /// <summary>When its person last proved who they are, UTC: at its beginning, or since, when asked once more. The <c>auth_time</c> of OpenID Connect Core 1.0.</summary>
    public DateTimeOffset ProvedAt { get; init; } = StartedAt;

    /// <summary>True: it may do nothing but set up a second factor.</summary>
    public bool MustEnrol { get; init; }

    /// <summary>True: it may do nothing until its person has proved once more who they are.</summary>
    public bool MustProve { get; init; }

    /// <summary>Browser and operating system in words, as the browser told them; or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The directory session that it rests on; null when it rests on a password or a passkey of its own.</summary>
    public DirectorySession? Directory { get; init; }

    /// <summary>Network address it was last used from.</summary>
    public string LastAddress { get; init; } = Address;

    /// <summary>When it ends if nothing happens: the earlier of the idle and the absolute end, UTC.</summary>
    /// <param name="limits">Those in force.</param>
    public DateTimeOffset ExpiresAt(SessionLimits limits) => LastActivity + limits.Idle is var idle && idle < EndsAt(limits) ? idle : EndsAt(limits);

    /// <summary>When it ends whatever happens, UTC.</summary>
    /// <param name="limits">Those in force.</param>
    public DateTimeOffset EndsAt(SessionLimits limits) => StartedAt + limits.Longest;
}

/// <summary>How long sessions last.</summary>
/// <param name="Idle">A session without activity ends after this.</param>
/// <param name="Longest">Every session ends after this.</param>
public readonly record struct SessionLimits(TimeSpan Idle, TimeSpan Longest);

/// <summary>A live session with the account as it is now.</summary>
/// <param name="Session">The session.</param>
/// <param name="Account">Its account.</param>
/// <param name="ExpiresAt">When it ends if nothing happens, UTC.</param>
public sealed record LiveSession(Session Session, Account Account, DateTimeOffset ExpiresAt);

/// <summary>What a session begins with.</summary>
/// <param name="Address">Network address.</param>
/// <param name="Methods">How its person was authenticated.</param>
/// <param name="MustEnrol">As <see cref="Session.MustEnrol"/>.</param>
/// <param name="Agent">As <see cref="Session.Agent"/>.</param>
public sealed record SessionBeginning(string Address, IReadOnlyList<string> Methods, bool MustEnrol = false, string? Agent = null)
{
    /// <summary>As <see cref="Session.Directory"/>.</summary>
    public DirectorySession? Directory { get; init; }
}

[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;
