using Carewright.Host.Consoles;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Host.Backups;

/// <summary>When a running server backs itself up.</summary>
/// <param name="Set">The backup set.</param>
/// <param name="Every">How long to wait from one to the next: what is lost at most when the machine is.</param>
/// <param name="ProofEvery">How long to wait from one proof by restoring to the next.</param>
internal sealed record BackupSchedule(DirectoryInfo Set, TimeSpan Every, TimeSpan ProofEvery);

/// <summary>Backs up a running clinic at intervals, and proves the set now and then by restoring it in the background. What went wrong is on record and in the log, and tried again at the next turn.</summary>
internal sealed class RegularBackup(BackupSchedule schedule, IClinicConsole console, ITenantKeyProvider provider, DirectoryInfo data, TimeProvider time, ILogger<RegularBackup> log) : BackgroundService
{
    private DateTimeOffset _provenAt = DateTimeOffset.MinValue;

    /// <summary>Where a set is restored to be looked at, within the data folder.</summary>
    internal static DirectoryInfo Scratch(DirectoryInfo data) => new(Path.Combine(data.FullName, "backup.proof"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(schedule.Every, time);
        try
        {
            do
            {
                await AttemptAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what was begun is begun again by the next backup.
        }
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var segment = await console.BackupAsync(schedule.Set, cancellationToken).ConfigureAwait(false);
            BackupLog.Written(log, segment.File, segment.Through, segment.Bytes);
            if (time.GetUtcNow() - _provenAt < schedule.ProofEvery)
                return;
            var proven = await BackupProof.ProveAsync(schedule.Set, Scratch(data), provider, cancellationToken).ConfigureAwait(false);
            _provenAt = time.GetUtcNow();
            await console.RecordAsync(ConsoleActs.BackupProof, Text(proven), cancellationToken).ConfigureAwait(false);
            BackupLog.Proven(log, proven.Versions, proven.AuditRows, proven.Duration.TotalSeconds);
        }
        catch (Exception fault) when (fault is BackupException or ConsoleException or IOException or UnauthorizedAccessException)
        {
            BackupLog.Failed(log, fault);
            await console.RecordAsync(ConsoleActs.BackupFailed, fault.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A proof in words, for the log and the person at the keyboard.</summary>
    internal static string Text(ProvenBackup proven) =>
        FormattableString.Invariant($"restored from {proven.Restored.Segments} segments and opened in {proven.Duration.TotalSeconds:0.0} s: {proven.Versions} versions, {proven.AuditRows} audit records, {proven.Messages} messages");
}

internal static partial class BackupLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Backup: {File} written through {Through}, {Bytes} bytes")]
    internal static partial void Written(ILogger log, string file, long through, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backup proven by restoring it: {Versions} versions, {AuditRows} audit records, {Seconds} s")]
    internal static partial void Proven(ILogger log, long versions, long auditRows, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup failed; it is tried again at the next turn")]
    internal static partial void Failed(ILogger log, Exception fault);
}
