namespace Carewright.Audit;

/// <summary>A second place for signed checkpoints, which whoever holds the store cannot change afterwards. Used by one task at a time.</summary>
public interface ICheckpointPlace
{
    /// <summary>Writes a checkpoint there; completes when the place has taken it as far as its protocol can say.</summary>
    /// <exception cref="IOException">The place did not take it, or could not be reached. What is said names the place's own fault and no secret.</exception>
    Task WriteAsync(CheckpointLine line, CancellationToken cancellationToken);
}
