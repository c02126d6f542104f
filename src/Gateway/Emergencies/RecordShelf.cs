using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Storage;

namespace Carewright.Gateway.Emergencies;

/// <summary>Records of one kind, in memory and in the private table. What is kept is on disk before it holds.</summary>
internal sealed class RecordShelf<T>(IRecordStore store, string kind, Func<T, string> keyOf, JsonTypeInfo<T> type)
    where T : class
{
    private readonly Lock _loading = new();
    private ImmutableDictionary<string, T>? _all;

    internal IEnumerable<T> All => Loaded().Values;

    internal T? Find(string id) => Loaded().GetValueOrDefault(id);

    /// <summary>The row to commit with the audit record that tells of it.</summary>
    internal PrivateDraft Draft(T record) => new(kind, keyOf(record), JsonSerializer.SerializeToUtf8Bytes(record, type));

    /// <summary>Makes it hold, after its commit.</summary>
    internal void Take(T record)
    {
        Loaded();
        ImmutableInterlocked.AddOrUpdate(ref _all!, keyOf(record), record, (_, _) => record);
    }

    private ImmutableDictionary<string, T> Loaded()
    {
        if (Volatile.Read(ref _all) is { } all)
            return all;
        lock (_loading)
            return _all ??= store.Private.List(kind).Select(pair => JsonSerializer.Deserialize(pair.Value, type)!).ToImmutableDictionary(keyOf, StringComparer.Ordinal);
    }
}
