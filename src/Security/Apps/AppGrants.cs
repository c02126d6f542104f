using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>What came of a refresh token.</summary>
/// <param name="Grant">The grant it belongs to; null when it belongs to none.</param>
/// <param name="Token">The refresh token that is good from now on; null when the old one was refused.</param>
/// <param name="IsReuse">True when it had been used before: the grant has been ended, since one of two holders is a thief (RFC 9700 section 4.14.2).</param>
public readonly record struct RefreshOutcome(AppGrant? Grant, string? Token, bool IsReuse);

/// <summary>All grants of a tenant: in memory, since every request by token looks at one, and durable before anything is given out. Safe to call from many threads.</summary>
public sealed class AppGrants : IDisposable
{
    private const string Kind = "app-grant";
    private const int HalfBytes = 32;
    private readonly IPrivateTable _table;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, AppGrant> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _byFamily = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Func<string, bool> _isSessionLive = _ => false;

    /// <summary>Opens the grants of a store.</summary>
    public AppGrants(IPrivateTable table, TimeProvider time)
    {
        (_table, _time) = (table, time);
        foreach (var (_, json) in table.List(Kind))
            Remember(JsonSerializer.Deserialize(json, AppJson.Default.AppGrant) ?? throw new InvalidDataException("A grant in the store is empty."));
    }

    /// <summary>How long a grant with <c>offline_access</c> lasts after its last use: the rule asks for three months (45 CFR 170.315(g)(10)).</summary>
    public static TimeSpan OfflineLife { get; } = TimeSpan.FromDays(100);

    /// <summary>Says how grants learn whether a session still lives. Until this is called none does.</summary>
    public void FollowSessions(Func<string, bool> isLive) => _isSessionLive = isLive;

    /// <summary>The live grants that a condition holds for, newest first.</summary>
    public IReadOnlyList<AppGrant> Where(Func<AppGrant, bool> condition) => [.. _grants.Values.Where(IsLive).Where(condition).OrderByDescending(grant => grant.StartedAt)];

    /// <summary>The grant of an id, if it has not ended and neither has the session that it lives with.</summary>
    public AppGrant? Find(string id) => _grants.TryGetValue(id, out var grant) && IsLive(grant) ? grant : null;

    /// <summary>Begins a grant, durably.</summary>
    /// <param name="grant">The grant, without refresh members.</param>
    /// <param name="canRefresh">Whether a refresh token is made.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    /// <returns>The refresh token, which is kept nowhere, or null.</returns>
    public async Task<string?> StartAsync(AppGrant grant, bool canRefresh, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var (family, half) = canRefresh ? (NewHalf(), NewHalf()) : (null, null);
        await KeepAsync(grant with { Family = family, RefreshHash = half is null ? null : HashOf(half) }, cancellationToken);
        return half is null ? null : $"{family}.{half}";
    }

    /// <summary>Takes a refresh token and gives the next. Used a second time, it ends the grant.</summary>
    /// <param name="token">As sent.</param>
    /// <param name="clientId">The app that sent it and has proved itself: another's token is refused, and stays good.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<RefreshOutcome> RotateAsync(string token, string clientId, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (FindByToken(token) is not var (grant, half) || grant.ClientId != clientId)
                return default;
            if (HashOf(half) != grant.RefreshHash)
            {
                await EndLockedAsync(grant);
                return new RefreshOutcome(grant, null, true);
            }
            var next = NewHalf();
            var now = _time.GetUtcNow();
            var kept = await KeepAsync(grant with { RefreshHash = HashOf(next), LastUsedAt = now, EndsAt = grant.Session is null ? now + OfflineLife : grant.EndsAt }, cancellationToken);
            return new RefreshOutcome(kept, $"{grant.Family}.{next}", false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The live grant that a refresh token is good for now, without using it up; null when there is none.</summary>
    public AppGrant? FindByRefresh(string token) => FindByToken(token) is var (grant, half) && HashOf(half) == grant.RefreshHash ? grant : null;

    /// <summary>Ends grants, durably: their tokens are dead with the next request.</summary>
    /// <returns>Those that were ended.</returns>
    public async Task<IReadOnlyList<AppGrant>> EndAsync(Func<AppGrant, bool> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        await _writing.WaitAsync();
        try
        {
            var ended = _grants.Values.Where(which).ToList();
            foreach (var grant in ended)
                await EndLockedAsync(grant);
            return ended;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Removes what has ended by itself. Call it about once a minute.</summary>
    public Task SweepAsync() => EndAsync(grant => !IsLive(grant));

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private static string NewHalf() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HalfBytes));

    private static string HashOf(string half) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(half)));

    private bool IsLive(AppGrant grant) => _time.GetUtcNow() < grant.EndsAt && (grant.Session is not { } session || _isSessionLive(session));

    private (AppGrant Grant, string Half)? FindByToken(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byFamily.TryGetValue(token[..dot], out var id) && Find(id) is { } grant ? (grant, token[(dot + 1)..]) : null;
    }

    private void Remember(AppGrant grant)
    {
        _grants[grant.Id] = grant;
        if (grant.Family is { } family)
            _byFamily[family] = grant.Id;
    }

    // Dead in memory first: even if the disk is slow, no request gets through meanwhile.
    private Task EndLockedAsync(AppGrant grant)
    {
        _grants.TryRemove(grant.Id, out _);
        if (grant.Family is { } family)
            _byFamily.TryRemove(family, out _);
        return _table.PutAsync(Kind, grant.Id, null, CancellationToken.None);
    }

    private async Task<AppGrant> KeepAsync(AppGrant grant, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, grant.Id, JsonSerializer.SerializeToUtf8Bytes(grant, AppJson.Default.AppGrant), cancellationToken);
        Remember(grant);
        return grant;
    }
}
