namespace Carewright.Scenarios.Tests.Detecting;

/// <summary>Waits for what another task of the server does; a machine that is slow takes longer, and fails only after two minutes.</summary>
internal static class Waiting
{
    internal static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await holds())
            await Task.Delay(50, patience.Token);
    }
}
