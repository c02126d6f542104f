using System.Text.Json;
using Carewright.Storage;

namespace Carewright.InBasket.Settings;

/// <summary>The settings: in memory, and durable before a change holds. Safe from many threads.</summary>
internal sealed class SettingsShelf(IPrivateTable table)
{
    private const string Kind = "in-basket";
    private const string Key = "settings";
    private volatile InBasketSettings _current = Load(table);

    /// <summary>Those in force.</summary>
    internal InBasketSettings Current => _current;

    /// <summary>Puts others in force.</summary>
    internal async Task PutAsync(InBasketSettings settings, CancellationToken cancellationToken)
    {
        await table.PutAsync(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(settings, InBasketJson.Default.InBasketSettings), cancellationToken).ConfigureAwait(false);
        _current = settings;
    }

    private static InBasketSettings Load(IPrivateTable table) =>
        table.Get(Kind, Key) is { } kept ? JsonSerializer.Deserialize(kept, InBasketJson.Default.InBasketSettings) ?? throw new InvalidDataException("The settings of the in-basket are empty.") : new InBasketSettings();
}
