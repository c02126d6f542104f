using System.Text;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>A store with a log of messages beside it.</summary>
internal sealed class LoggedPlace : IAsyncDisposable
{
    private static readonly SqliteStoreOptions s_options = new() { KeptAfterRetirement = TimeSpan.Zero, Limits = new(50, 50_000), Reindexing = new(LeastBatch: 4, MostBatch: 32) };

    private TimeProvider _clock = TimeProvider.System;

    public SqlitePlace Place { get; } = new();

    public SqliteRecordStore Store { get; private set; } = null!;

    public SqliteMessageLog Log { get; private set; } = null!;

    public string FilePath => Path.Combine(Place.Folder.FullName, SqliteMessageLog.FileName);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<LoggedPlace> OpenAsync(TimeProvider? clock = null)
    {
        var place = new LoggedPlace { _clock = clock ?? TimeProvider.System };
        await place.ReopenAsync();
        return place;
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        Store = (SqliteRecordStore)await Place.OpenAsync(s_options);
        Log = await SqliteMessageLog.OpenAsync(Place.Folder, Store, _clock, Stop);
    }

    public async Task CloseAsync()
    {
        if (Log is not null)
            await Log.DisposeAsync();
        if (Store is not null)
            await Store.DisposeAsync();
    }

    public static MessageDraft Draft(string control, params string[] patients) =>
        new("lab", control, "ORU^R01", Encoding.ASCII.GetBytes("MSH|" + control)) { Patients = [.. patients.Select(patient => "A|" + patient)], Content = Encoding.ASCII.GetBytes(control) };

    public Task<LoggedMessage> AppendAsync(string control, params string[] patients) => Log.AppendAsync(Draft(control, patients), Stop);

    /// <summary>What became of a message is written as the applier writes it.</summary>
    public async Task<LoggedMessage> SettleAsync(LoggedMessage message, MessageState state) =>
        (await Log.ChangeAsync(new MessageChange(message.Sequence, message.State, state) { DropsRaw = state == MessageState.Applied, IsAttempt = true, Reason = state is MessageState.Held or MessageState.Dead ? new("V2-X", "No such thing.", "PID[1]-3") : null }, Stop))!;

    public async Task RotateAsync() => await Store.RotateTenantKeyAsync(await StoreKeys.SucceedAsync(Place.Folder, SqlitePlace.Key, null, Stop), Stop);

    public async Task WhenRenewedAsync()
    {
        await Log.WhenKeyIsRenewedAsync(Stop);
        await Store.WhenKeysAreRotatedAsync(Stop);
    }

    /// <summary>Everything the log says of its messages by any way of asking, so that it can be compared.</summary>
    public List<string> Told()
    {
        var told = new List<string>();
        for (var page = Log.List(new MessageQuery(Count: 1000)); ; page = Log.List(new MessageQuery(Count: 1000, Before: page.NextBefore)))
        {
            told.AddRange(page.Messages.Select(one => $"{one.Sequence} {one.Id} {one.State} {one.ControlId} {one.Reason} {one.HasRaw} {(Log.Raw(one) is { } raw ? Encoding.ASCII.GetString(raw) : "")} " +
                $"{Log.List(new MessageQuery(ControlId: one.ControlId)).Messages.Any(found => found.Id == one.Id)}"));
            if (page.NextBefore is null)
                return [.. told, .. Log.Tally().Select(tally => tally.ToString())];
        }
    }

    public long Scalar(string sql)
    {
        using var file = Connection.Open(FilePath, readOnly: true);
        return file.Scalar(sql);
    }

    /// <summary>Whether the log's files hold some bytes.</summary>
    public bool Holds(byte[] bytes)
    {
        foreach (var path in new[] { FilePath, FilePath + "-wal" }.Where(File.Exists))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            if (content.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>A column of a message as it lies on disk.</summary>
    public byte[] Stored(long sequence, string column)
    {
        using var file = Connection.Open(FilePath, readOnly: true);
        using var row = file.Prepare($"SELECT {column} FROM message WHERE seq = ?1").Bind(1, sequence);
        Assert.True(row.Step());
        return row.Blob(0).ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Place.Remove();
    }
}
