using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Writing;

namespace Carewright.Storage.Sqlite;

/// <summary>The sealed key/value rows of <c>record.db</c>.</summary>
internal sealed class PrivateTable(StoreState state, ReaderPool readers, Func<CommitWork, ValueTask<CommitResult>> commit) : IPrivateTable
{
    private readonly CommitPreparation _preparation = new(state);

    /// <inheritdoc />
    public byte[]? Get(string kind, string key)
    {
        var (kindHash, keyHash) = (state.Blind.Hash(HashKind.Private, kind), state.Blind.Hash(HashKind.Private, kind, key));
        using var lease = readers.Rent();
        return lease.Reader.Private(kindHash, keyHash) is { } value ? PrivateSeal.Open(state.Keys, kindHash, keyHash, value).Value : null;
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, byte[]>> List(string kind)
    {
        var kindHash = state.Blind.Hash(HashKind.Private, kind);
        using var lease = readers.Rent();
        return [.. lease.Reader.PrivateOf(kindHash).Select(row => PrivateSeal.Open(state.Keys, kindHash, row.Key, row.Value))];
    }

    /// <inheritdoc />
    public async Task PutAsync(string kind, string key, byte[]? value, CancellationToken cancellationToken)
    {
        var work = _preparation.Prepare(kind, key, value);
        for (var result = await commit(work).ConfigureAwait(false); result.Status == CommitStatus.Busy; result = await commit(work).ConfigureAwait(false))
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
    }
}
