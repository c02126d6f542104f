using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>Something that administrators are to know of an account.</summary>
/// <param name="Id">Names it; the same matter has the same id, so that it is told once.</param>
/// <param name="Kind"><c>access-ended</c>, <c>access-not-ended</c> or <c>role-proposed</c>.</param>
/// <param name="UserName">Whose account.</param>
/// <param name="Detail">The reason, or the role that is proposed.</param>
/// <param name="At">UTC.</param>
public sealed record StaffNotice(string Id, string Kind, string UserName, string Detail, DateTimeOffset At);

/// <summary>Notices to administrators, kept until one of them has dealt with them. Safe to call from many threads.</summary>
public sealed class StaffNotices
{
    private const string Kind = "staff-notice";
    private readonly IPrivateTable _table;
    private readonly ConcurrentDictionary<string, StaffNotice> _open = new(StringComparer.Ordinal);

    /// <summary>Opens the notices of a store.</summary>
    public StaffNotices(IPrivateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        foreach (var (id, json) in table.List(Kind))
            if (JsonSerializer.Deserialize(json, StaffNoticeJson.Default.StaffNotice) is { } notice)
                _open[id] = notice;
    }

    /// <summary>What is open, the newest first.</summary>
    public IReadOnlyList<StaffNotice> Open => [.. _open.Values.OrderByDescending(notice => notice.At)];

    /// <summary>Tells something, durably.</summary>
    /// <returns>False when it is open already.</returns>
    public async Task<bool> TellAsync(StaffNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (!_open.TryAdd(notice.Id, notice))
            return false;
        await _table.PutAsync(Kind, notice.Id, JsonSerializer.SerializeToUtf8Bytes(notice, StaffNoticeJson.Default.StaffNotice), cancellationToken);
        return true;
    }

    /// <summary>Somebody has dealt with it.</summary>
    /// <returns>False when there is no such notice.</returns>
    public async Task<bool> CloseAsync(string id, CancellationToken cancellationToken)
    {
        if (!_open.TryRemove(id, out _))
            return false;
        await _table.PutAsync(Kind, id, null, cancellationToken);
        return true;
    }
}

[JsonSerializable(typeof(StaffNotice))]
internal sealed partial class StaffNoticeJson : JsonSerializerContext;
