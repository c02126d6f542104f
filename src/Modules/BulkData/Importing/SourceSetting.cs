using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.BulkData.Importing;

/// <summary>Keeps the setting of import sources; asked anew for every connection, so that a change holds at once. Safe from many threads.</summary>
internal sealed class SourceSetting
{
    private const string Kind = "import-sources";
    private const string Key = "current";
    private readonly IPrivateTable _table;
    private ImportSources _current;

    public SourceSetting(IPrivateTable table)
    {
        _table = table;
        _current = table.Get(Kind, Key) is { } json ? JsonSerializer.Deserialize(json, SourceJson.Default.ImportSources)! : new ImportSources([]);
    }

    internal ImportSources Current => Volatile.Read(ref _current);

    internal async Task ChangeAsync(ImportSources sources, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(sources, SourceJson.Default.ImportSources), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _current, sources);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ImportSources))]
internal sealed partial class SourceJson : JsonSerializerContext;
