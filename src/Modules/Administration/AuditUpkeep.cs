using Carewright.Administration.Features;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.Extensions.Logging;

namespace Carewright.Administration;

/// <summary>The log's own upkeep: brings checkpoints to their second places, and disposes of months whose time is over where the rules say that this goes by itself.</summary>
internal sealed class AuditUpkeep(CheckpointCourier courier, AuditRetention retention, RetentionRegister rules, Recorder recorder, ILogger<AuditUpkeep> log)
{
    /// <summary>Who is on record for what happens by itself.</summary>
    internal static Actor Self { get; } = new("upkeep", "Carewright", "system", null, null, null, "job", "local", "HSYSADMIN", null);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (place, fault) in await courier.RunAsync(cancellationToken))
        {
            log.PlaceFell(place, fault);
            await recorder.RecordAsync(Self, new AuditedAction("execute", "audit-place-fault", 503, AuditOutcome.Failed) { Query = place, Rule = fault });
        }
        await retention.FinishAsync(cancellationToken);
        if (rules.Current.IsAutomatic)
            await retention.DisposeOldestAsync(disposal => recorder.RecordOf(Self, RetainAudit.Disposed(disposal)), cancellationToken);
    }
}
