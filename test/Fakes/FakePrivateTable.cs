using System.Collections.Concurrent;
using Carewright.Storage;

namespace Carewright.Testing.Fakes;

/// <summary>Private rows in memory. Values are copied in and out, as a real table does.</summary>
internal sealed class FakePrivateTable : IPrivateTable
{
    private readonly ConcurrentDictionary<(string Kind, string Key), byte[]> _rows = new();
    private int _puts;

    public int Puts => _puts;

    public byte[]? Get(string kind, string key) => _rows.TryGetValue((kind, key), out var value) ? [.. value] : null;

    public IReadOnlyList<KeyValuePair<string, byte[]>> List(string kind) =>
        [.. _rows.Where(row => row.Key.Kind == kind).Select(row => KeyValuePair.Create(row.Key.Key, (byte[])[.. row.Value]))];

    public Task PutAsync(string kind, string key, byte[]? value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _puts);
        if (value is null)
            _rows.TryRemove((kind, key), out _);
        else
            _rows[(kind, key)] = [.. value];
        return Task.CompletedTask;
    }
}
