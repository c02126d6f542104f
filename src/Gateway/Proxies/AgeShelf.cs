using System.Security.Cryptography;
using System.Text.Json;
using Carewright.Gateway.Emergencies;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>The table of ages in force: the clinic's, else the one that ships; and what was changed in it.</summary>
internal sealed class AgeShelf(IRecordStore store)
{
    private const string Kind = "setting";
    private const string Key = "state-ages";
    private readonly RecordShelf<AgeChange> _changes = new(store, "state-ages-change", one => one.Id, AgeTableJson.Default.AgeChange);
    private volatile Kept? _kept;

    internal AgeTable Current => Loaded.Table;

    /// <summary>Names the table: the same for tables that say the same.</summary>
    internal string Fingerprint => Loaded.Fingerprint;

    /// <summary>What was changed, newest first.</summary>
    internal IReadOnlyList<AgeChange> Changes => [.. _changes.All.OrderByDescending(one => one.At).ThenByDescending(one => one.Id, StringComparer.Ordinal)];

    private Kept Loaded => _kept ??= new Kept(store.Private.Get(Kind, Key) is { } json
        ? JsonSerializer.Deserialize(json, AgeTableJson.Default.AgeTable) ?? throw new InvalidDataException("The table of ages in the store is empty.")
        : AgeTable.Shipped);

    internal IReadOnlyList<PrivateDraft> Drafts(AgeTable table, AgeChange change) => [new(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(table, AgeTableJson.Default.AgeTable)), _changes.Draft(change)];

    /// <summary>Makes it hold, after its commit.</summary>
    internal void Take(AgeTable table, AgeChange change)
    {
        _kept = new Kept(table);
        _changes.Take(change);
    }

    private sealed record Kept(AgeTable Table)
    {
        public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Table, AgeTableJson.Default.AgeTable)));
    }
}
