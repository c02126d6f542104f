namespace Carewright.Audit;

/// <summary>
/// Brings every checkpoint to every second place, in order, each at least once. A place that does not take one is tried again in the next round and keeps nobody else waiting. Run from one task.
/// </summary>
/// <param name="checkpoints">The checkpoints.</param>
/// <param name="places">The places.</param>
/// <param name="time">The clock.</param>
public sealed class CheckpointCourier(AuditCheckpoints checkpoints, PlaceRegister places, TimeProvider time)
{
    private const int MostPerRound = 500;

    /// <summary>One round.</summary>
    /// <returns>Names of the places that stopped taking checkpoints in this round, with the reason; those that failed before are not named again.</returns>
    public async Task<IReadOnlyList<(string Place, string Fault)>> RunAsync(CancellationToken cancellationToken)
    {
        var fallen = new List<(string, string)>();
        foreach (var place in places.All)
        {
            var before = places.ProgressOf(place.Name);
            if (checkpoints.Last is not { } last || last.Sequence <= before.Sequence)
                continue;
            var after = await BringAsync(place, before, cancellationToken);
            await places.PutAsync(place.Name, after, cancellationToken);
            if (after.Fault is { } fault && before.Fault is null)
                fallen.Add((place.Name, fault));
        }
        return fallen;
    }

    private async Task<PlaceProgress> BringAsync(PlaceSettings settings, PlaceProgress progress, CancellationToken cancellationToken)
    {
        var place = settings.Open();
        foreach (var checkpoint in checkpoints.List().Where(checkpoint => checkpoint.Sequence > progress.Sequence).Take(MostPerRound))
        {
            try
            {
                await place.WriteAsync(checkpoints.LineOf(checkpoint), cancellationToken);
                progress = new PlaceProgress(checkpoint.Sequence, time.GetUtcNow(), null, null);
            }
            catch (IOException fault)
            {
                return progress with { Fault = fault.Message, FaultSince = progress.FaultSince ?? time.GetUtcNow() };
            }
        }
        return progress;
    }
}
