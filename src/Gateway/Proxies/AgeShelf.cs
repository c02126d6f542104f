using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>The table of ages in force: the clinic's, else the one that ships.</summary>
internal sealed class AgeShelf(IRecordStore store)
{
    private const string Kind = "setting";
    private const string Key = "state-ages";
    private volatile AgeTable? _current;

    internal AgeTable Current => _current ??= store.Private.Get(Kind, Key) is { } json
        ? JsonSerializer.Deserialize(json, AgeTableJson.Default.AgeTable) ?? throw new InvalidDataException("The table of ages in the store is empty.")
        : AgeTable.Shipped;

    internal static PrivateDraft Draft(AgeTable table) => new(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(table, AgeTableJson.Default.AgeTable));

    /// <summary>Makes it hold, after its commit.</summary>
    internal void Take(AgeTable table) => _current = table;
}
