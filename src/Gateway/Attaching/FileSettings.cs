using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Attaching;

/// <summary>What the clinic says of files.</summary>
/// <param name="MaxBytes">The largest file that is taken, unpacked from base64.</param>
/// <param name="TakesOtherKinds">True: kinds that are not in the table, old Office files among them, are taken too, unless they are programs; they leave only as bytes to be saved.</param>
/// <param name="Scanner">Where clamd listens: <c>unix:/run/clamav/clamd.ctl</c> or <c>host:3310</c>; null: nothing is scanned.</param>
/// <param name="WithoutScanner">What is done with files while the scanner is away: <c>take</c> (and mark them) or <c>refuse</c>.</param>
public sealed record FileSettings(long MaxBytes, bool TakesOtherKinds, string? Scanner, string WithoutScanner)
{
    private const long Least = 1024;
    private const long Most = 48L * 1024 * 1024;

    /// <summary>What holds until the clinic says otherwise.</summary>
    public static FileSettings Default { get; } = new(20 * 1024 * 1024, false, null, "refuse");

    internal IEnumerable<Issue> Check()
    {
        if (MaxBytes is < Least or > Most)
            yield return Issue.Error(IssueTypes.Value, "FILE-SETTING-SIZE", $"A file may have {Least} to {Most} bytes.", "maxBytes");
        if (Scanner is not null && ScannerAddress.Parse(Scanner) is null)
            yield return Issue.Error(IssueTypes.Value, "FILE-SETTING-SCANNER", "The scanner is at unix:/PATH or at HOST:PORT.", "scanner");
        if (WithoutScanner is not ("take" or "refuse"))
            yield return Issue.Error(IssueTypes.Value, "FILE-SETTING-AWAY", "Without the scanner files are taken (take) or refused (refuse).", "withoutScanner");
    }
}

/// <summary>The clinic's settings for files, durable. Safe from many threads.</summary>
public sealed class FileShelf(IPrivateTable table)
{
    private const string Kind = "file-settings";
    private volatile FileSettings? _current;

    /// <summary>What holds now.</summary>
    public FileSettings Current => _current ??= table.Get(Kind, "-") is { } json ? JsonSerializer.Deserialize(json, FileJson.Default.FileSettings)! : FileSettings.Default;

    /// <summary>Replaces the settings from the next write on; nothing is changed when there are issues.</summary>
    public async Task<IReadOnlyList<Issue>> SetAsync(FileSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var issues = settings.Check().ToList();
        if (issues.Count > 0)
            return issues;
        await table.PutAsync(Kind, "-", JsonSerializer.SerializeToUtf8Bytes(settings, FileJson.Default.FileSettings), cancellationToken).ConfigureAwait(false);
        _current = settings;
        return [];
    }
}

[JsonSerializable(typeof(FileSettings))]
internal sealed partial class FileJson : JsonSerializerContext;
