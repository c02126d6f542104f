using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>
/// The sessions of a tenant: checked in memory, begun and ended durably, their last activity written behind by <see cref="FlushAsync"/>. Every look compares the account's present
/// stamp, so that disabling or changing an account ends its sessions with the next request. Safe to call from many threads.
/// </summary>
public sealed class Sessions
{
    private const string Kind = "session";
    private const int SecretBytes = 32;
    private readonly IPrivateTable _table;
    private readonly AccountRegister _accounts;
    private readonly SignInPolicyInForce _policy;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Slot> _byHash = new(StringComparer.Ordinal);

    /// <summary>Opens the sessions of a store; those that ended while the process was down are not taken up.</summary>
    public Sessions(IPrivateTable table, AccountRegister accounts, SignInPolicyInForce policy, TimeProvider time)
    {
        (_table, _accounts, _policy, _time) = (table, accounts, policy, time);
        foreach (var (hash, json) in table.List(Kind))
            if (JsonSerializer.Deserialize(json, SessionJson.Default.Session) is { } session)
                _byHash[hash] = new Slot(session);
    }

    /// <summary>How long sessions last, by the clinic's policy: a change is in force at once, for those that have begun, too.</summary>
    public SessionLimits Limits => _policy.Current.Sessions;

    /// <summary>Begins a session. It is durable when the task completes.</summary>
    /// <returns>The cookie's value, 256 random bits in base64url, which is kept nowhere; and the session.</returns>
    public Task<(string Secret, Session Session)> StartAsync(Account account, string address, CancellationToken cancellationToken) =>
        StartAsync(account, new SessionBeginning(address, [AuthenticationMethods.Password]), cancellationToken);

    /// <summary>As above; says how it began.</summary>
    public async Task<(string Secret, Session Session)> StartAsync(Account account, SessionBeginning beginning, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var hash = HashOf(secret);
        var now = _time.GetUtcNow();
        var session = new Session(hash[..16], account.UserName, account.Stamp, beginning.Address, now, now)
        {
            Methods = beginning.Methods,
            MustEnrol = beginning.MustEnrol,
            Agent = beginning.Agent,
            Directory = beginning.Directory,
        };
        await WriteAsync(hash, session, cancellationToken);
        _byHash[hash] = new Slot(session);
        return (secret, session);
    }

    /// <summary>The live session of a cookie's value; null when there is none, when it has ended, or when its account is disabled or has changed since.</summary>
    /// <param name="secret">The cookie's value, as sent.</param>
    /// <param name="isActivity">True: counts as activity and puts off the idle end.</param>
    public LiveSession? Find(string secret, bool isActivity)
    {
        if (secret.Length != Base64Url.GetEncodedLength(SecretBytes) || !_byHash.TryGetValue(HashOf(secret), out var slot))
            return null;
        var session = slot.Session;
        var now = _time.GetUtcNow();
        var account = _accounts.Find(session.UserName);
        if (!IsLive(session, account, now))
            return null;
        return LiveOf(isActivity ? slot.Touch(now) : session, account!);
    }

