using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>A signed-in browser. The cookie's value is not here: only its SHA-256 is kept, so that whoever reads the store cannot ride a session.</summary>
/// <param name="Id">First 16 hex digits of the cookie's hash: names the session in logs and audit, opens nothing.</param>
/// <param name="UserName">Whose.</param>
/// <param name="Stamp">The account's <see cref="Account.Stamp"/> when it began.</param>
/// <param name="Address">Network address it began from.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="LastActivity">UTC; ends the session when <see cref="Sessions.IdleTimeout"/> ago.</param>
public sealed record Session(string Id, string UserName, string Stamp, string Address, DateTimeOffset StartedAt, DateTimeOffset LastActivity)
{
    /// <summary>When it ends if nothing happens: the earlier of the idle and the absolute end, UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset ExpiresAt => LastActivity + Sessions.IdleTimeout < EndsAt ? LastActivity + Sessions.IdleTimeout : EndsAt;

    /// <summary>When it ends whatever happens, UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => StartedAt + Sessions.AbsoluteTimeout;
}

/// <summary>A live session with the account as it is now.</summary>
/// <param name="Session">The session.</param>
/// <param name="Account">Its account.</param>
public sealed record LiveSession(Session Session, Account Account);

[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;
