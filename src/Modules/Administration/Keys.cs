using Carewright.Audit;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.Extensions.Hosting;

namespace Carewright.Administration;

/// <summary>Opens what has keys of its own before the first request is taken.</summary>
internal sealed class Keys(IRecordStore store, AccountRegister accounts, TimeProvider time) : IHostedLifecycleService
{
    private AccessTokens? _tokens;
    private AuditCheckpoints? _checkpoints;

    public AccessTokens Tokens => _tokens ?? throw new InvalidOperationException("The host has not started.");

    public AuditCheckpoints Checkpoints => _checkpoints ?? throw new InvalidOperationException("The host has not started.");

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _tokens = await AccessTokens.OpenAsync(store.Private, store.Tenant, accounts, time, cancellationToken);
        _checkpoints = await AuditCheckpoints.OpenAsync(store, time, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
