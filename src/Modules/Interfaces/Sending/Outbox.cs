using Carewright.Gateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Sending;

/// <summary>Follows the record and has messages made of what partners wait for.</summary>
internal sealed class Outbox(Composer composer, RecordGateway gateway, TimeProvider clock, ILogger<Outbox> logger) : BackgroundService
{
    private const string Follower = "hl7-out";
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await gateway.Changes.FollowAsync(Follower, () => composer.Types, composer.TakeAsync, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // Nothing is lost: what was not taken is given again.
                logger.ComposingFailed(fault);
                await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
