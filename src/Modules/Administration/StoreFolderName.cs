namespace Carewright.Administration;

/// <summary>Where the store lies, so that a second place of its checkpoints is not chosen inside of it.</summary>
/// <param name="Path">Absolute path; empty when the store has no folder.</param>
public sealed record StoreFolderName(string Path);