    /// <summary>A session with when it ends by the limits in force.</summary>
    public LiveSession LiveOf(Session session, Account account)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new LiveSession(session, account, session.ExpiresAt(Limits));
    }

    /// <summary>The live session of an id; what was allowed to apps for as long as it lasts asks this. It is no activity. Null when it has ended.</summary>
    public Session? FindById(string id) => _byHash.Values.Select(slot => slot.Session).FirstOrDefault(session => session.Id == id) is { } found
        && IsLive(found, _accounts.Find(found.UserName), _time.GetUtcNow()) ? found : null;

    /// <summary>Ends a session, durably. Nothing happens when there is none.</summary>
    public async Task EndAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        if (_byHash.TryRemove(hash, out _))
            await _table.PutAsync(Kind, hash, null, cancellationToken);
    }

    /// <summary>The live sessions of an account, the one used last first.</summary>
    public IReadOnlyList<Session> Of(string userName)
    {
        var (now, account) = (_time.GetUtcNow(), _accounts.Find(userName));
        return account is null ? [] : [.. _byHash.Values.Select(slot => slot.Session).Where(session => session.UserName == account.UserName && IsLive(session, account, now)).OrderByDescending(session => session.LastActivity)];
    }

    /// <summary>Ends sessions of an account, durably.</summary>
    /// <param name="userName">Whose; a session of somebody else is not touched.</param>
    /// <param name="which">Which of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were ended.</returns>
    public async Task<int> EndAsync(string userName, Func<Session, bool> which, CancellationToken cancellationToken)
    {
        var (name, ended) = (AccountRules.Fold(userName), 0);
        foreach (var (hash, slot) in _byHash)
            if (slot.Session.UserName == name && which(slot.Session) && _byHash.TryRemove(hash, out _))
            {
                await _table.PutAsync(Kind, hash, null, cancellationToken);
                ended++;
            }
        return ended;
    }

    /// <summary>Keeps a change of a live session, durably: a fresh proof, another address.</summary>
    /// <returns>The session as it now is; null when it has ended.</returns>
    public async Task<Session?> ChangeAsync(string secret, Func<Session, Session> change, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        if (!_byHash.TryGetValue(hash, out var slot))
            return null;
        var changed = slot.Change(change);
        await WriteAsync(hash, changed, cancellationToken);
        // Ended while it was being written: what is ended stays ended.
        if (_byHash.ContainsKey(hash))
            return changed;
        await _table.PutAsync(Kind, hash, null, cancellationToken);
        return null;
    }

    /// <summary>Lets no live session of an account go on until its person has proved once more who they are (<see cref="Session.MustProve"/>), durably.</summary>
    /// <returns>How many sessions that are.</returns>
    public async Task<int> DemandProofAsync(string userName, CancellationToken cancellationToken)
    {
        var (name, asked) = (AccountRules.Fold(userName), 0);
        foreach (var (hash, slot) in _byHash)
        {
            if (slot.Session.UserName != name)
                continue;
            await WriteAsync(hash, slot.Change(session => session with { MustProve = true }), cancellationToken);
            asked++;
            if (!_byHash.ContainsKey(hash))
                await _table.PutAsync(Kind, hash, null, cancellationToken);
        }
        return asked;
    }

    /// <summary>Writes last activities that have changed and removes sessions that have ended. Call it about once a minute: a crash then ends a session at most that much early, never late.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var (hash, slot) in _byHash)
        {
            var account = _accounts.Find(slot.Session.UserName);
            if (!IsLive(slot.Session, account, now))
            {
                if (_byHash.TryRemove(hash, out _))
                    await _table.PutAsync(Kind, hash, null, cancellationToken);
            }
            else if (slot.TakeChange() is { } changed)
                await WriteAsync(hash, changed, cancellationToken);
            // Signed out while it was being written: what is ended stays ended.
            if (!_byHash.ContainsKey(hash))
                await _table.PutAsync(Kind, hash, null, cancellationToken);
        }
    }

    private bool IsLive(Session session, Account? account, DateTimeOffset now) =>
        now < session.ExpiresAt(Limits) && account is { IsDisabled: false } && account.Stamp == session.Stamp;

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private Task WriteAsync(string hash, Session session, CancellationToken cancellationToken) =>
        _table.PutAsync(Kind, hash, JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session), cancellationToken);

    private sealed class Slot(Session session)
    {
        private readonly Lock _lock = new();
        private bool _isChanged;

        public Session Session { get; private set; } = session;

        public Session Touch(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (now > Session.LastActivity)
                    (Session, _isChanged) = (Session with { LastActivity = now }, true);
                return Session;
            }
        }

        public Session Change(Func<Session, Session> change)
        {
            lock (_lock)
                return Session = change(Session);
        }

        public Session? TakeChange()
        {
            lock (_lock)
            {
                if (!_isChanged)
                    return null;
                _isChanged = false;
                return Session;
            }
        }
    }
}
