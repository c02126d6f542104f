using System.Text.Json;
using Carewright.Kernel;

namespace Carewright.BulkData.Importing;

/// <summary>Takes the files to import from the manifest of another server's export ("ping and pull": what the manifest's <c>output</c> lists is pulled).</summary>
internal static class PulledManifest
{
    private const int MostBytes = 16 * 1024 * 1024;

    internal static async Task<(IReadOnlyList<ImportInput> Inputs, Issue? Fault)> ReadAsync(RemoteFiles remote, string url, CancellationToken cancellationToken)
    {
        var (file, fault) = await remote.OpenAsync(url, "application/json", cancellationToken).ConfigureAwait(false);
        if (file is null)
            return ([], fault);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                return Read(await BytesAsync(file.Content, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
            {
                return ([], NoManifest);
            }
        }
    }

    private static Issue NoManifest { get; } = Issue.Error(
        IssueTypes.Invalid, "IMPORT-MANIFEST", "What lies at 'exportUrl' is no manifest of an export: a JSON object whose 'output' lists type and url.", "exportUrl", "Bulk Data Access 2.0 export.html#response---output-manifest");

    private static (IReadOnlyList<ImportInput> Inputs, Issue? Fault) Read(ReadOnlyMemory<byte> bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("output", out var output) || output.ValueKind != JsonValueKind.Array)
            return ([], NoManifest);
        var inputs = new List<ImportInput>();
        foreach (var item in output.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "url") is not { } url || Text(item, "type") is not { } type)
                return ([], NoManifest);
            inputs.Add(new ImportInput(type, url));
        }
        return (inputs, null);
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            copy.Write(buffer, 0, read);
            if (copy.Length > MostBytes)
                throw new IOException("The manifest is too large.");
        }
        return copy.ToArray();
    }
}
